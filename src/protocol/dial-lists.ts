import { MOST_LINKS } from '../call/dial-list';
import type { CallStatus } from '../call/call-result';
import type {
  DialList,
  ListId,
  ListSettings,
  RetriedStatus,
  RowId,
  RowOutcome,
  RowState,
} from '../call/dial-list';
import type { SeatPause } from '../call/dial-seat';
import type { EntityRef } from '../call/entity-rule';
import type { CallId, UserId } from '../call/ids';
import { isNumber, isOneOf, isRecord, isText, parseAll, type Raw } from './raw';

/** A list as one who may see it sees it. Times are epoch ms of the gateway. */
export interface ListNow extends Pick<DialList, 'id' | 'name' | 'members' | 'settings'> {
  readonly total: number;
  /** With an outcome that holds. */
  readonly done: number;
  /** This agent may change it. */
  readonly isHis: boolean;
  /** When it is through at the present pace; missing = nobody can tell. */
  readonly endsAt?: number;
}

export interface RowNow {
  readonly id: RowId;
  /** E.164. */
  readonly number: string;
  /** For eyes. */
  readonly text: string;
  readonly name: string;
  readonly company: string;
  readonly links: readonly EntityRef[];
  readonly zone: string;
  readonly state: RowState;
  /** 0 = in its turn. */
  readonly dueAt: number;
  readonly tries: number;
  readonly outcome?: RowOutcome;
  readonly at?: number;
  /** Who has it, or called last. */
  readonly by?: UserId;
  /** Only he calls it. */
  readonly keptFor?: UserId;
}

/** Where the agent stands. */
export interface SeatNow {
  readonly listId: ListId;
  readonly step: 'draw' | 'empty' | 'next' | 'calling' | 'after';
  readonly paused?: SeatPause;
  /** Since when it is so; missing = an older gateway. */
  readonly since?: number;
  readonly row?: RowNow;
  /** `next`: when it is called by itself; missing = when the agent says so. */
  readonly dialsAt?: number;
  /** `empty`: when somebody may be called again; missing = nobody any more. */
  readonly until?: number;
  readonly why?: 'retry' | 'hours' | 'finished';
  /** `calling`, `after`. */
  readonly callId?: CallId;
  /** `after`. */
  readonly status?: CallStatus;
  readonly talkMs?: number;
}

/** All of an agent's lists; the whole on connect and at every change. */
export interface DialNow {
  readonly lists: readonly ListNow[];
  readonly seat?: SeatNow;
}

export interface RowToAdd {
  /** As amoCRM or the file has it. */
  readonly number: string;
  readonly name: string;
  readonly company: string;
  readonly links: readonly EntityRef[];
}

export interface RowsAdded {
  readonly listId: ListId;
  readonly added: number;
  /** Numbers that the list has already. */
  readonly known: number;
  /** Indexes of rows whose number cannot be dialled. */
  readonly wrong: readonly number[];
}

export interface RowsFound {
  readonly total: number;
  readonly rows: readonly RowNow[];
}

export const DIAL_STEPS = ['start', 'pause', 'resume', 'skip', 'stop', 'call', 'next'] as const;
export type DialDo = (typeof DIAL_STEPS)[number];

export type DialEdit =
  | { readonly edit: 'new'; readonly name: string }
  | { readonly edit: 'name'; readonly listId: ListId; readonly name: string }
  | { readonly edit: 'settings'; readonly listId: ListId; readonly settings: ListSettings }
  | { readonly edit: 'members'; readonly listId: ListId; readonly members: readonly UserId[] }
  /** To the place before another row, or to the end. */
  | { readonly edit: 'move'; readonly listId: ListId; readonly rowId: RowId; readonly before?: RowId }
  | { readonly edit: 'remove'; readonly listId: ListId; readonly rowIds: readonly RowId[] }
  | { readonly edit: 'clear'; readonly listId: ListId }
  /** Everybody who calls from it stops, or this one; supervisors only. */
  | { readonly edit: 'stop'; readonly listId: ListId; readonly userId?: UserId }
  /** Only this member calls these rows; missing = whoever is next. Supervisors only. */
  | {
      readonly edit: 'keep';
      readonly listId: ListId;
      readonly rowIds: readonly RowId[];
      readonly userId?: UserId;
    }
  | { readonly edit: 'drop'; readonly listId: ListId }
  /** What became of the call, as the agent knows it better than the PBX. */
  | { readonly edit: 'outcome'; readonly listId: ListId; readonly rowId: RowId; readonly status: CallStatus }
  /** To be called once more. */
  | { readonly edit: 'again'; readonly listId: ListId; readonly rowId: RowId };

