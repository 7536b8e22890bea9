import type { AgentStatus } from './agent-status';
import type { Extension, UserId } from './ids';
import type { Presence } from './presence';

/** Who is tried for an outside call, in the order in which the administrator wrote it. */
export type RouteRule =
  /** The responsible of the caller's card. */
  | { readonly to: 'responsible' }
  /** Who stands in for the responsible. */
  | { readonly to: 'deputy' }
  /** The agent who talked last with this number. */
  | { readonly to: 'last-talked' }
  /** Those of these who are free, all at once. */
  | { readonly to: 'extensions'; readonly extensions: readonly Extension[] };

/** Local time of the account. */
export interface LocalTime {
  /** ISO 8601 day of the week: 1 = Monday. */
  readonly weekday: number;
  /** `2026-11-26` */
  readonly date: string;
  /** Since midnight. */
  readonly minute: number;
}

export interface WorkingHours {
  /** Spans in minutes since midnight by ISO weekday; a day that is missing is free. */
  readonly days: Readonly<Partial<Record<number, readonly (readonly [from: number, to: number])[]>>>;
  /** `2026-01-01` */
  readonly holidays: readonly string[];
}

/** Everything a decision is made of. */
export interface RouteQuestion {
  readonly rules: readonly RouteRule[];
  readonly hours?: WorkingHours;
  readonly now: LocalTime;
  /** Responsible users of the cards with the number, the best card first; `undefined` = the index cannot say. */
  readonly responsible: readonly UserId[] | undefined;
  readonly lastTalked: Extension | undefined;
  readonly deputyOf: (user: UserId) => UserId | undefined;
  readonly extensionOf: (user: UserId) => Extension | undefined;
  readonly presenceOf: (extension: Extension) => Presence;
}

/** Why somebody was not taken. */
export type PassedOver =
  'nobody' | 'not-mapped' | 'offline' | 'busy' | Exclude<AgentStatus, 'ready'> | 'index-not-ready';

/** One rule that was tried, and what came of it. */
export interface RouteStep {
  readonly to: RouteRule['to'];
  readonly extension?: Extension;
  readonly outcome: 'taken' | PassedOver;
}

export interface RouteDecision {
  /** Whom to ring; empty = the PBX goes on by its own default route. */
  readonly extensions: readonly Extension[];
  /** Every rule in the order it was tried; the last is the one taken, unless nobody was. */
  readonly steps: readonly RouteStep[];
  /** Nobody was tried: the account does not work now. */
  readonly isClosed: boolean;
}

/** Who should take a call from outside (C2). Pure and total: whatever is missing ends at the default route. */
export function decideRoute(question: RouteQuestion): RouteDecision {
  if (isClosed(question)) return { extensions: [], steps: [], isClosed: true };
  const steps: RouteStep[] = [];
  for (const rule of question.rules) {
    const tried = tryRule(rule, question);
    steps.push(...tried.steps);
    if (tried.extensions.length > 0) return { ...tried, steps, isClosed: false };
  }
  return { extensions: [], steps, isClosed: false };
}

type Tried = Pick<RouteDecision, 'extensions' | 'steps'>;

function tryRule(rule: RouteRule, question: RouteQuestion): Tried {
  switch (rule.to) {
    case 'extensions':
      return ringAll(rule.extensions, question);
    case 'last-talked': {
      const { lastTalked } = question;
      return lastTalked ? tryOne('last-talked', lastTalked, question) : passed('last-talked', 'nobody');
    }
    case 'responsible':
    case 'deputy':
      return tryUser(rule.to, question);
  }
}

function tryUser(to: 'responsible' | 'deputy', question: RouteQuestion): Tried {
  const { responsible } = question;
  if (!responsible) return passed(to, 'index-not-ready');
  const [first] = responsible;
  const user = first !== undefined && to === 'deputy' ? question.deputyOf(first) : first;
  if (user === undefined) return passed(to, 'nobody');
  const extension = question.extensionOf(user);
  return extension ? tryOne(to, extension, question) : passed(to, 'not-mapped');
}

function tryOne(to: RouteRule['to'], extension: Extension, { presenceOf }: RouteQuestion): Tried {
  const outcome = outcomeOf(presenceOf(extension));
  return { extensions: outcome === 'taken' ? [extension] : [], steps: [{ to, extension, outcome }] };
}

function ringAll(extensions: readonly Extension[], question: RouteQuestion): Tried {
  const tried = extensions.map((extension) => tryOne('extensions', extension, question));
  return {
    extensions: tried.flatMap((one) => one.extensions),
    steps: extensions.length > 0 ? tried.flatMap(({ steps }) => steps) : passed('extensions', 'nobody').steps,
  };
}

const passed = (to: RouteRule['to'], outcome: PassedOver): Tried => ({
  extensions: [],
  steps: [{ to, outcome }],
});

/** Of a phone that the PBX says nothing of it is not known that it cannot be reached. */
function outcomeOf({ presence }: Presence): RouteStep['outcome'] {
  if (presence === 'offline' || presence === 'dnd' || presence === 'away') return presence;
  return presence === 'free' || presence === 'unknown' ? 'taken' : 'busy';
}

function isClosed({ hours, now }: RouteQuestion): boolean {
  if (!hours) return false;
  const spans = hours.days[now.weekday] ?? [];
  const isWithin = spans.some(([from, to]) => now.minute >= from && now.minute < to);
  return !isWithin || hours.holidays.includes(now.date);
}
