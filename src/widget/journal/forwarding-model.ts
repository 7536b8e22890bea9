import type { Colleague } from '../../call/call-view';
import type { Extension } from '../../call/ids';
import type { Forwarding, TriedCall } from '../../protocol/forwarding';
import type { Say } from '../host/phrases';
import type { ForwardingState } from './forwarding-pane';
import type { Seen } from './journal-model';
import { pageIcon, troubleModel } from './pane';
import { namesOf, passedWords } from './step-words';

/** Everything that `forwarding.twig` shows, finished. */
export function forwardingModel(state: ForwardingState, { say, language }: Seen): object {
  const { forwarding, trouble, number, at, tried, isTrying, isWrong } = state;
  return {
    ...{ trouble: troubleModel(trouble, say), isReading: forwarding === undefined && !trouble },
    reading: say('advanced.reading'),
    none: forwarding === null && {
      icon: pageIcon('info'),
      title: say('advanced.noForwarding'),
      text: say('advanced.noForwardingText'),
    },
    rules: forwarding && rulesModel(forwarding, say, language),
    try: forwarding && {
      title: say('advanced.try.title'),
      number: { label: say('advanced.try.number'), value: number, hint: '+7 998 602-71-38' },
      at: { label: say('advanced.try.at', { zone: forwarding.zone }), value: at },
      hint: say('advanced.try.hint'),
      button: say('advanced.try.button'),
      isTrying,
      wrong: isWrong ? say('advanced.try.wrong') : '',
      result: tried && resultModel(tried, say, language),
    },
  };
}

function rulesModel({ rules, deputies, hours, zone, now }: Forwarding, say: Say, language: string): object {
  return {
    title: say('advanced.rules.title'),
    source: { icon: pageIcon('info'), text: say('advanced.rules.source') },
    items: rules.map(({ to, extensions }, index) => ({
      n: index + 1,
      text: say(`advanced.ruleFor.${to}`),
      sub: to === 'extensions' ? namesOf(extensions ?? []) : say(`advanced.ruleHint.${to}`),
      pairs: to === 'deputy' ? deputies.map((pair) => say('advanced.deputy', pair)) : [],
    })),
    last: { text: say('advanced.rules.last'), sub: say('advanced.rules.lastHint') },
    hours: {
      title: say('advanced.hours.title'),
      text: say('advanced.hours.now', { time: timeOf(now.minute), zone }),
      days: hours ? daysOf(hours.days, language) : [],
      always: hours ? '' : say('advanced.hours.always'),
      closed: hours ? say('advanced.hours.closed') : '',
      holidays:
        hours && hours.holidays.length > 0
          ? say('advanced.hours.holidays', {
              days: hours.holidays.map((date) => dateOf(date, language)).join(', '),
            })
          : '',
    },
  };
}

/** 1 January 2024 was a Monday. */
const weekday = (day: number, language: string): string =>
  new Date(2024, 0, day).toLocaleDateString(language, { weekday: 'short' });

function daysOf(days: NonNullable<Forwarding['hours']>['days'], language: string): readonly object[] {
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({
    day: weekday(day, language),
    spans: (days[day] ?? []).map(([from, to]) => `${timeOf(from)}–${timeOf(to)}`).join(', ') || '—',
  }));
}

const timeOf = (minute: number): string =>
  `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;

function dateOf(date: string, language: string): string {
  return new Date(`${date}T00:00:00`).toLocaleDateString(language, { day: 'numeric', month: 'short' });
}

function resultModel(
  { number, owner, time, extensions, steps, isClosed }: TriedCall,
  say: Say,
  language: string,
) {
  const colleague = (extension: Extension): Colleague => ({
    extension,
    name: steps.find((step) => step.extension === extension)?.name ?? extension,
  });
  const rings = extensions.map(colleague);
  const found = {
    isOk: true,
    icon: pageIcon(owner === undefined ? 'minus' : 'ok'),
    text: owner === undefined ? say('advanced.try.unknown') : say('advanced.try.known', { who: owner }),
    sub: number,
  };
  return {
    when: say('advanced.try.when', { time: timeOf(time.minute), day: dateOf(time.date, language) }),
    who: rings.length > 0 ? namesOf(rings) : say('advanced.try.nobody'),
    sub: rings.length > 0 ? '' : say(isClosed ? 'advanced.step.closedSub' : 'advanced.rules.lastHint'),
    steps: [
      found,
      ...steps.map(({ to, extension, outcome }) => {
        const who = extension && colleague(extension);
        const isOk = outcome === 'taken';
        const text = isOk
          ? say('advanced.passedWho', {
              rule: say(`advanced.rule.${to}`),
              who: who ? namesOf([who]) : '',
              reason: say('advanced.try.rings'),
            })
          : passedWords({ to, why: outcome, ...(who && { who }) }, say);
        return { isOk, icon: pageIcon(isOk ? 'ok' : 'minus'), text, sub: '' };
      }),
    ],
  };
}
