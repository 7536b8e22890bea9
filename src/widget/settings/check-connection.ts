import type { CheckFault } from '../../protocol/faults';
import { parseLinkCheck, type LinkCheck } from '../../protocol/link-check';
import { gatewayAddress } from '../channel/gateway-address';
import type { AmoHost, HttpAnswer } from '../host/amo-host';
import { isRecord } from '../../protocol/raw';
import { addressFault } from './field-faults';

export const CHECKS = ['gateway', 'account', 'clock', 'extension', 'pbx', 'phone'] as const;
export type CheckName = (typeof CHECKS)[number];

/** `finding` has a sentence in `i18n/` under `setup.finding`; missing = not looked at, because an earlier one failed. */
export interface CheckResult {
  readonly name: CheckName;
  readonly finding?: CheckFinding;
  /** What the sentence names. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What is found, and how bad it is. */
export const FINDINGS = {
  'gateway-ok': 'ok',
  'gateway-address': 'bad',
  'gateway-silent': 'bad',
  'gateway-origin': 'bad',
  'gateway-foreign': 'bad',
  'gateway-error': 'bad',
  'account-ok': 'ok',
  'account-unknown': 'bad',
  'token-missing': 'bad',
  'token-invalid': 'bad',
  'token-expired': 'warn',
  'user-off': 'bad',
  'clock-ok': 'ok',
  'clock-off': 'bad',
  'clock-browser': 'warn',
  'extension-ok': 'ok',
  'extension-unsaved': 'warn',
  'extension-none': 'warn',
  'pbx-up': 'ok',
  'pbx-away': 'bad',
  'pbx-refused': 'bad',
  'phone-ok': 'ok',
  'phone-none': 'ok',
  'phone-closed': 'bad',
} as const satisfies Readonly<Record<CheckFault, 'bad' | 'warn'>> & Readonly<Record<string, string>>;
export type CheckFinding = keyof typeof FINDINGS;

export interface CheckNeeds extends Pick<AmoHost, 'postAuthorized'> {
  /** Whether anything answers there, whatever CORS says. */
  readonly answers: (url: string) => Promise<boolean>;
  /** Whether a WebSocket for SIP opens there. */
  readonly opens: (url: string) => Promise<boolean>;
  /** Epoch, ms. */
  readonly now: () => number;
}

/** amoCRM's token is from the past or of now; a browser whose clock is off shows wrong times only. */
const CLOCK_LEEWAY_MS = 60_000;

/** Asks the gateway at the typed address as this user. `extension` = what stands in the form for him. */
export async function checkConnection(
  typed: string,
  extension: string,
  needs: CheckNeeds,
): Promise<readonly CheckResult[]> {
  const address = gatewayAddress(typed);
  if (!address || addressFault(typed)) return whole([{ name: 'gateway', finding: 'gateway-address' }]);
  const askedAt = needs.now();
  const answer = await needs.postAuthorized(address.checkUrl);
  const answeredAt = needs.now();
  const check = answer.status === 200 ? parseLinkCheck(answer.body) : undefined;
  if (!check) return whole(await refusal(answer, address.checkUrl, needs));
  const { version, phoneUrl } = check;
  return [
    { name: 'gateway', finding: 'gateway-ok', values: { version, ms: answeredAt - askedAt } },
    { name: 'account', finding: 'account-ok' },
    clockOf(check, askedAt, answeredAt),
    extensionOf(check, extension),
    { name: 'pbx', finding: `pbx-${check.pbx}` },
    { name: 'phone', values: { url: phoneUrl }, finding: await phoneOf(phoneUrl, needs) },
  ];
}

const whole = (found: readonly CheckResult[]): readonly CheckResult[] =>
  CHECKS.map((name) => found.find((result) => result.name === name) ?? { name });

/** Why it did not answer as it should: from the network up to the account. */
async function refusal(
  { status, body }: HttpAnswer,
  url: string,
  { answers }: CheckNeeds,
): Promise<readonly CheckResult[]> {
  if (status === 0) {
    const finding = (await answers(url)) ? 'gateway-origin' : 'gateway-silent';
    return [{ name: 'gateway', finding }];
  }
  const fault = isRecord(body) ? body['fault'] : undefined;
  if (fault === 'server-error') return [{ name: 'gateway', finding: 'gateway-error' }];
  if (fault === 'clock-off') return [{ name: 'gateway' }, { name: 'clock', finding: 'clock-off' }];
  const isOfAccount = typeof fault === 'string' && ACCOUNT_FAULTS.includes(fault);
  return [
    isOfAccount
      ? { name: 'account', finding: fault as CheckFinding }
      : { name: 'gateway', finding: 'gateway-foreign' },
  ];
}

const ACCOUNT_FAULTS: readonly string[] = [
  'token-missing',
  'token-invalid',
  'token-expired',
  'account-unknown',
  'user-off',
] satisfies readonly CheckFinding[];

function clockOf({ now }: LinkCheck, askedAt: number, answeredAt: number): CheckResult {
  const isOff = now < askedAt - CLOCK_LEEWAY_MS || now > answeredAt + CLOCK_LEEWAY_MS;
  const minutes = Math.round(Math.abs(now - answeredAt) / 60_000);
  return { name: 'clock', finding: isOff ? 'clock-browser' : 'clock-ok', values: { minutes } };
}

function extensionOf({ extension: saved }: LinkCheck, typed: string): CheckResult {
  const finding = typed === '' && saved === '' ? 'none' : typed === saved ? 'ok' : 'unsaved';
  return { name: 'extension', finding: `extension-${finding}`, values: { extension: typed || saved } };
}

async function phoneOf(url: string, { opens }: CheckNeeds): Promise<CheckFinding> {
  if (url === '') return 'phone-none';
  return (await opens(url)) ? 'phone-ok' : 'phone-closed';
}
