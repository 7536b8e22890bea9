import type { ListId, RowId } from '../../../src/call/dial-list';
import type { AccountId, CallId, UserId } from '../../../src/call/ids';
import type { Call } from '../../../src/call/call';
import { openDatabase } from '../../../src/gateway/store/database';
import { keepStoreSmall } from '../../../src/gateway/store/keep-store-small';
import { SqliteDialHistory } from '../../../src/gateway/store/sqlite-dial-history';
import { SqliteJournal } from '../../../src/gateway/store/sqlite-journal';
import { SqliteLiveCalls } from '../../../src/gateway/store/sqlite-live-calls';
import { SqliteOwnerMemory } from '../../../src/gateway/store/sqlite-owner-memory';
import { SqliteOutbox } from '../../../src/gateway/store/sqlite-outbox';
import { entry, rowOf } from '../outbox/entry-builder';
import type { KeptCall } from '../../../src/gateway/journal/journal-store';
import type { JournalStep } from '../../../src/protocol/journal';
import { eventually } from '../../support/eventually';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';

const DAY_MS = 24 * 60 * 60_000;
const account = '1' as AccountId;

function store() {
  const db = openDatabase(':memory:');
  const clock = new HandClock();
  const outbox = new SqliteOutbox(db);
  const liveCalls = new SqliteLiveCalls(db);
  const journal = new SqliteJournal(db);
  const ownerMemory = new SqliteOwnerMemory(db);
  const dialHistory = new SqliteDialHistory(db);
  const undo = keepStoreSmall({
    ...{ outbox, liveCalls, journal, dialHistory, ownerMemory, clock },
    journalDays: 90,
    log: silentLog,
  });
  return { clock, ownerMemory, outbox, journal, dialHistory, liveCalls, undo };
}

/** The stores are asked in turn, each within the same turn of the event loop. */
const dropped = (): Promise<void> => new Promise(setImmediate);

it('keeps a delivered log for 30 days, and one that amoCRM did not take for good', async () => {
  const { clock, outbox } = store();
  for (const state of ['delivered', 'refused', 'no-entity', 'waiting'] as const)
    await outbox.add(account, { ...rowOf(entry({ id: state })), state, addedAt: clock.now() });
  for (let hour = 0; hour < 30 * 24; hour++) clock.turn(DAY_MS / 24);
  await dropped();
  expect(await outbox.counts(account)).toEqual({ waiting: 1, delivered: 1, 'no-entity': 1, refused: 1 });
  clock.turn(DAY_MS / 24);
  await dropped();
  expect(await outbox.counts(account)).toEqual({ waiting: 1, delivered: 0, 'no-entity': 1, refused: 1 });
});

it('forgets after 30 days what a call was about', async () => {
  const { clock, ownerMemory } = store();
  const callId = 'c1' as CallId;
  await ownerMemory.setTopic(account, callId, { type: 'lead', id: 7 }, clock.now());
  clock.turn(DAY_MS);
  expect(await ownerMemory.topic(account, callId)).toEqual({ type: 'lead', id: 7 });
  clock.turn(30 * DAY_MS);
  await eventually('forgotten', async () => (await ownerMemory.topic(account, callId)) === undefined);
});

it('forgets with the journal who was called from lists', async () => {
  const { clock, dialHistory } = store();
  const [listId, callId] = ['list' as ListId, 'c1' as CallId];
  const call = { callId, rowId: 1 as RowId, number: '+79984445566', name: '', by: 11 as UserId };
  await dialHistory.began(account, listId, { ...call, run: 1, at: clock.now() });
  clock.turn(89 * DAY_MS);
  expect(await dialHistory.calls(account, listId, { count: 9 })).toHaveLength(1);
  clock.turn(2 * DAY_MS);
  await eventually(
    'forgotten',
    async () => (await dialHistory.calls(account, listId, { count: 9 })).length === 0,
  );
});

it('keeps the time line of a call for as many days as the configuration says, and then drops it whole', async () => {
  const { clock, journal } = store();
  const callId = 'c1' as CallId;
  const at = clock.now();
  const call: KeptCall = {
    ...{ callId, at, number: '+79984445566', direction: 'inbound', talkMs: 0 },
    steps: [{ at, what: 'arrived', line: '' }],
  };
  const step: JournalStep = { at, what: 'delivery', state: 'refused', tries: 1, why: '' };
  await journal.write(account, [call], [{ callId, step }]);
  for (let day = 0; day < 90; day++) clock.turn(DAY_MS);
  await dropped();
  expect((await journal.read(account, callId))?.steps).toHaveLength(2);
  clock.turn(DAY_MS);
  await dropped();
  expect(await journal.read(account, callId)).toBeUndefined();
});

it('forgets calls in progress that nobody has heard of for two days', async () => {
  const { clock, liveCalls, undo } = store();
  const call = (id: string) => ({ id, legs: [], talks: [], now: { state: 'live' } }) as unknown as Call;
  await liveCalls.save(account, [call('lost')], clock.now());
  clock.turn(DAY_MS);
  await liveCalls.save(account, [call('on')], clock.now());
  clock.turn(DAY_MS + 1);
  await dropped();
  expect((await liveCalls.load(account)).calls).toEqual([call('on')]);
  undo();
  clock.turn(3 * DAY_MS);
  await dropped();
  expect((await liveCalls.load(account)).calls).toHaveLength(1);
});
