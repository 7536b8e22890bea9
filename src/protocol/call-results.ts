import type { CallResult, CallStatus, ResultLink, ResultTask } from '../call/call-result';
import type { CallView, OtherParty } from '../call/call-view';
import type { EntityRef } from '../call/entity-rule';
import type { CallId } from '../call/ids';
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
  /** It is in amoCRM by now; a result that comes still is written into the same note. */
  readonly logged: boolean;
  readonly draft?: ResultDraft;
  /** Signed link; missing until the recording is there. */
  readonly recordingUrl?: string;
}

/** Gateway → widget: the whole list of this agent, on connect and whenever it changes; the newest call first. */
export interface CallResultEvents {
  results: (awaited: unknown) => void;
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

export const parseAwaitedResults = (raw: unknown): readonly AwaitedResult[] | undefined =>
  parseAll(raw, parseAwaited);

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
  const { revision, startedAt, endedAt, talkMs, logsAt, direction, opens, logged } = raw;
  const times = { revision, startedAt, endedAt, talkMs, logsAt };
  const other = parseOther(raw['other']);
  const draft = raw['draft'] === undefined ? undefined : parseDraft(raw['draft']);
  if (!areNumbers(times) || !isOneOf(['inbound', 'outbound'], direction) || !other) return undefined;
  if (typeof opens !== 'boolean' || typeof logged !== 'boolean') return undefined;
  return {
    ...{ callId, direction, other, opens, logged },
    ...times,
    // A draft of another version is none: the window opens empty rather than not at all.
    ...(draft && { draft }),
    ...(isText(raw['recordingUrl']) && { recordingUrl: raw['recordingUrl'] }),
  };
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
      return isShort(contactName, LONGEST_NAME) && isShort(leadName, LONGEST_NAME)
        ? { link: 'new', contactName, leadName }
        : undefined;
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
