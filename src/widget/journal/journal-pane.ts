import template from '../../../templates/journal.twig';
import type { CallId } from '../../call/ids';
import {
  parseJournalPage,
  parseTimeLine,
  type JournalPage,
  type JournalTimeLine,
} from '../../protocol/journal';
import type { StaffMember } from '../../protocol/staff';
import type { PageTrouble } from './ask-gateway';
import { journalModel, type Period, type Which } from './journal-model';
import type { Pane, PaneNeeds } from './pane';
import { saveJson } from './save-json';

export interface JournalState {
  readonly find: string;
  readonly period: Period;
  readonly which: Which;
  /** `''` = everybody's. */
  readonly extension: string;
  /** Where the pages begin that were turned over; the last is the one that is shown. */
  readonly places: readonly string[];
  readonly page: JournalPage | undefined;
  readonly chosen: CallId | undefined;
  readonly line: JournalTimeLine | undefined;
  readonly trouble: PageTrouble | undefined;
  readonly isReading: boolean;
}

export interface JournalPane extends Pane {
  /** Shows this call, whatever the list shows. */
  open(callId: CallId): void;
}

const FIND_AFTER_MS = 300;
const FRESH = { places: [''], chosen: undefined, line: undefined } as const;

/** Every call of the account, page by page, and the time line of one. */
export function createJournalPane(
  { ask, say, language, clock, paint }: PaneNeeds,
  staff: () => readonly StaffMember[],
): JournalPane {
  let state: JournalState = {
    ...{ find: '', period: 'all', which: 'all', extension: '', page: undefined },
    ...{ trouble: undefined, isReading: true, ...FRESH },
  };
  /** Answers to what was asked before are for nobody. */
  let round = 0;
  let cancelFind = (): void => {};

  const become = (change: Partial<JournalState>): void => {
    state = { ...state, ...change };
    paint();
  };

  const read = async (): Promise<void> => {
    const own = ++round;
    const answer = await ask(`/journal?${queryOf(state, clock.now())}`, parseJournalPage);
    if (own !== round) return;
    if (!answer.ok) return become({ isReading: false, trouble: answer });
    become({ isReading: false, trouble: undefined, page: answer.value });
    const [first] = answer.value.calls;
    const shown = state.chosen ?? first?.callId;
    if (shown !== undefined) await show(shown);
  };

  const show = async (callId: CallId): Promise<void> => {
    if (callId !== state.chosen) become({ chosen: callId, line: undefined });
    const answer = await ask(`/journal/call?id=${encodeURIComponent(callId)}`, parseTimeLine);
    if (callId !== state.chosen) return;
    if (answer.ok) become({ line: answer.value });
    else become({ trouble: answer });
  };

  const filter = (change: Partial<JournalState>): void => {
    become({ ...change, ...FRESH, isReading: true });
    void read();
  };

  return {
    template,
    model: () => journalModel(state, staff(), { say, language, now: clock.now() }),
    read: () => void (state.places.length === 1 ? read() : undefined),
    open(callId) {
      become({ chosen: callId, line: undefined });
      void show(callId);
    },
    act(act, { dataset }) {
      const { places, page, line } = state;
      if (act === 'call' && dataset['id'] !== undefined) void show(dataset['id'] as CallId);
      else if (act === 'older' && page?.next !== undefined) turn([...places, page.next]);
      else if (act === 'newer' && places.length > 1) turn(places.slice(0, -1));
      else if (act === 'export' && line) saveJson(line, `call-${line.callId}.json`);
      else if (act === 'again') void read();
    },
    changed(field, value) {
      if (field === 'find') {
        state = { ...state, find: value };
        cancelFind();
        cancelFind = clock.after(FIND_AFTER_MS, () => filter({}));
      } else if (field === 'period') filter({ period: value as Period });
      else if (field === 'which') filter({ which: value as Which });
      else if (field === 'extension') filter({ extension: value });
    },
  };

  function turn(places: readonly string[]): void {
    filter({});
    become({ places });
    void read();
  }
}

function queryOf({ find, period, which, extension, places }: JournalState, now: number): URLSearchParams {
  const [since, until] = hoursOf(period, now);
  return new URLSearchParams({
    find: find.trim(),
    next: places.at(-1) ?? '',
    ...(which === 'missed' && { missed: '1' }),
    ...(which === 'undelivered' && { undelivered: '1' }),
    ...(extension !== '' && { extension }),
    ...(since !== undefined && { since: String(since) }),
    ...(until !== undefined && { until: String(until) }),
  });
}

/** By this computer's midnight. */
function hoursOf(period: Period, now: number): readonly [since?: number, until?: number] {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const before = (days: number): number => new Date(midnight).setDate(new Date(midnight).getDate() - days);
  switch (period) {
    case 'all':
      return [];
    case 'today':
      return [midnight];
    case 'yesterday':
      return [before(1), midnight];
    case 'week':
      return [before(6)];
  }
}
