import type { AccountId, CallId } from '../../../src/call/ids';
import type { Delivery } from '../../../src/gateway/crm/call-delivery';
import { Outbox, type Courier } from '../../../src/gateway/outbox/outbox';
import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteOutbox } from '../../../src/gateway/store/sqlite-outbox';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';

const account = '1' as AccountId;
const clock = new HandClock();
const retry = (why: string, afterMs?: number): Delivery => ({
  kind: 'retry',
  why,
  maybeWritten: false,
  ...(afterMs && { afterMs }),
});
const delivered: Delivery = { kind: 'delivered', entity: 'contact/7' };

/** Answers by script, then always `delivered`. */
function outboxWith(...script: (Delivery | 'never')[]) {
  const tries: unknown[] = [];
  const courier: Courier = {
    deliver: async (body) => {
      tries.push(body);
      const answer = script.shift() ?? delivered;
      return answer === 'never' ? new Promise(() => undefined) : answer;
    },
    find: async () => 'absent',
  };
  const db = openDatabase(':memory:');
  const store = new SqliteOutbox(db);
  const outbox = new Outbox(account, store, courier, clock, silentLog);
  outbox.start();
  return { outbox, db, store, tries };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

it('waits as long as amoCRM asks (Retry-After)', async () => {
  const { outbox, tries } = outboxWith(retry('http-429', 60_000));
  outbox.add('c1' as CallId, 'c1');
  await settled();
  clock.turn(59_999);
  await settled();
  expect(tries).toEqual(['c1']);
  clock.turn(1);
  await settled();
  expect(tries).toEqual(['c1', 'c1']);
  await outbox.stop();
});

it('keeps the order while amoCRM as a whole is away', async () => {
  const { outbox, tries } = outboxWith(retry('ECONNREFUSED'));
  for (const id of ['c1', 'c2', 'c3']) outbox.add(id as CallId, id);
  await settled();
  expect(tries).toEqual(['c1']);
  clock.turn(2_000);
  await settled();
  expect(tries).toEqual(['c1', 'c1', 'c2', 'c3']);
  await outbox.stop();
});

it('lets the others pass when amoCRM chokes on one call', async () => {
  const { outbox, tries } = outboxWith(retry('http-500'));
  for (const id of ['c1', 'c2']) outbox.add(id as CallId, id);
  await settled();
  expect(tries).toEqual(['c1', 'c2']);
  await outbox.stop();
});

it('takes a call once, and keeps what amoCRM refuses', async () => {
  const { outbox, store, tries } = outboxWith({ kind: 'refused', why: 'http-400' });
  outbox.add('c1' as CallId, 'c1');
  outbox.add('c1' as CallId, 'c1 again');
  await settled();
  expect(tries).toEqual(['c1']);
  expect(store.counts(account)).toMatchObject({ refused: 1, waiting: 0 });
  await outbox.stop();
});

it('waits an hour at most, whatever a server asks for', async () => {
  const { outbox, tries } = outboxWith(retry('http-503', 30 * 24 * 60 * 60_000));
  outbox.add('c1' as CallId, 'c1');
  await settled();
  clock.turn(60 * 60_000);
  await settled();
  expect(tries).toEqual(['c1', 'c1']);
  await outbox.stop();
});

it('loses no call while the disk takes nothing, says so, and delivers them when it does', async () => {
  const { outbox, db, tries } = outboxWith();
  db.pragma('query_only = 1');
  for (const id of ['c1', 'c2']) outbox.add(id as CallId, id);
  expect(outbox.trouble).toContain('2');
  clock.turn(60_000);
  expect(tries).toEqual([]);
  db.pragma('query_only = 0');
  clock.turn(5_000);
  expect(outbox.trouble).toBeUndefined();
  await settled();
  expect(tries).toEqual(['c1', 'c2']);
  await outbox.stop();
});

it('writes what it still has in memory when it stops', async () => {
  const { outbox, db, store } = outboxWith();
  db.pragma('query_only = 1');
  outbox.add('c1' as CallId, 'c1');
  db.pragma('query_only = 0');
  await outbox.stop();
  expect(store.counts(account)).toMatchObject({ waiting: 1 });
});

it('goes on after a try that the disk would not let it note', async () => {
  const { outbox, db, tries } = outboxWith();
  db.exec(`CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
  outbox.add('c1' as CallId, 'c1');
  await settled();
  expect(tries).toEqual([]);
  db.exec('DROP TRIGGER full');
  clock.turn(2_000);
  await settled();
  expect(tries).toEqual(['c1']);
  await outbox.stop();
});

it('stops within two seconds, whatever the try that runs is waiting for', async () => {
  const { outbox, store } = outboxWith('never');
  outbox.add('c1' as CallId, 'c1');
  await settled();
  let isStopped = false;
  const stopped = outbox.stop().then(() => (isStopped = true));
  await settled();
  expect(isStopped).toBe(false);
  clock.turn(1_000);
  await settled();
  clock.turn(1_000);
  await stopped;
  expect(store.first(account)).toMatchObject({ callId: 'c1', maybeWritten: true });
});
