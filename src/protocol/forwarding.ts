import type { Colleague } from '../call/call-view';
import type { LocalTime, RouteDecision, RouteRule, RouteStep, WorkingHours } from '../call/routing';
import { isColleague } from './journal';
import { isNumber, isOneOf, isRecord, isText, parseAll } from './raw';

/** How calls from outside find their agent, as it holds now. */
export interface Forwarding {
  readonly rules: readonly { readonly to: RouteRule['to']; readonly extensions?: readonly Colleague[] }[];
  /** Names; `''` = amoCRM has no such user. */
  readonly deputies: readonly { readonly of: string; readonly is: string }[];
  readonly hours?: WorkingHours;
  /** Of the account. */
  readonly zone: string;
  readonly now: LocalTime;
}

/** What would become of a call; nothing is kept of it. */
export interface DryRun extends Omit<RouteDecision, 'steps'> {
  /** As the gateway reads it: E.164. */
  readonly number: string;
  /** Of the account: which hours and holidays count. */
  readonly time: LocalTime & { readonly zone: string };
  readonly steps: readonly (RouteStep & { readonly name?: string })[];
}

/** Answer of `/v1/forwarding/dry-run`. */
export interface TriedCall extends DryRun {
  /** Of the best card that this user may see. */
  readonly owner?: string;
}

/** `null` = the account has no smart forwarding, `undefined` = not to be understood. */
export function parseForwarding(raw: unknown): Forwarding | null | undefined {
  if (!isRecord(raw)) return undefined;
  const { forwarding } = raw;
  if (forwarding === null) return null;
  if (!isRecord(forwarding) || !isLocalTime(forwarding['now']) || !isText(forwarding['zone']))
    return undefined;
  const { hours } = forwarding;
  const rules = parseAll(forwarding['rules'], (rule) => (isRule(rule) ? rule : undefined));
  const deputies = parseAll(forwarding['deputies'], (pair) =>
    isRecord(pair) && isText(pair['of']) && isText(pair['is'])
      ? { of: pair['of'], is: pair['is'] }
      : undefined,
  );
  if (!rules || !deputies || (hours !== undefined && !isHours(hours))) return undefined;
  return { rules, deputies, ...(hours && { hours }), zone: forwarding['zone'], now: forwarding['now'] };
}

export function parseTriedCall(raw: unknown): TriedCall | undefined {
  if (!isRecord(raw) || !isText(raw['number']) || typeof raw['isClosed'] !== 'boolean') return undefined;
  if (!isRecord(raw['time']) || !isText(raw['time']['zone']) || !isLocalTime(raw['time'])) return undefined;
  const isList = (value: unknown, is: (item: unknown) => boolean): boolean =>
    Array.isArray(value) && value.every(is);
  if (!isList(raw['extensions'], isText) || !isList(raw['steps'], isStep)) return undefined;
  if (raw['owner'] !== undefined && !isText(raw['owner'])) return undefined;
  return raw as unknown as TriedCall;
}

const RULES = [
  'responsible',
  'deputy',
  'last-talked',
  'extensions',
] as const satisfies readonly RouteRule['to'][];
const OUTCOMES = [
  'taken',
  'nobody',
  'not-mapped',
  'offline',
  'busy',
  'index-not-ready',
] as const satisfies readonly RouteStep['outcome'][];

const isRule = (raw: unknown): raw is Forwarding['rules'][number] =>
  isRecord(raw) &&
  isOneOf(RULES, raw['to']) &&
  (raw['extensions'] === undefined ||
    (Array.isArray(raw['extensions']) && raw['extensions'].every(isColleague)));

const isStep = (raw: unknown): boolean =>
  isRecord(raw) &&
  isOneOf(RULES, raw['to']) &&
  isOneOf(OUTCOMES, raw['outcome']) &&
  (raw['extension'] === undefined || isText(raw['extension'])) &&
  (raw['name'] === undefined || isText(raw['name']));

const isLocalTime = (raw: unknown): raw is LocalTime =>
  isRecord(raw) && isNumber(raw['weekday']) && isText(raw['date']) && isNumber(raw['minute']);

const isHours = (raw: unknown): raw is WorkingHours =>
  isRecord(raw) &&
  isRecord(raw['days']) &&
  Object.values(raw['days']).every((spans) => Array.isArray(spans) && spans.every(isSpan)) &&
  Array.isArray(raw['holidays']) &&
  raw['holidays'].every(isText);

const isSpan = (raw: unknown): boolean => Array.isArray(raw) && raw.length === 2 && raw.every(isNumber);
