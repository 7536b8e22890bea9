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
  const parts = { tracker, store, accountId, isWatched: () => pbx.isUp, clock, log: silentLog };
  const undo = saveLiveCalls(parts);
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
  return { clock, db, store, tracker, pbx, undo };
}

const turn = (clock: HandClock, sec: number): void => {
  for (let passed = 0; passed < sec * 10; passed++) clock.turn(100);
};

it('knows to 5 seconds when a call was last seen, though nothing about it changes', () => {
  const { clock, store } = desk();
  turn(clock, 3600);
  expect(clock.now() - store.load(accountId).savedAt).toBeLessThanOrEqual(5000);
});

it('does not say of a call that it goes on while the PBX is away', () => {
  const { clock, store, pbx, undo } = desk();
  turn(clock, 60);
  const lostAt = clock.now();
  pbx.isUp = false;
  turn(clock, 3600);
  undo();
  expect(store.load(accountId).savedAt).toBeLessThanOrEqual(lostAt);
});

it('goes on when the disk is full, and saves as soon as it is not', () => {
  const { clock, db, store, undo } = desk();
  db.pragma('query_only = 1');
  turn(clock, 60);
  expect(store.load(accountId).calls).toEqual([]);
  db.pragma('query_only = 0');
  turn(clock, 10);
  expect(store.load(accountId).calls).toMatchObject([{ id: 'c1' }]);
  db.pragma('query_only = 1');
  expect(undo).not.toThrow();
});
