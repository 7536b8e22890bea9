import type { UserId } from '../call/ids';
import { isNumber, isOneOf, isRecord, isText, parseAll } from './raw';

export const PHONE_CHECKS = ['microphone', 'speaker', 'gateway', 'registration', 'paths', 'echo'] as const;
export type PhoneCheckName = (typeof PHONE_CHECKS)[number];

export const CHECK_OUTCOMES = ['ok', 'warn', 'bad', 'skipped'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** What one step of the self-test found; `word` is a key of `check.found` in `i18n/`. */
export interface CheckFinding {
  readonly check: PhoneCheckName;
  readonly outcome: CheckOutcome;
  readonly word: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Widget → gateway, when the agent sends the report of his self-test. No password, no number, no customer is in it. */
export interface PhoneCheckReport {
  /** The browser's own name. */
  readonly browser: string;
  /** Name of the microphone, as the computer has it. */
  readonly microphone: string;
  readonly findings: readonly CheckFinding[];
}

/** As the gateway keeps it; `at` is its own clock, epoch ms. */
export interface KeptPhoneCheck extends PhoneCheckReport {
  readonly at: number;
  readonly userId: UserId;
  /** Of the agent when he sent it. */
  readonly name: string;
}

const LONGEST = 300;
const MOST_NUMBERS = 8;

export function parsePhoneCheck(raw: unknown): PhoneCheckReport | undefined {
  if (!isRecord(raw)) return undefined;
  const { browser, microphone, findings } = raw;
  if (!isShort(browser) || !isShort(microphone) || !Array.isArray(findings)) return undefined;
  if (findings.length > PHONE_CHECKS.length) return undefined;
  const parsed = parseAll(findings, parseFinding);
  return parsed && { browser, microphone, findings: parsed };
}

/** Answer of `/v1/phone-checks`. */
export const parseKeptPhoneChecks = (raw: unknown): readonly KeptPhoneCheck[] | undefined =>
  isRecord(raw) ? parseAll(raw['checks'], parseKept) : undefined;

function parseKept(raw: unknown): KeptPhoneCheck | undefined {
  const report = parsePhoneCheck(raw);
  if (!report || !isRecord(raw)) return undefined;
  const { at, userId, name } = raw;
  if (!isNumber(at) || !isNumber(userId) || !isText(name)) return undefined;
  return { ...report, at, userId: userId as UserId, name };
}

function parseFinding(raw: unknown): CheckFinding | undefined {
  if (!isRecord(raw)) return undefined;
  const { check, outcome, word, numbers } = raw;
  if (!isOneOf(PHONE_CHECKS, check) || !isOneOf(CHECK_OUTCOMES, outcome) || !isShort(word)) return undefined;
  if (!isRecord(numbers)) return undefined;
  const values = Object.entries(numbers);
  const isBad =
    values.length > MOST_NUMBERS || !values.every(([name, value]) => isShort(name) && isNumber(value));
  return isBad ? undefined : { check, outcome, word, numbers: numbers as Readonly<Record<string, number>> };
}

const isShort = (value: unknown): value is string => isText(value) && value.length <= LONGEST;
