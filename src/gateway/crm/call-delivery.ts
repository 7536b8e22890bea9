import type { AmoAnswer, AmoClient } from './amo-client';

/** What became of a record on its way to amoCRM. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly entity: string }
  /** No contact or company has the number (HTTP 400, "Entity not found"). */
  | { readonly kind: 'no-entity' }
  | {
      readonly kind: 'retry';
      readonly why: string;
      readonly afterMs?: number;
      readonly maybeWritten: boolean;
    }
  /** amoCRM will never take it as it is. */
  | { readonly kind: 'refused'; readonly why: string };

/** What is written: the fields that the delivery itself reads. */
export interface DeliverableCall {
  readonly uniq: string;
  readonly phone: string;
  readonly created_at: number;
}

type Raw = Readonly<Record<string, unknown>>;

/** Where amoCRM may have put the note of a call, by its own rule. */
const NOTE_ENTITIES = ['contacts', 'leads', 'companies', 'customers'] as const;
const NOTES_PER_PAGE = 250;
/** A busy account writes some thousand call notes in the time between two tries; further back is not ours. */
const MAX_PAGES = 20;
/** Clocks of the gateway and amoCRM may differ. */
const CLOCK_TOLERANCE_SEC = 300;

/** `POST /api/v4/calls` with one call; amoCRM attaches it to the entity with the number. */
export async function deliverCall(
  amo: AmoClient,
  call: DeliverableCall,
  signal?: AbortSignal,
): Promise<Delivery> {
  if (call.phone === '') return { kind: 'no-entity' };
  const answer = await amo.request({
    method: 'POST',
    path: '/api/v4/calls',
    body: [call],
    urgency: 'record',
    signal,
  });
  return deliveryOf(answer);
}

/**
 * Looks whether a call whose answer was lost was written after all: call notes by `params.uniq`. `undefined` = amoCRM
 * did not let us look.
 */
export async function findDelivered(
  amo: AmoClient,
  call: DeliverableCall,
  signal?: AbortSignal,
): Promise<Delivery | 'absent' | undefined> {
  for (const entity of NOTE_ENTITIES) {
    for (let page = 1; page <= MAX_PAGES; page++) {
      const fromSec = call.created_at - CLOCK_TOLERANCE_SEC;
      const notes = await callNotes(amo, notesPath(entity, fromSec, page), signal);
      if (!notes) return undefined;
      const found = notes.find((note) => uniqOf(note) === call.uniq);
      if (found) return { kind: 'delivered', entity: `${entity}/${String(found['entity_id'])}` };
      if (notes.length < NOTES_PER_PAGE) break;
    }
  }
  return 'absent';
}

function notesPath(entity: string, fromSec: number, page: number): string {
  const query = new URLSearchParams([
    ['filter[note_type][]', 'call_in'],
    ['filter[note_type][]', 'call_out'],
    ['filter[updated_at][from]', String(fromSec)],
    ['limit', String(NOTES_PER_PAGE)],
    ['page', String(page)],
  ]);
  return `/api/v4/${entity}/notes?${query.toString()}`;
}

async function callNotes(
  amo: AmoClient,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly Raw[] | undefined> {
  const answer = await amo.request({ method: 'GET', path, urgency: 'record', signal });
  if (answer.kind !== 'answered') return undefined;
  // 204: none. 404: the account has no such entity (customers are an option).
  if (answer.status === 204 || answer.status === 404) return [];
  return answer.status === 200 ? list(record(record(answer.body)['_embedded'])['notes']) : undefined;
}

export function deliveryOf(answer: AmoAnswer): Delivery {
  if (answer.kind === 'unreachable') return { kind: 'retry', why: codeOf(answer.cause), maybeWritten: false };
  if (answer.kind === 'answer-lost') return { kind: 'retry', why: codeOf(answer.cause), maybeWritten: true };
  const { status, body, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return written(body);
  if (status === 400 || status === 404 || status === 422) return notTaken(status, body);
  // 401 token, 402 unpaid, 403 address blocked, 408, 429 and 5xx: none of them is the call's fault, and each passes.
  const after = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
  return { kind: 'retry', why: `http-${status}`, maybeWritten: status >= 500 || status === 408, ...after };
}

function written(body: unknown): Delivery {
  const [call] = list(record(record(body)['_embedded'])['calls']);
  if (call)
    return { kind: 'delivered', entity: `${String(call['entity_type'])}/${String(call['entity_id'])}` };
  return notTaken(200, body);
}

function notTaken(status: number, body: unknown): Delivery {
  const titles = list(record(body)['errors']).map((error) => error['title']);
  if (titles.some((title) => typeof title === 'string' && /entity not found/i.test(title)))
    return { kind: 'no-entity' };
  if (body === undefined)
    return { kind: 'retry', why: `http-${status} without JSON`, maybeWritten: status < 300 };
  return { kind: 'refused', why: `http-${status} ${JSON.stringify(body).slice(0, 500)}` };
}

const uniqOf = (note: Raw): unknown => record(note['params'])['uniq'];

function record(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {};
}

function list(value: unknown): readonly Raw[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'network';
  return 'code' in cause ? String(cause.code) : cause.name;
}
