import type { JournalCall, JournalTimeLine } from '../../protocol/journal';
import type { StaffMember } from '../../protocol/staff';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import type { JournalState } from './journal-pane';
import { pageIcon, troubleModel, type PageIcon } from './pane';
import { stepWords } from './step-words';
import { clockTime, dayUnlessToday, offset } from './times';
import { verdictOf } from './verdict';

export const PERIODS = ['all', 'today', 'yesterday', 'week'] as const;
export type Period = (typeof PERIODS)[number];
export const WHICH = ['all', 'missed', 'undelivered'] as const;
export type Which = (typeof WHICH)[number];

export interface Seen {
  readonly say: Say;
  readonly language: string;
  /** Epoch ms of this browser. */
  readonly now: number;
}

/** Everything that `journal.twig` shows, finished. */
export function journalModel(state: JournalState, staff: readonly StaffMember[], seen: Seen): object {
  const { say } = seen;
  const { page, places, trouble, isReading, chosen, line } = state;
  const calls = page?.calls ?? [];
  const isFiltered =
    state.find.trim() !== '' || state.period !== 'all' || state.which !== 'all' || state.extension !== '';
  return {
    ...{ trouble: troubleModel(trouble, say), isReading, reading: say('advanced.reading') },
    find: { label: say('advanced.find'), value: state.find, hint: say('advanced.findHint') },
    selects: [
      select('period', PERIODS, state.period, say),
      select('which', WHICH, state.which, say),
      ...(staff.some(({ extension }) => extension !== '') ? [agents(staff, state.extension, say)] : []),
    ],
    heads: {
      time: say('advanced.head.time'),
      kind: say('advanced.head.kind'),
      client: say('advanced.head.client'),
      who: say('advanced.head.who'),
      amo: 'amoCRM',
    },
    rows: calls.map((call) => rowOf(call, call.callId === chosen, seen)),
    empty: isReading || trouble || calls.length > 0 ? '' : emptyText(isFiltered, say),
    pager: (places.length > 1 || page?.next !== undefined) && {
      newer: say('advanced.newer'),
      older: say('advanced.older'),
      isFirst: places.length === 1,
      isLast: page?.next === undefined,
      text: say('advanced.pageOf', { n: places.length }),
    },
    line: line && lineModel(line, seen),
  };
}

const emptyText = (isFiltered: boolean, say: Say): string =>
  say(isFiltered ? 'advanced.nothingFound' : 'advanced.noCalls');

function select(name: 'period' | 'which', values: readonly string[], chosen: string, say: Say): object {
  return {
    ...{ name, label: say(`advanced.${name}.label`) },
    options: values.map((value) => ({
      ...{ value, text: say(`advanced.${name}.${value}`), isOn: value === chosen },
    })),
  };
}

function agents(staff: readonly StaffMember[], chosen: string, say: Say): object {
  const names = new Map<string, string>();
  for (const { extension, name } of staff)
    if (extension !== '')
      names.set(extension, names.has(extension) ? `${names.get(extension)}, ${name}` : name || extension);
  return {
    ...{ name: 'extension', label: say('advanced.agents.label') },
    options: [
      { value: '', text: say('advanced.agents.all'), isOn: chosen === '' },
      ...[...names].map(([value, text]) => ({ value, text, isOn: value === chosen })),
    ],
  };
}

function rowOf(call: JournalCall, isOn: boolean, { say, language, now }: Seen): object {
  const { callId, at, number, name, who, disposition, talkMs } = call;
  const kind: PageIcon = disposition === 'missed' ? 'missed' : call.direction;
  const shown = number === '' ? say('card.withheld') : number;
  return {
    ...{ id: callId, isOn, isMissed: kind === 'missed' },
    time: new Date(at).toLocaleTimeString(language),
    day: dayUnlessToday(at, now, language),
    icon: pageIcon(kind, 'tel-i--16'),
    kind: say(`advanced.kind.${kind}`),
    who: name ?? shown,
    sub: name === undefined ? '' : shown,
    ...endOf(call, who?.name ?? '', say),
    end: disposition === undefined ? say('advanced.goesOn') : talkMs > 0 ? duration(talkMs) : '',
    amo: amoMark(call, say),
  };
}

function endOf({ disposition, talkMs }: JournalCall, who: string, say: Say): object {
  if (disposition === 'missed') return { agent: say('advanced.nobodyAnswered'), isBad: true };
  const outcome = disposition !== undefined && talkMs === 0 ? say(`panel.outcome.${disposition}`) : '';
  return { agent: who, outcome, isBad: false };
}

const MARKS = {
  delivered: ['check', 'ok'],
  waiting: ['clock', 'warn'],
  'no-entity': ['minus', 'warn'],
  refused: ['error', 'bad'],
} as const;

function amoMark({ delivery }: JournalCall, say: Say): object | undefined {
  if (!delivery) return undefined;
  const [icon, look] = MARKS[delivery];
  return { icon: pageIcon(icon, 'tel-i--16'), look, label: say(`advanced.delivery.${delivery}`) };
}

function lineModel(line: JournalTimeLine, { say, language, now }: Seen): object {
  const { at, name, number, direction, steps } = line;
  const verdict = verdictOf(line, say);
  const who = name ?? (number === '' ? say('card.withheld') : number);
  const told = stepWords(line, say, language);
  const first = told[0]?.at ?? at;
  return {
    title: `${who}, ${clockTime(at, now, language)}`,
    kind: say(`advanced.kind.${line.disposition === 'missed' ? 'missed' : direction}`),
    export: say('advanced.export'),
    verdict: verdict && { ...verdict, icon: pageIcon(verdict.look === 'bad' ? 'error' : 'info') },
    steps: told.map(({ at: when, ...step }, place) => ({
      ...step,
      time: place === 0 ? new Date(when).toLocaleTimeString(language) : offset(when - first, say, language),
    })),
    none: steps.length === 0 ? say('advanced.noSteps') : '',
  };
}
