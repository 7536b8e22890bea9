import type { CheckFinding, CheckOutcome, KeptPhoneCheck } from '../../protocol/phone-check';
import { numberWords } from '../ui/number-words';
import type { PageTrouble } from './ask-gateway';
import type { Seen } from './journal-model';
import { pageIcon, troubleModel } from './pane';
import { clockTime } from './times';

export interface ChecksState {
  /** The newest first. */
  readonly checks: readonly KeptPhoneCheck[] | undefined;
  readonly trouble: PageTrouble | undefined;
}

const DOTS = { ok: 'ok', warn: 'warn', bad: 'busy', skipped: 'off' } as const satisfies Record<
  CheckOutcome,
  string
>;

/** Everything that `checks.twig` shows, finished. */
export function checksModel({ checks, trouble }: ChecksState, seen: Seen): object {
  const { say } = seen;
  return {
    trouble: troubleModel(trouble, say),
    reading: !checks && !trouble ? say('advanced.reading') : '',
    none: checks?.length === 0 ? say('advanced.noChecks') : '',
    hint: { icon: pageIcon('info'), text: say('advanced.checksHint') },
    heads: ['name', 'microphone', 'findings'].map((head) => say(`advanced.head.${head}`)),
    rows: (checks ?? []).map((check) => rowOf(check, seen)),
  };
}

function rowOf({ at, userId, name, browser, microphone, findings }: KeptPhoneCheck, seen: Seen): object {
  const { say, language, now } = seen;
  return {
    name: name || `ID ${userId}`,
    time: clockTime(at, now, language),
    microphone: microphone || '—',
    browser: browserOf(browser),
    findings: findings.map((finding) => ({
      dot: DOTS[finding.outcome],
      check: say(`check.name.${finding.check}`),
      text: say(`check.found.${finding.word}`, textsOf(finding, language)),
    })),
  };
}

/** In what a browser says of itself, the first of these tells most: Edge and Yandex call themselves Chrome as well. */
const BROWSERS = { YaBrowser: 'Yandex', Edg: 'Edge', OPR: 'Opera', Firefox: 'Firefox', Chrome: 'Chrome' };

function browserOf(userAgent: string): string {
  for (const [token, name] of Object.entries(BROWSERS)) {
    const version = new RegExp(`${token}/(\\d+)`).exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return userAgent;
}

const textsOf = ({ numbers }: CheckFinding, language: string): Record<string, string> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, numberWords(value, language, 2)]));
