import type { CallResult, CallStatus, ResultLink, ResultTask } from '../call/call-result';
import type { CallView, OtherParty } from '../call/call-view';
import type { EntityRef } from '../call/entity-rule';
import type { CallId } from '../call/ids';
import { parseOwner, type CallerOwner } from './callers';
import { isNumber, isOneOf, isRecord, isText, parseAll, type Raw } from './raw';

/** The result window as it was typed so far; nothing in it is required yet. */
export type ResultDraft = Partial<CallResult>;

/** A call of this agent that ended and still waits for what he says of it. Times are epoch ms of the gateway. */
export interface AwaitedResult {
  readonly callId: CallId;
  /** Grows with every change. */
  readonly revision: number;
  readonly direction: Exclude<CallView['direction'], 'internal'>;
  readonly other: Omit<OtherParty, 'colleague'>;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly talkMs: number;
  /** The window opens by itself: the talk was long enough, and nobody has closed it yet. */
  readonly opens: boolean;
  /** When the call is logged without a result. */
  readonly logsAt: number;
  /** Where it is in amoCRM by now; a result that comes still is written there. */
  readonly stands: 'nowhere' | 'note' | 'unsorted';
  /** As it was typed at `at` (epoch ms of the gateway). */
  readonly draft?: ResultDraft & { readonly at: number };
  /** Who has the number, as this agent may see it; missing = the gateway cannot tell. */
  readonly owners?: readonly CallerOwner[];
  /** Signed link; missing until the recording is there. */
  readonly recordingUrl?: string;
}

export interface TaskType {
  readonly id: number;
  readonly name: string;
}

/** All that the result window needs; the newest call first. */
export interface ResultsNow {
  readonly awaited: readonly AwaitedResult[];
  /** Of the account; empty = not known yet. */
  readonly taskTypes: readonly TaskType[];
  /** Of the account, e.g. `Europe/Moscow`. */
  readonly timezone: string;
}

/** Gateway → widget: the whole of this agent, on connect and whenever it changes. */
export interface CallResultEvents {
  results: (now: unknown) => void;
}

/** Widget → gateway. Each is answered after the commit, and may be sent twice. */
export interface CallResultCommands {
  saveResult: { readonly callId: CallId; readonly result: CallResult };
  /** Closed without saving: the log goes now, an unknown inbound talk to Unsorted; the draft is kept. */
  closeResult: { readonly callId: CallId };
  saveDraft: { readonly callId: CallId; readonly draft: ResultDraft };
}

/** In UTF-16 units; the gateway refuses what is longer. All of it together stays below what one message may hold. */
export const LONGEST_NOTE = 4_000;
export const LONGEST_TASK = 1_000;
export const LONGEST_NAME = 250;

const STATUSES = [1, 2, 3, 4, 5, 6, 7] as const satisfies readonly CallStatus[];
const ENTITY_TYPES = ['contact', 'company', 'lead', 'customer'] as const;
/** Year 2286: what is later is no time in milliseconds. */
const LATEST_MS = 1e13;

export function parseResultsNow(raw: unknown): ResultsNow | undefined {
  if (!isRecord(raw) || !isText(raw['timezone'])) return undefined;
  const awaited = parseAll(raw['awaited'], parseAwaited);
  const taskTypes = parseAll(raw['taskTypes'], parseTaskType);
  return awaited && taskTypes && { awaited, taskTypes, timezone: raw['timezone'] };
}

const parseTaskType = (raw: unknown): TaskType | undefined =>
  isRecord(raw) && isId(raw['id']) && isText(raw['name']) ? { id: raw['id'], name: raw['name'] } : undefined;

export function parseSaveResult(raw: unknown): CallResultCommands['saveResult'] | undefined {
  const callId = callIdIn(raw);
  const result = isRecord(raw) ? parseResult(raw['result']) : undefined;
  return callId !== undefined && result ? { callId, result } : undefined;
}

export function parseCloseResult(raw: unknown): CallResultCommands['closeResult'] | undefined {
  const callId = callIdIn(raw);
  return callId === undefined ? undefined : { callId };
}

export function parseSaveDraft(raw: unknown): CallResultCommands['saveDraft'] | undefined {
  const callId = callIdIn(raw);
  const draft = isRecord(raw) ? parseDraft(raw['draft']) : undefined;
  return callId !== undefined && draft ? { callId, draft } : undefined;
}

