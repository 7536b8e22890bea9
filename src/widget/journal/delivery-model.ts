import { DELIVERY_KINDS, type UndeliveredCall } from '../../protocol/delivery';
import { duration } from '../ui/duration';
import { numberWords } from '../ui/number-words';
import type { DeliveryState } from './delivery-pane';
import type { Seen } from './journal-model';
import { pageIcon, troubleModel } from './pane';
import { nameOf } from './step-words';
import { age, dayUnlessToday, minuteOf } from './times';
import { whyWords } from './why-words';

/** Everything that `delivery.twig` shows, finished. */
export function deliveryModel(state: DeliveryState, seen: Seen): object {
  const { say } = seen;
  const { page, places, kind, trouble, sent, asksAll, sending } = state;
  const { counts, oldestAt, calls = [], now: gatewayNow = seen.now } = page ?? {};
  const held = counts && counts.refused + counts['no-entity'];
  const number = (n: number | undefined): string => (n === undefined ? '—' : numberWords(n, seen.language));
  return {
    ...{
      trouble: troubleModel(trouble, say),
      isReading: !page && !trouble,
      reading: say('advanced.reading'),
    },
    figures: [
      { value: number(counts?.waiting), text: say('advanced.figure.waiting') },
      { value: number(held), text: say('advanced.figure.held') },
      {
        value: oldestAt === undefined ? '—' : age(gatewayNow - oldestAt, say),
        text: say('advanced.figure.oldest'),
      },
      { value: number(counts?.delivered), text: say('advanced.figure.delivered') },
    ],
    kinds: DELIVERY_KINDS.map((name) => ({
      ...{ name, isOn: name === kind, text: say(`advanced.kinds.${name}`) },
    })),
    all: kind === 'held' &&
      calls.length > 0 &&
      !asksAll && { text: say('advanced.resendAll'), isBusy: sending.has('*') },
    ask: asksAll && {
      icon: pageIcon('info'),
      title: say('advanced.resendAsk', { n: number(held) }),
      text: say('advanced.resendAskText'),
      yes: say('advanced.resendAll'),
      no: say('dial.cancel'),
    },
    sent: sent !== undefined && {
      icon: pageIcon(sent > 0 ? 'ok' : 'info'),
      text: say(sent > 0 ? 'advanced.sent' : 'advanced.sentNone', { n: sent }),
    },
    heads: ['call', 'client', 'parts', 'state', 'tries', 'next'].map((head) => ({
      ...{ text: say(`advanced.head.${head}`), isNumber: head === 'tries' || head === 'next' },
    })),
    rows: calls.map((call) => rowOf(call, gatewayNow, state, seen)),
    empty: page && calls.length === 0 ? say(`advanced.noneOf.${kind}`) : '',
    emptyIcon: pageIcon('ok'),
    pager: (places.length > 1 || page?.next !== undefined) && {
      newer: say('advanced.back'),
      older: say('advanced.further'),
      isFirst: places.length === 1,
      isLast: page?.next === undefined,
      text: say('advanced.pageOf', { n: places.length }),
    },
  };
}

const LOOKS = { waiting: '', 'no-entity': 'warn', refused: 'bad' } as const;

function rowOf(call: UndeliveredCall, gatewayNow: number, { sending }: DeliveryState, seen: Seen): object {
  const { say, language } = seen;
  const { callId, at, number, name, who, direction, state, tries, nextAt, why, parts } = call;
  const shown = number === '' ? say('card.withheld') : number;
  const isHeld = state !== 'waiting';
  const isTried = !isHeld && tries > 0;
  return {
    ...{ id: callId, time: minuteOf(at, language), day: dayUnlessToday(at, seen.now, language) },
    who: name ?? shown,
    sub: [
      ...(name === undefined ? [] : [shown]),
      ...(who ? [nameOf(who)] : []),
      say(`advanced.kind.${direction}`).toLocaleLowerCase(language),
    ].join(' · '),
    parts: parts.map((part) => say(`advanced.part.${part}`)).join(', '),
    state: say(isTried ? 'advanced.state.tried' : `advanced.state.${state}`),
    look: isTried ? 'warn' : LOOKS[state],
    why: state === 'no-entity' ? say('advanced.verdict.noEntityText') : whyWords(why, say),
    tries: isHeld && state === 'refused' ? tries + 1 : tries,
    next:
      nextAt === undefined
        ? '—'
        : nextAt <= gatewayNow
          ? say('advanced.now')
          : inTime(nextAt - gatewayNow, say),
    act: isHeld || isTried ? say('advanced.resend') : '',
    isBusy: sending.has(callId) || sending.has('*'),
    openText: say('advanced.openCall'),
  };
}

const inTime = (ms: number, say: Seen['say']): string => say('advanced.in', { time: duration(ms) });
