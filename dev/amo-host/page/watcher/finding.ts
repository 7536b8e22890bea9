import { RULES, type RuleId, type Severity } from './rules';

/** One breach of a rule at one place, however often it was seen. The server keeps the same shape. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** Code of the widget; `null`: some widget, it could not be told which. */
  readonly widget: string | null;
  readonly ru: string;
  readonly en: string;
  /** A place in the code (`/widgets/CODE/script.js:12:5`), a selector, or a name. */
  readonly where: string;
  /** Epoch ms. */
  readonly firstSeen: number;
  readonly count: number;
}

export interface Seen {
  readonly rule: RuleId;
  /** What exactly: a name, a selector, an address. */
  readonly what: string;
  readonly widget: string | undefined;
  readonly where: string;
}

const MOST_OF_A_TEXT = 160;

const cut = (text: string): string =>
  text.length > MOST_OF_A_TEXT ? `${text.slice(0, MOST_OF_A_TEXT)}…` : text;

export function findingOf({ rule, what, widget, where }: Seen, now: number): Finding {
  const { severity, ru, en } = RULES[rule];
  const exactly = cut(what);
  return {
    rule,
    severity,
    widget: widget ?? null,
    ru: `${ru}: ${exactly}`,
    en: `${en}: ${exactly}`,
    where,
    firstSeen: now,
    count: 1,
  };
}

export const keyOf = ({ rule, widget, ru, where }: Finding): string =>
  [rule, widget ?? '', ru, where].join('\n');
