import type { StepAnswer } from '../../outbox/after-step';
import type { AmoAnswer } from '../amo-client';

export type Raw = Readonly<Record<string, unknown>>;

/** What an answer means for who wrote; `ok` = it was taken, the rest is in the body. */
export type Read = { readonly kind: 'ok'; readonly body: unknown } | Exclude<StepAnswer, { kind: 'done' }>;

/** `gone`: 404 is about the thing that the request names. */
export function read(answer: AmoAnswer): Read {
  if (answer.kind === 'unreachable') return { kind: 'retry', why: codeOf(answer.cause), maybeWritten: false };
  if (answer.kind === 'answer-lost') return { kind: 'retry', why: codeOf(answer.cause), maybeWritten: true };
  const { status, body, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'ok', body };
  if (status === 404) return { kind: 'gone' };
  if (status === 400 || status === 422) return notTaken(status, body);
  // 401 token, 402 unpaid, 403 address blocked, 408, 429 and 5xx: none of them is the call's fault, and each passes.
  const after = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
  return { kind: 'retry', why: `http-${status}`, maybeWritten: status >= 500 || status === 408, ...after };
}

function notTaken(status: number, body: unknown): Read {
  // A proxy's page, not amoCRM's word.
  if (body === undefined) return { kind: 'retry', why: `http-${status} without JSON`, maybeWritten: false };
  if (list(record(body)['errors']).some(isNotFound)) return { kind: 'nobody' };
  return { kind: 'refused', why: `http-${status} ${JSON.stringify(body).slice(0, 500)}` };
}

export const isNotFound = ({ title }: Raw): boolean =>
  typeof title === 'string' && /entity not found/i.test(title);

export const record = (value: unknown): Raw =>
  typeof value === 'object' && value !== null ? (value as Raw) : {};

export const list = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.map(record) : []);

export const embedded = (body: unknown, name: string): readonly Raw[] =>
  list(record(record(body)['_embedded'])[name]);

/** Ids of amoCRM come as numbers. */
export const idOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'network';
  return 'code' in cause ? String(cause.code) : cause.name;
}
