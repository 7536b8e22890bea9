import type { AccountId } from '../../../src/call/ids';
import type { StepAnswer } from '../../../src/gateway/outbox/after-step';
import { nextStep } from '../../../src/gateway/outbox/next-step';
import { Outbox, type Courier } from '../../../src/gateway/outbox/outbox';
import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteOutbox } from '../../../src/gateway/store/sqlite-outbox';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';
import { ANNA, entry } from './entry-builder';

const account = '1' as AccountId;
const clock = new HandClock();
const retry = (why: string, afterMs?: number): StepAnswer => ({
  kind: 'retry',
  why,
  maybeWritten: false,
  ...(afterMs && { afterMs }),
});

type Scripted = StepAnswer | 'never';

/** Answers by script, one answer a request, then takes everything. */
function outboxWith(...script: Scripted[]) {
  const tries: string[] = [];
  let noteId = 0;
  const courier: Courier = {
    carryOut: async (jobs) => {
      tries.push(jobs.map(({ entry: { call }, step }) => `${step.do} ${call.id}`).join(', '));
      const answer = script.shift();
      if (answer === 'never') return new Promise(() => undefined);
      return jobs.map(({ step }): StepAnswer => {
        if (answer) return answer;
        if (!('text' in step)) return { kind: 'done' };
        return {
          kind: 'done',
          fact: { note: { on: { type: 'contact', id: 7 }, id: ++noteId, text: step.text } },
        };
      });
    },
    look: async (jobs) => jobs.map(() => 'absent'),
  };
  const db = openDatabase(':memory:');
  const store = new SqliteOutbox(db);
  const outbox = new Outbox({
    ...{ accountId: account, store, courier, clock, log: silentLog },
    nextStep: (of) => nextStep(of, { unknownNumber: 'keep' }, () => ''),
  });
  outbox.start();
  const add = (...ids: string[]): void => {
    for (const id of ids) outbox.add(entry({ id, endedAt: clock.now(), logsAt: clock.now() }), true);
  };
  return { outbox, db, store, tries, add };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

it('waits as long as amoCRM asks (Retry-After)', async () => {
  const { outbox, tries, add } = outboxWith(retry('http-429', 60_000));
  add('c1');
  await settled();
  clock.turn(59_999);
  await settled();
  expect(tries).toEqual(['log c1']);
  clock.turn(1);
  await settled();
  expect(tries).toEqual(['log c1', 'log c1']);
  await outbox.stop();
});

it('keeps the order while amoCRM as a whole is away, tries with one, and sends the rest together', async () => {
  const { outbox, tries, add } = outboxWith(retry('ECONNREFUSED'));
  add('c1');
  await settled();
  add('c2', 'c3', 'c4');
  await settled();
  expect(tries).toEqual(['log c1']);
  clock.turn(2_000);
  await settled();
  expect(tries).toEqual(['log c1', 'log c1', 'log c2, log c3, log c4']);
  await outbox.stop();
});

it('lets the others pass when amoCRM chokes on one call', async () => {
  const { outbox, tries, add } = outboxWith(retry('http-500'));
  add('c1');
  await settled();
  add('c2');
  await settled();
  expect(tries).toEqual(['log c1', 'log c2']);
  await outbox.stop();
});

it('leaves amoCRM in peace when it chokes on one after another', async () => {
  const { outbox, tries, add } = outboxWith(...Array.from({ length: 9 }, () => retry('http-503')));
  add('c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7');
  await settled();
  expect(tries.length).toBeLessThanOrEqual(3);
  await outbox.stop();
});

it('takes a call once, keeps what amoCRM refuses, and tries again when the agent changes it', async () => {
  const { outbox, tries, add } = outboxWith({ kind: 'refused', why: 'http-400' });
  add('c1');
  add('c1');
  await settled();
  expect(tries).toEqual(['log c1']);
  expect(outbox.counts).toMatchObject({ refused: 1, waiting: 0 });
  await outbox.change('c1' as never, ({ entry: before }) => ({ entry: { ...before, closed: true } }));
  await settled();
  expect(outbox.counts).toMatchObject({ refused: 0, delivered: 1 });
  await outbox.stop();
});

it('says how many calls amoCRM refuses, and sends them again by hand', async () => {
  const { outbox, tries, add } = outboxWith({ kind: 'refused', why: 'http-400' });
  add('c1');
  await settled();
  expect(outbox.troubles).toEqual([
    { fault: 'calls-refused', words: expect.stringContaining('kept: 1') as string },
  ]);
  expect(await outbox.resend()).toBe(1);
  await settled();
  expect(tries).toEqual(['log c1', 'log c1']);
  expect(outbox.counts).toMatchObject({ refused: 0, delivered: 1 });
  expect(outbox.troubles).toEqual([]);
  await outbox.stop();
});

it('waits an hour at most, whatever a server asks for', async () => {
  const { outbox, tries, add } = outboxWith(retry('http-429', 30 * 24 * 60 * 60_000));
  add('c1');
  await settled();
  clock.turn(60 * 60_000);
  await settled();
  expect(tries).toEqual(['log c1', 'log c1']);
  await outbox.stop();
});

it('keeps a result that is saved while the log is on its way, and writes it into the same note', async () => {
  const { outbox, tries, add, store } = outboxWith();
  add('c1');
  const result = { status: 2, note: 'Перезвонить', link: { link: 'rule' }, by: ANNA } as const;
  await outbox.change('c1' as never, ({ entry: before }) => ({ entry: { ...before, result } }));
  await settled();
  expect(tries).toEqual(['log c1', 'patch c1']);
  const row = await store.read(account, 'c1' as never);
  expect(row).toMatchObject({ state: 'delivered', entry: { written: { note: { text: { status: 2 } } } } });
  await outbox.stop();
});

it('does not send again what may have been written before it has looked', async () => {
  const lost = { kind: 'retry', why: 'ECONNRESET', maybeWritten: true } as const;
  const { outbox, tries, add, store } = outboxWith(lost);
  add('c1');
  await settled();
  expect(await store.read(account, 'c1' as never)).toMatchObject({ begun: { do: 'log' } });
  clock.turn(2_000);
  await settled();
  expect(tries).toEqual(['log c1', 'log c1']);
  expect(await store.read(account, 'c1' as never)).toMatchObject({ state: 'delivered' });
  await outbox.stop();
});

it('loses no call while the disk takes nothing, says so, and delivers them when it does', async () => {
  const { outbox, db, tries, add } = outboxWith();
  await settled();
  db.pragma('query_only = 1');
  add('c1', 'c2');
  await settled();
  expect(outbox.troubles).toEqual([{ fault: 'store-full', words: expect.stringContaining('2') as string }]);
  clock.turn(60_000);
  await settled();
  expect(tries).toEqual([]);
  db.pragma('query_only = 0');
  clock.turn(5_000);
  await settled();
  expect(outbox.troubles).toEqual([]);
  clock.turn(5_000);
  await settled();
  expect(tries.join(', ')).toBe('log c1, log c2');
  await outbox.stop();
});

it('writes what it still has in memory when it stops', async () => {
  const { outbox, db, store, add } = outboxWith();
  db.pragma('query_only = 1');
  add('c1');
  await settled();
  db.pragma('query_only = 0');
  await outbox.stop();
  expect(await store.counts(account)).toMatchObject({ waiting: 1 });
});

it('stops within two seconds, whatever the try that runs is waiting for', async () => {
  const { outbox, store, add } = outboxWith('never');
  add('c1');
  await settled();
  let isStopped = false;
  const stopped = outbox.stop().then(() => (isStopped = true));
  await settled();
  expect(isStopped).toBe(false);
  clock.turn(1_000);
  await settled();
  clock.turn(1_000);
  await stopped;
  expect(await store.read(account, 'c1' as never)).toMatchObject({ begun: { do: 'log' } });
});
