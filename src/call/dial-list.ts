import type { CallStatus } from './call-result';
import type { EntityRef } from './entity-rule';
import type { CallId, UserId } from './ids';
import type { Brand } from '../lib/brand';
import { without } from '../lib/without';

export type ListId = Brand<string, 'ListId'>;
/** Unique in the account. */
export type RowId = Brand<number, 'RowId'>;

/** preview: the agent starts each call; progressive: the next call begins by itself, after the interval. */
export type DialMode = 'preview' | 'progressive';

/** A number is called again after such an outcome: `tries` calls in all, `afterMin` minutes apart. */
export interface RetryRule {
  readonly tries: number;
  readonly afterMin: number;
}

/** Outcomes after which it is worth calling again, as amoCRM's call statuses: call back later, not there, no answer, busy. */
export type RetriedStatus = 2 | 3 | 6 | 7;

export interface ListSettings {
  readonly mode: DialMode;
  /** From the end of a call to the next one. */
  readonly intervalSec: number;
  readonly retry: Readonly<Record<RetriedStatus, RetryRule>>;
  /** Most calls to one number in a day. */
  readonly perDay: number;
  /** Minutes of the day, where the number is at home; nobody is called outside of them. `toMin` is no longer in it. */
  readonly hours: { readonly fromMin: number; readonly toMin: number };
}

export const DEFAULT_SETTINGS: ListSettings = {
  mode: 'progressive',
  intervalSec: 10,
  retry: {
    2: { tries: 3, afterMin: 240 },
    3: { tries: 3, afterMin: 120 },
    6: { tries: 3, afterMin: 60 },
    7: { tries: 3, afterMin: 15 },
  },
  perDay: 2,
  hours: { fromMin: 9 * 60, toMin: 21 * 60 },
};

export interface DialList {
  readonly id: ListId;
  readonly name: string;
  readonly owner: UserId;
  /** Who calls from it; each draws the next row. */
  readonly members: readonly UserId[];
  readonly settings: ListSettings;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** `unknown`: the gateway or the PBX was away when the call ended; it is not called again unless somebody says so. */
export type RowOutcome = CallStatus | 'skipped' | 'unknown';

/** waiting: to be called, from `dueAt` on; taken: it is an agent's next; calling: the PBX was asked to call; done. */
export type RowState = 'waiting' | 'taken' | 'calling' | 'done';

/** Cards of one number; who comes later is left out. */
export const MOST_LINKS = 5;

/** One number of a list. Times are epoch ms. */
export interface DialRow {
  readonly id: RowId;
  /** E.164; once in a list. */
  readonly number: string;
  readonly name: string;
  /** `''` = none. */
  readonly company: string;
  /** Cards that brought the number, the first ones first. */
  readonly links: readonly EntityRef[];
  /** Where the number is at home, IANA. */
  readonly zone: string;
  readonly state: RowState;
  /** 0 = in its turn. */
  readonly dueAt: number;
  /** Calls so far. */
  readonly tries: number;
  /** The local day of the last call (`2026-11-27`), and how many calls it saw. */
  readonly day: string;
  readonly dayTries: number;
  readonly outcome?: RowOutcome;
  /** Of the outcome. */
  readonly at?: number;
  /** Who has taken it, or called last. */
  readonly by?: UserId;
  /** The last call. */
  readonly callId?: CallId;
  /** Whom a supervisor has given it to; missing = whoever is next. */
  readonly keptFor?: UserId;
}

/** The row when the PBX is asked to call it. */
export function rowCalled(row: DialRow, callId: CallId, day: string): DialRow {
  const dayTries = row.day === day ? row.dayTries + 1 : 1;
  return { ...row, state: 'calling', callId, tries: row.tries + 1, day, dayTries };
}

/** The row when nobody was called after all: the agent's own phone did not answer, or the PBX refused. */
export function rowNotCalled(row: DialRow): DialRow {
  return { ...row, state: 'taken', tries: row.tries - 1, dayTries: row.dayTries - 1 };
}

/** The row when nobody has it any more: its place in the list is as it was. */
export function rowReleased(row: DialRow): DialRow {
  if (row.tries > 0) return { ...row, state: 'waiting' };
  return { ...without(row, 'by'), state: 'waiting' };
}

/**
 * The row with its outcome: done, or waiting for another try. `at`: end of the call; `nextDayAt`: when the next day's
 * calling hours begin where the number is at home. A correction by the agent goes the same way.
 */
export function rowSettled(
  row: DialRow,
  outcome: RowOutcome,
  settings: ListSettings,
  { at, nextDayAt }: { readonly at: number; readonly nextDayAt: number },
): DialRow {
  const rule = isRetried(outcome) ? settings.retry[outcome] : undefined;
  if (!rule || row.tries >= rule.tries) return { ...row, state: 'done', outcome, at };
  const again = at + rule.afterMin * 60_000;
  const dueAt = row.dayTries >= settings.perDay ? Math.max(again, nextDayAt) : again;
  return { ...row, state: 'waiting', outcome, at, dueAt };
}

const isRetried = (outcome: RowOutcome): outcome is RetriedStatus =>
  outcome === 2 || outcome === 3 || outcome === 6 || outcome === 7;
