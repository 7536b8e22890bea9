import type { Call } from '../../../src/call/call';
import type { AccountId, CallId, Extension, LegId } from '../../../src/call/ids';
import { JournalWriter } from '../../../src/gateway/journal/journal-writer';
import { phoneNumbers } from '../../../src/gateway/phone-numbers';
import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteJournal } from '../../../src/gateway/store/sqlite-journal';
import { entry, rowOf } from '../outbox/entry-builder';
import { HandClock } from '../support/hand-clock';

const ACCOUNT = '1' as AccountId;
const ID = 'c1' as CallId;
const ANNA = '101' as Extension;

function journal() {
  const clock = new HandClock();
  const store = new SqliteJournal(openDatabase(':memory:'));
  const writer = new JournalWriter({
    ...{ accountId: ACCOUNT, store, clock, phones: phoneNumbers('RU'), log: { error: () => undefined } },
    colleague: (extension) => ({ extension, name: 'Анна' }),
    nameOf: () => 'Анна',
  });
  const said = async () => {
    await writer.flush();
    return (await store.read(ACCOUNT, ID))?.steps.map(({ what }) => what);
  };
  return { clock, writer, said };
}

/** A caller who gave up while it rang. */
function shortCall(startedAt: number): Call {
  const endedAt = startedAt + 12;
  const leg = { number: '', dialled: '', now: { state: 'ended', endedAt, answered: false } } as const;
  return {
    ...{ id: ID, revision: 1, startedAt, origin: 'inbound', talks: [] },
    legs: [
      { ...leg, id: 'l1' as LegId, party: { party: 'outside' }, role: 'caller', startedAt },
      {
        ...{ ...leg, id: 'l2' as LegId, party: { party: 'agent', extension: ANNA }, role: 'callee' },
        ...{ startedAt, rangAt: startedAt + 3 },
      },
    ],
    now: { state: 'ended', endedAt, disposition: 'missed' },
  };
}

it('tells a call that is shorter than the clocks differ in the order in which it happened', async () => {
  const { clock, writer, said } = journal();
  const call = shortCall(clock.now() + 400);
  const ringing = call.legs.map((leg) => ({ ...leg, now: { state: 'ringing' } as const }));
  writer.changed({ ...call, legs: ringing, now: { state: 'live' } });
  writer.cardShown(ID, 11 as never, '/leads/');
  writer.changed(call);
  const { startedAt } = call;
  writer.delivered(rowOf(entry({ id: ID, startedAt, endedAt: startedAt + 12 })));
  expect(await said()).toEqual(['arrived', 'rang', 'card', 'not-taken', 'ended', 'delivery']);
});

it('tells what becomes of it later by the time of then', async () => {
  const { clock, writer, said } = journal();
  const call = shortCall(clock.now() + 400);
  writer.changed(call);
  await said();
  const row = rowOf(entry({ id: ID, startedAt: call.startedAt, endedAt: call.startedAt + 12 }));
  writer.delivered(row);
  clock.turn(5_000);
  writer.delivered({ ...row, state: 'delivered', revision: 2 });
  expect((await said())?.slice(-3)).toEqual(['ended', 'delivery', 'delivery']);
});
