import type { ListId, RowOutcome } from '../call/dial-list';
import type { CallId, UserId } from '../call/ids';
import { isCount, isId, isOutcome, listIdIn, MOST_ROWS_AT_ONCE, parseSeat, type SeatNow } from './dial-lists';
import { isNumber, isRecord, isText, parseAll } from './raw';

/* What supervisors ask of their lists: who does what now, and what was called. */

/** Sums over calls with an outcome. */
export interface TallyNow {
  readonly calls: number;
  readonly talks: number;
  readonly talkMs: number;
  /** Between two calls, on average; missing = there were none without a pause between them. */
  readonly gapMs?: number;
}

/** Somebody to whom a list can be given. */
export interface PersonNow {
  readonly userId: UserId;
  readonly name: string;
  readonly extension: string;
  /** His group in amoCRM; `''` = not known. */
  readonly group: string;
}

/** How one agent is doing in a list. */
export interface MemberNow extends PersonNow, TallyNow {
  readonly isOnline: boolean;
  readonly seat?: SeatNow;
  /** He talks with the customer of his row. */
  readonly talkSince?: number;
  /** Rows that only he calls. */
  readonly kept: number;
}

export interface TeamNow {
  readonly people: readonly PersonNow[];
  /** Of rows, as they are now. */
  readonly outcomes: readonly { readonly outcome: RowOutcome; readonly rows: number }[];
  readonly members: readonly MemberNow[];
}

/** An agent at a list from sitting down to leaving it; `began` and `userId` name it. */
export interface RunNow extends TallyNow {
  readonly userId: UserId;
  readonly name: string;
  readonly began: number;
  /** Of its last call. */
  readonly lastAt: number;
  readonly outcomes: readonly { readonly outcome: RowOutcome; readonly calls: number }[];
}

export interface PastCallNow {
  readonly callId: CallId;
  /** The newest has the highest. */
  readonly place: number;
  readonly at: number;
  readonly userId: UserId;
  /** Of the agent. */
  readonly by: string;
  /** As the row had them. */
  readonly name: string;
  readonly text: string;
  readonly talkMs: number;
  /** Missing = it is on. */
  readonly outcome?: RowOutcome;
}

/** Widget → gateway. */
export interface TeamCommands {
  dialTeam: { readonly listId: ListId };
  dialRuns: { readonly listId: ListId; readonly from: number; readonly count: number };
  /** The newest first, of the list or of one run; `before`: a `place`. */
  dialCalls: {
    readonly listId: ListId;
    readonly count: number;
    readonly before?: number;
    readonly run?: { readonly userId: UserId; readonly began: number };
  };
}

export interface TeamResults {
  dialTeam: TeamNow;
  dialRuns: readonly RunNow[];
  dialCalls: readonly PastCallNow[];
}

/* What the gateway reads. */

export function parseDialTeam(raw: unknown): TeamCommands['dialTeam'] | undefined {
  const listId = listIdIn(raw);
  return listId === undefined ? undefined : { listId };
}

export function parseDialRuns(raw: unknown): TeamCommands['dialRuns'] | undefined {
  const listId = listIdIn(raw);
  if (listId === undefined || !isRecord(raw)) return undefined;
  const { from, count } = raw;
  return isCount(from) && isPortion(count) ? { listId, from, count } : undefined;
}

export function parseDialCalls(raw: unknown): TeamCommands['dialCalls'] | undefined {
  const listId = listIdIn(raw);
  if (listId === undefined || !isRecord(raw)) return undefined;
  const { count, before, run } = raw;
  if (!isPortion(count) || (before !== undefined && !isCount(before))) return undefined;
  const asked = { listId, count, ...(before !== undefined && { before }) };
  if (run === undefined) return asked;
  if (!isRecord(run) || !isId(run['userId']) || !isCount(run['began'])) return undefined;
  return { ...asked, run: { userId: run['userId'] as UserId, began: run['began'] } };
}

const isPortion = (value: unknown): value is number =>
  isCount(value) && value >= 1 && value <= MOST_ROWS_AT_ONCE;

/* What the widget reads. */

export function parseTeamNow(raw: unknown): TeamNow | undefined {
  if (!isRecord(raw)) return undefined;
  const outcomes = parseAll(raw['outcomes'], (one) =>
    isRecord(one) && isOutcome(one['outcome']) && isCount(one['rows'])
      ? { outcome: one['outcome'], rows: one['rows'] }
      : undefined,
  );
  const members = parseAll(raw['members'], parseMember);
  const people = parseAll(raw['people'], parsePerson);
  return outcomes && members && people && { outcomes, members, people };
}

export const parseRuns = (raw: unknown): readonly RunNow[] | undefined => parseAll(raw, parseRun);

export const parsePastCalls = (raw: unknown): readonly PastCallNow[] | undefined =>
  parseAll(raw, parsePastCall);

function parsePerson(raw: unknown): PersonNow | undefined {
  if (!isRecord(raw) || !isId(raw['userId'])) return undefined;
  const { userId, name, extension, group } = raw;
  return isText(name) && isText(extension)
    ? { userId: userId as UserId, name, extension, group: isText(group) ? group : '' }
    : undefined;
}

function parseTally(raw: unknown): TallyNow | undefined {
  if (!isRecord(raw)) return undefined;
  const { calls, talks, talkMs, gapMs } = raw;
  return isCount(calls) && isCount(talks) && isCount(talkMs)
    ? { calls, talks, talkMs, ...(isCount(gapMs) && { gapMs }) }
    : undefined;
}

function parseMember(raw: unknown): MemberNow | undefined {
  const [person, tally] = [parsePerson(raw), parseTally(raw)];
  if (!person || !tally || !isRecord(raw) || !isCount(raw['kept'])) return undefined;
  const { kept, talkSince } = raw;
  const seat = parseSeat(raw['seat']);
  return {
    ...{ ...person, ...tally, kept, isOnline: raw['isOnline'] === true },
    ...(seat && { seat }),
    ...(isNumber(talkSince) && { talkSince }),
  };
}

function parseRun(raw: unknown): RunNow | undefined {
  const tally = parseTally(raw);
  if (!tally || !isRecord(raw) || !isId(raw['userId']) || !isText(raw['name'])) return undefined;
  const { userId, name, began, lastAt } = raw;
  const outcomes = parseAll(raw['outcomes'], (one) =>
    isRecord(one) && isOutcome(one['outcome']) && isCount(one['calls'])
      ? { outcome: one['outcome'], calls: one['calls'] }
      : undefined,
  );
  if (!isCount(began) || !isCount(lastAt) || !outcomes) return undefined;
  return { ...tally, userId: userId as UserId, name, began, lastAt, outcomes };
}

function parsePastCall(raw: unknown): PastCallNow | undefined {
  if (!isRecord(raw) || !isText(raw['callId']) || !isCount(raw['place']) || !isCount(raw['at']))
    return undefined;
  const { callId, place, at, userId, by, name, text, talkMs, outcome } = raw;
  if (!isId(userId) || !isText(by) || !isText(name) || !isText(text) || !isCount(talkMs)) return undefined;
  return {
    ...{ callId: callId as CallId, place, at, userId: userId as UserId, by, name, text, talkMs },
    ...(isOutcome(outcome) && { outcome }),
  };
}