/** Widget → gateway. */
export interface DialCommands {
  /** Without `listId`: into the agent's own list, which is made when there is none. */
  dialAdd: { readonly listId?: ListId; readonly rows: readonly RowToAdd[] };
  dialRows: {
    readonly listId: ListId;
    readonly from: number;
    readonly count: number;
    /** Name, company or digits of the number; `''` = all. */
    readonly find: string;
  };
  dialDo: { readonly listId: ListId; readonly what: DialDo };
  dialEdit: DialEdit;
}

export interface DialResults {
  dialAdd: RowsAdded;
  dialRows: RowsFound;
  dialDo: null;
  /** Of a new list its id. */
  dialEdit: ListId | null;
}

/** Gateway → widget. */
export interface DialEvents {
  dialling: (now: unknown) => void;
}

export const MOST_ROWS_AT_ONCE = 100;
export const LONGEST_TEXT = 250;
const LONGEST_NUMBER = 64;
const MOST_MEMBERS = 500;
const LONGEST_WAIT_MIN = 60 * 24 * 30;
const DAY_MIN = 24 * 60;
const RETRIED = ['2', '3', '6', '7'] as const;
const ENTITY_TYPES = ['contact', 'company', 'lead', 'customer'] as const;

/* What the gateway reads. */

export function parseDialAdd(raw: unknown): DialCommands['dialAdd'] | undefined {
  if (!isRecord(raw)) return undefined;
  const rows = parseAll(raw['rows'], parseRowToAdd);
  if (!rows || rows.length === 0 || rows.length > MOST_ROWS_AT_ONCE) return undefined;
  if (raw['listId'] === undefined) return { rows };
  const listId = listIdIn(raw);
  return listId && { listId, rows };
}

export function parseDialRows(raw: unknown): DialCommands['dialRows'] | undefined {
  const listId = listIdIn(raw);
  if (listId === undefined || !isRecord(raw)) return undefined;
  const { from, count, find } = raw;
  return isCount(from) && isCount(count) && count <= MOST_ROWS_AT_ONCE && isShort(find)
    ? { listId, from, count, find }
    : undefined;
}

export function parseDialDo(raw: unknown): DialCommands['dialDo'] | undefined {
  const listId = listIdIn(raw);
  return listId !== undefined && isRecord(raw) && isOneOf(DIAL_STEPS, raw['what'])
    ? { listId, what: raw['what'] }
    : undefined;
}

export function parseDialEdit(raw: unknown): DialEdit | undefined {
  if (!isRecord(raw)) return undefined;
  if (raw['edit'] === 'new')
    return isName(raw['name']) ? { edit: 'new', name: raw['name'].trim() } : undefined;
  const listId = listIdIn(raw);
  return listId === undefined ? undefined : parseEditOf(listId, raw);
}