function parseAwaited(raw: unknown): AwaitedResult | undefined {
  const callId = callIdIn(raw);
  if (callId === undefined || !isRecord(raw)) return undefined;
  const { revision, startedAt, endedAt, talkMs, logsAt, direction, opens, stands } = raw;
  const times = { revision, startedAt, endedAt, talkMs, logsAt };
  const other = parseOther(raw['other']);
  const draft = parseKeptDraft(raw['draft']);
  const owners = parseAll(raw['owners'], parseOwner);
  if (!areNumbers(times) || !isOneOf(['inbound', 'outbound'], direction) || !other) return undefined;
  if (typeof opens !== 'boolean' || !isOneOf(['nowhere', 'note', 'unsorted'], stands)) return undefined;
  return {
    ...{ callId, direction, other, opens, stands },
    ...times,
    // A draft of another version is none: the window opens empty rather than not at all.
    ...(draft && { draft }),
    ...(owners && { owners }),
    ...(isText(raw['recordingUrl']) && { recordingUrl: raw['recordingUrl'] }),
  };
}

function parseKeptDraft(raw: unknown): AwaitedResult['draft'] {
  const draft = parseDraft(raw);
  return draft && isRecord(raw) && isNumber(raw['at']) ? { ...draft, at: raw['at'] } : undefined;
}

function parseResult(raw: unknown): CallResult | undefined {
  const draft = parseDraft(raw);
  if (draft?.status === undefined || draft.note === undefined || !draft.link) return undefined;
  const { status, note, link, task } = draft;
  return { status, note, link, ...(task && { task }) };
}

/** What is there must be right. */
export function parseDraft(raw: unknown): ResultDraft | undefined {
  if (!isRecord(raw)) return undefined;
  const [task, link] = [parseTask(raw['task']), parseLink(raw['link'])];
  const { status, note } = raw;
  const fits =
    (status === undefined || isStatus(status)) &&
    (note === undefined || isShort(note, LONGEST_NOTE)) &&
    (raw['task'] === undefined || task) &&
    (raw['link'] === undefined || link);
  if (!fits) return undefined;
  return {
    ...(isStatus(status) && { status }),
    ...(isText(note) && { note }),
    ...(task && { task }),
    ...(link && { link }),
  };
}

function parseTask(raw: unknown): ResultTask | undefined {
  if (!isRecord(raw) || !isId(raw['typeId']) || !isShort(raw['text'], LONGEST_TASK)) return undefined;
  const { dueAt } = raw;
  return isNumber(dueAt) && dueAt > 0 && dueAt < LATEST_MS
    ? { typeId: raw['typeId'], text: raw['text'], dueAt }
    : undefined;
}

function parseLink(raw: unknown): ResultLink | undefined {
  if (!isRecord(raw)) return undefined;
  switch (raw['link']) {
    case 'rule':
      return { link: 'rule' };
    case 'entity': {
      const entity = parseEntity(raw['entity']);
      return entity && { link: 'entity', entity };
    }
    case 'new': {
      const { contactName, leadName } = raw;
      if (!isShort(contactName, LONGEST_NAME) || !isShort(leadName, LONGEST_NAME)) return undefined;
      const contact = parseEntity(raw['contact']);
      if (contact?.type === 'lead' || contact?.type === 'customer') return undefined;
      return {
        link: 'new',
        contactName,
        leadName,
        ...(contact && { contact: { ...contact, type: contact.type } }),
      };
    }
    default:
      return undefined;
  }
}

function parseEntity(raw: unknown): EntityRef | undefined {
  if (!isRecord(raw) || !isOneOf(ENTITY_TYPES, raw['type']) || !isId(raw['id'])) return undefined;
  // amoCRM's own names may be longer; whose call it is stands in the id.
  return isText(raw['name'])
    ? { type: raw['type'], id: raw['id'], name: raw['name'].slice(0, LONGEST_NAME) }
    : undefined;
}

function parseOther(raw: unknown): AwaitedResult['other'] | undefined {
  return isRecord(raw) && isText(raw['number']) && isText(raw['text'])
    ? { number: raw['number'], text: raw['text'] }
    : undefined;
}

/** No call's id is longer. */
const LONGEST_ID = 128;

const callIdIn = (raw: unknown): CallId | undefined =>
  isRecord(raw) && isShort(raw['callId'], LONGEST_ID) && raw['callId'] !== ''
    ? (raw['callId'] as CallId)
    : undefined;

const isStatus = (value: unknown): value is CallStatus => (STATUSES as readonly unknown[]).includes(value);

const areNumbers = <Keys extends string>(fields: Record<Keys, unknown>): fields is Record<Keys, number> =>
  Object.values(fields as Raw).every(isNumber);

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

const isShort = (value: unknown, longest: number): value is string =>
  isText(value) && value.length <= longest;
