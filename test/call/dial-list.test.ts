import {
  DEFAULT_SETTINGS,
  rowCalled,
  rowNotCalled,
  rowSettled,
  type DialRow,
  type RowId,
  type RowOutcome,
} from '../../src/call/dial-list';
import type { CallId } from '../../src/call/ids';

const MIN = 60_000;
const NINE = 1_700_000_000_000;
const TOMORROW = NINE + 24 * 60 * MIN;
const row: DialRow = {
  ...{ id: 1 as RowId, number: '+79981000001', name: '', company: '', links: [], zone: 'Europe/Moscow' },
  ...{ state: 'calling', dueAt: 0, tries: 1, day: '2026-11-27', dayTries: 1, callId: 'c1' as CallId },
};
const settled = (outcome: RowOutcome, changes: Partial<DialRow> = {}): DialRow =>
  rowSettled({ ...row, ...changes }, outcome, DEFAULT_SETTINGS, { at: NINE, nextDayAt: TOMORROW });

it.each<readonly [string, RowOutcome, Partial<DialRow>, Partial<DialRow>]>([
  ['talked: done', 4, {}, { state: 'done' }],
  ['left a message: done', 1, {}, { state: 'done' }],
  ['wrong number: done', 5, {}, { state: 'done' }],
  ['nobody knows: done, until somebody says otherwise', 'unknown', {}, { state: 'done' }],
  ['no answer: in an hour', 6, {}, { state: 'waiting', dueAt: NINE + 60 * MIN }],
  ['busy: in a quarter of an hour', 7, {}, { state: 'waiting', dueAt: NINE + 15 * MIN }],
  ['not there: in two hours', 3, {}, { state: 'waiting', dueAt: NINE + 120 * MIN }],
  ['call back later: in four hours', 2, {}, { state: 'waiting', dueAt: NINE + 240 * MIN }],
  ['busy for the third time: done', 7, { tries: 3 }, { state: 'done' }],
  ['the second call of the day: not before tomorrow', 7, { tries: 2, dayTries: 2 }, { dueAt: TOMORROW }],
])('%s', (_, outcome, before, after) => {
  expect(settled(outcome, before)).toMatchObject({ ...after, outcome, at: NINE });
});

it('counts the calls of a day anew on the next one', () => {
  const again = rowCalled({ ...row, dayTries: 2 }, 'c2' as CallId, '2026-11-28');
  expect(again).toMatchObject({ state: 'calling', tries: 2, day: '2026-11-28', dayTries: 1, callId: 'c2' });
  expect(rowCalled(row, 'c2' as CallId, '2026-11-27')).toMatchObject({ tries: 2, dayTries: 2 });
});

it('takes a call back that never reached the customer', () => {
  expect(rowNotCalled(row)).toMatchObject({ state: 'taken', tries: 0, dayTries: 0 });
});

it('settles a row anew when the agent knows better', () => {
  const first = settled(6);
  expect(settled(4, first)).toMatchObject({ state: 'done', outcome: 4 });
});
