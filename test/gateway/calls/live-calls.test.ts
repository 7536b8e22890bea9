import type { CallEvent } from '../../../src/call/call-event';
import type { AccountId, CallId, Extension, LegId } from '../../../src/call/ids';
import { CallTracker } from '../../../src/gateway/calls/call-tracker';
import { saveLiveCalls } from '../../../src/gateway/calls/live-calls';
import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteLiveCalls } from '../../../src/gateway/store/sqlite-live-calls';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';

const accountId = '30100200' as AccountId;
const leg = { callId: 'c1' as CallId, legId: 'l1' as LegId };

function desk() {
  const clock = new HandClock();
  const db = openDatabase(':memory:');
  const store = new SqliteLiveCalls(db);
  const tracker = new CallTracker(clock, silentLog);
  const pbx = { isUp: true };
  const unsaved = new Set<CallId>();
  const undo = saveLiveCalls({
    ...{ tracker, store, accountId, clock, log: silentLog },
    isWatched: () => pbx.isUp,
    isUnsaved: (callId) => unsaved.has(callId),
  });
  const started: CallEvent = {
    ...leg,
    event: 'leg-started',
    at: clock.now(),
    party: { party: 'agent', extension: '101' as Extension },
    role: 'caller',
    number: '101',
    dialled: '89984445566',
  };
  tracker.take(started);
  return { clock, db, store, tracker, pbx, unsaved, undo };
}

/** The store is asked in turn: each step lets it. */
const turn = async (clock: HandClock, sec: number): Promise<void> => {
  for (let passed = 0; passed < sec * 10; passed++) {
    clock.turn(100);
    await new Promise(setImmediate);
  }
};

it('knows to 5 seconds when a call was last seen, though nothing about it changes', async () => {
  const { clock, store } = desk();
  await turn(clock, 600);
  expect(clock.now() - (await store.load(accountId)).savedAt).toBeLessThanOrEqual(5000);
});

it('does not say of a call that it goes on while the PBX is away', async () => {
  const { clock, store, pbx, undo } = desk();
  await turn(clock, 60);
  const lostAt = clock.now();
  pbx.isUp = false;
  await turn(clock, 600);
  await undo();
  expect((await store.load(accountId)).savedAt).toBeLessThanOrEqual(lostAt);
});

it('lets go of a call that ended only when it stands where it is sent to amoCRM from', async () => {
  const { clock, store, tracker, unsaved } = desk();
  await turn(clock, 1);
  unsaved.add(leg.callId);
  tracker.take({ ...leg, event: 'leg-ended', at: clock.now() });
  await turn(clock, 5);
  expect((await store.load(accountId)).calls).toMatchObject([{ id: 'c1', now: { state: 'live' } }]);
  unsaved.clear();
  await turn(clock, 1);
  expect((await store.load(accountId)).calls).toEqual([]);
});

it('goes on when the disk is full, and saves as soon as it is not', async () => {
  const { clock, db, store, undo } = desk();
  db.pragma('query_only = 1');
  await turn(clock, 60);
  expect((await store.load(accountId)).calls).toEqual([]);
  db.pragma('query_only = 0');
  await turn(clock, 10);
  expect((await store.load(accountId)).calls).toMatchObject([{ id: 'c1' }]);
  db.pragma('query_only = 1');
  await expect(undo()).resolves.toBeUndefined();
});