function parseEditOf(listId: ListId, raw: Raw): DialEdit | undefined {
  const { edit, name, rowId, before, status, userId } = raw;
  switch (edit) {
    case 'name':
      return isName(name) ? { edit, listId, name: name.trim() } : undefined;
    case 'settings': {
      const settings = parseSettings(raw['settings']);
      return settings && { edit, listId, settings };
    }
    case 'members': {
      const members = parseAll(raw['members'], (id) => (isId(id) ? (id as UserId) : undefined));
      return members && members.length <= MOST_MEMBERS ? { edit, listId, members } : undefined;
    }
    case 'move':
      if (!isId(rowId) || (before !== undefined && !isId(before))) return undefined;
      return {
        edit,
        listId,
        rowId: rowId as RowId,
        ...(before !== undefined && { before: before as RowId }),
      };
    case 'remove': {
      const rowIds = parseAll(raw['rowIds'], (id) => (isId(id) ? (id as RowId) : undefined));
      return rowIds && rowIds.length <= MOST_ROWS_AT_ONCE ? { edit, listId, rowIds } : undefined;
    }
    case 'keep': {
      const rowIds = parseAll(raw['rowIds'], (id) => (isId(id) ? (id as RowId) : undefined));
      if (!rowIds || rowIds.length > MOST_ROWS_AT_ONCE || !isUserOrNone(userId)) return undefined;
      return { edit, listId, rowIds, ...(userId !== undefined && { userId }) };
    }
    case 'stop':
      return isUserOrNone(userId) ? { edit, listId, ...(userId !== undefined && { userId }) } : undefined;
    case 'clear':
    case 'drop':
      return { edit, listId };
    case 'outcome':
      return isId(rowId) && isStatus(status) ? { edit, listId, rowId: rowId as RowId, status } : undefined;
    case 'again':
      return isId(rowId) ? { edit, listId, rowId: rowId as RowId } : undefined;
    default:
      return undefined;
  }
}

export function parseSettings(raw: unknown): ListSettings | undefined {
  if (!isRecord(raw) || !isOneOf(['preview', 'progressive'], raw['mode'])) return undefined;
  const { mode, intervalSec, perDay, hours, retry } = raw;
  if (!isCount(intervalSec) || intervalSec > 600 || !isCount(perDay) || perDay < 1 || perDay > 20)
    return undefined;
  if (!isRecord(hours) || !isCount(hours['fromMin']) || !isCount(hours['toMin'])) return undefined;
  const { fromMin, toMin } = hours;
  if (fromMin >= toMin || toMin > DAY_MIN || !isRecord(retry)) return undefined;
  const rules = RETRIED.map((status) => {
    const rule = retry[status];
    const isRule = isRecord(rule) && isCount(rule['tries']) && isCount(rule['afterMin']);
    if (!isRule || !isCount(rule['tries']) || !isCount(rule['afterMin'])) return undefined;
    const { tries, afterMin } = rule;
    return tries >= 1 && tries <= 20 && afterMin <= LONGEST_WAIT_MIN
      ? ([status, { tries, afterMin }] as const)
      : undefined;
  });
  if (!rules.every((rule) => rule !== undefined)) return undefined;
  return {
    ...{ mode, intervalSec, perDay, hours: { fromMin, toMin } },
    retry: Object.fromEntries(rules) as Record<RetriedStatus, { tries: number; afterMin: number }>,
  };
}

function parseRowToAdd(raw: unknown): RowToAdd | undefined {
  if (!isRecord(raw) || !isText(raw['number']) || raw['number'].length > LONGEST_NUMBER) return undefined;
  const { number, name, company } = raw;
  const links = parseAll(raw['links'], parseLink);
  if (!isShort(name) || !isShort(company) || !links || links.length > MOST_LINKS) return undefined;
  return { number, name, company, links };
}

function parseLink(raw: unknown): EntityRef | undefined {
  return isRecord(raw) && isOneOf(ENTITY_TYPES, raw['type']) && isId(raw['id']) && isShort(raw['name'])
    ? { type: raw['type'], id: raw['id'], name: raw['name'] }
    : undefined;
}

/* What the widget reads: shapes of its own gateway, so a look at the outside of each is enough to be safe. */

export function parseDialNow(raw: unknown): DialNow | undefined {
  if (!isRecord(raw)) return undefined;
  const lists = parseAll(raw['lists'], parseListNow);
  if (!lists) return undefined;
  const seat = parseSeat(raw['seat']);
  return { lists, ...(seat && { seat }) };
}

export function parseRowsFound(raw: unknown): RowsFound | undefined {
  if (!isRecord(raw) || !isCount(raw['total'])) return undefined;
  const rows = parseAll(raw['rows'], parseRowNow);
  return rows && { total: raw['total'], rows };
}

export function parseRowsAdded(raw: unknown): RowsAdded | undefined {
  const listId = listIdIn(raw);
  if (listId === undefined || !isRecord(raw)) return undefined;
  const { added, known } = raw;
  const wrong = parseAll(raw['wrong'], (index) => (isCount(index) ? index : undefined));
  return isCount(added) && isCount(known) && wrong ? { listId, added, known, wrong } : undefined;
}

function parseListNow(raw: unknown): ListNow | undefined {
  const id = isRecord(raw) && isText(raw['id']) ? (raw['id'] as ListId) : undefined;
  if (id === undefined || !isRecord(raw) || !isText(raw['name'])) return undefined;
  const { name, total, done, endsAt } = raw;
  const settings = parseSettings(raw['settings']);
  const members = parseAll(raw['members'], (user) => (isId(user) ? (user as UserId) : undefined));
  if (!settings || !members || !isCount(total) || !isCount(done)) return undefined;
  const isHis = raw['isHis'] === true;
  return { ...{ id, name, members, settings, total, done, isHis }, ...(isNumber(endsAt) && { endsAt }) };
}

const PAUSES = [
  'asked',
  'call',
  'phone',
  'pbx',
  'away',
  'dnd',
  'stepped-out',
  'line',
] as const satisfies readonly SeatPause[];
const STEPS = ['draw', 'empty', 'next', 'calling', 'after'] as const;

export function parseSeat(raw: unknown): SeatNow | undefined {
  const listId = listIdIn(raw);
  if (listId === undefined || !isRecord(raw) || !isOneOf(STEPS, raw['step'])) return undefined;
  const { step, paused, since, dialsAt, until, why, callId, status, talkMs } = raw;
  const row = parseRowNow(raw['row']);
  return {
    ...{ listId, step },
    ...(isOneOf(PAUSES, paused) && { paused }),
    ...(isNumber(since) && { since }),
    ...(row && { row }),
    ...(isNumber(dialsAt) && { dialsAt }),
    ...(isNumber(until) && { until }),
    ...(isOneOf(['retry', 'hours', 'finished'], why) && { why }),
    ...(isText(callId) && { callId: callId as CallId }),
    ...(isStatus(status) && { status }),
    ...(isNumber(talkMs) && { talkMs }),
  };
}

const ROW_STATES = ['waiting', 'taken', 'calling', 'done'] as const satisfies readonly RowState[];

function parseRowNow(raw: unknown): RowNow | undefined {
  if (!isRecord(raw) || !isId(raw['id']) || !isText(raw['number']) || !isText(raw['text'])) return undefined;
  const { id, number, text, name, company, zone, state, dueAt, tries, outcome, at, by, keptFor } = raw;
  const links = parseAll(raw['links'], parseLink);
  if (!isText(name) || !isText(company) || !isText(zone) || !links) return undefined;
  if (!isOneOf(ROW_STATES, state) || !isNumber(dueAt) || !isCount(tries)) return undefined;
  return {
    ...{ id: id as RowId, number, text, name, company, zone, links, state, dueAt, tries },
    ...(isOutcome(outcome) && { outcome }),
    ...(isNumber(at) && { at }),
    ...(isId(by) && { by: by as UserId }),
    ...(isId(keptFor) && { keptFor: keptFor as UserId }),
  };
}

export const listIdIn = (raw: unknown): ListId | undefined =>
  isRecord(raw) && isText(raw['listId']) && /^[\w-]{1,64}$/.test(raw['listId'])
    ? (raw['listId'] as ListId)
    : undefined;

const isStatus = (value: unknown): value is CallStatus =>
  isNumber(value) && Number.isInteger(value) && value >= 1 && value <= 7;

export const isOutcome = (value: unknown): value is RowOutcome =>
  isStatus(value) || value === 'skipped' || value === 'unknown';

export const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

const isUserOrNone = (value: unknown): value is UserId | undefined => value === undefined || isId(value);

const isShort = (value: unknown): value is string => isText(value) && value.length <= LONGEST_TEXT;

const isName = (value: unknown): value is string => isShort(value) && value.trim() !== '';
