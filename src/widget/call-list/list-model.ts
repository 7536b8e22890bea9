import type { SeatPause } from '../../call/dial-seat';
import type { ListNow, SeatNow } from '../../protocol/dial-lists';
import type { TeamNow } from '../../protocol/dial-team';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { hourOf, hourOfMinute } from '../ui/hour';
import { icon } from '../ui/icons';
import { outcomeText } from '../ui/outcome-words';
import { entityPath } from './entity-path';
import { listIcon } from './list-icons';
import { seatOf, type Notice, type PaneState, type SettingsForm } from './pane-state';
import { thereText } from './row-model';

interface ButtonModel {
  readonly act: string;
  readonly text: string;
  readonly style: string;
  readonly label: string;
  readonly busy: boolean;
  readonly buttonIcon: string;
}

interface StepModel {
  readonly note?: { readonly title: string; readonly text: string; readonly noteIcon: string };
  readonly when?: string;
  /** Epoch ms of this computer's clock. */
  readonly since?: number;
  readonly until?: number;
  readonly who?: string;
  readonly url?: string;
  readonly number?: string;
  readonly sub?: string;
  readonly chips?: readonly { readonly status: number; readonly text: string; readonly isOn: boolean }[];
  readonly more?: string;
  readonly buttons: readonly ButtonModel[];
}

/** Keys below `dial` in `i18n/`. */
const WORDS = [
  ...([
    'list',
    'settings',
    'opensCard',
    'mode',
    'retry',
    'tries',
    'times',
    'after',
    'minutes',
    'retryHint',
  ] as const),
  ...(['name', 'team', 'save', 'cancel', 'outcome', 'find'] as const),
] as const;
const USUAL_OUTCOMES = [4, 2, 3, 5] as const;
const ALL_OUTCOMES = [4, 2, 3, 5, 1, 6, 7] as const;
const RETRIED = [6, 7, 3, 2] as const;
/** Shorter lists are searched by eye. */
const FINDS_FROM = 12;

export interface ListContext {
  readonly say: Say;
  readonly language: string;
  /** This computer's clock, epoch ms. */
  readonly at: number;
}

export function listModel(state: PaneState, context: ListContext): object {
  const { say, language, at } = context;
  const { list, now, form, notice } = state;
  const words = Object.fromEntries(
    WORDS.map((name) => [name, say(name === 'outcome' ? 'dial.outcomeOf' : `dial.${name}`)]),
  );
  const icons = { gear: listIcon('gear'), search: listIcon('search') };
  const base = { words, icons, notice: notice && noticeModel(notice, say) };
  if (!list || (list.total === 0 && !form && now.lists.length < 2))
    return { ...base, empty: emptyModel(say, list) };
  const serverNow = at + state.skewMs;
  return {
    ...base,
    lists:
      now.lists.length > 1 &&
      now.lists.map((one) => ({ id: one.id, name: nameOf(one, say), isOn: one.id === list.id })),
    name: nameOf(list, say),
    progress: say('dial.progress', { done: list.done, total: list.total }),
    percent: list.total > 0 ? Math.round((100 * list.done) / list.total) : 0,
    ends:
      list.endsAt !== undefined ? say('dial.ends', { time: hourOf(list.endsAt, language, serverNow) }) : '',
    opensCard: state.opensCard,
    settings: form && settingsModel(form, state, say),
    step: stepModel(state, list, context),
    finds: list.total >= FINDS_FROM,
    foot: footModel(state, list, say),
  };
}

export const nameOf = ({ name }: Pick<ListNow, 'name'>, say: Say): string => name || say('dial.own');

function emptyModel(say: Say, list: ListNow | undefined): object {
  const text = {
    title: say('dial.empty.title'),
    text: say('dial.empty.text'),
    button: say('dial.empty.button'),
  };
  return { ...text, ...((!list || list.isHis) && { upload: say('dial.import') }) };
}

function stepModel(state: PaneState, list: ListNow, context: ListContext): StepModel | undefined {
  const seat = seatOf(state);
  const { say } = context;
  if (!seat) return list.total > list.done ? startModel(state, list, say) : undefined;
  const who = whoModel(seat, context, state.skewMs);
  switch (seat.step) {
    case 'calling':
      return {
        ...who,
        ...(state.talkSince === undefined
          ? { when: say('dial.calling') }
          : { when: say('panel.head.talking'), since: state.talkSince - state.skewMs }),
        buttons: [
          button(
            'hangUp',
            say('panel.hangUp'),
            state,
            'tel-btn--hangup tel-btn--wide',
            listIcon('handset', 'tel-i--fill'),
          ),
        ],
      };
    case 'after':
      return afterModel(seat, who, state, say);
    case 'next':
      return seat.paused ? pausedModel(seat, who, state, say) : nextModel(seat, who, state, say);
    case 'draw':
    case 'empty':
      return seat.paused ? pausedModel(seat, who, state, say) : emptyStep(seat, state, context);
  }
}

function startModel(state: PaneState, { settings }: ListNow, say: Say): StepModel {
  const hours = `${hourOfMinute(settings.hours.fromMin)}–${hourOfMinute(settings.hours.toMin)}`;
  const pace =
    settings.mode === 'preview'
      ? say('dial.pace.preview')
      : say('dial.pace.progressive', { seconds: settings.intervalSec });
  return {
    when: `${pace} · ${say('dial.hoursShort', { hours })}`,
    buttons: [
      button(
        'start',
        say('dial.start'),
        state,
        'tel-btn--primary tel-btn--wide',
        listIcon('play', 'tel-i--fill'),
      ),
    ],
  };
}

function nextModel(seat: SeatNow, who: Partial<StepModel>, state: PaneState, say: Say): StepModel {
  const isCounting = seat.dialsAt !== undefined;
  return {
    ...who,
    when: say(isCounting ? 'dial.nextIn' : 'dial.nextOne'),
    ...(seat.dialsAt !== undefined && { until: seat.dialsAt - state.skewMs }),
    buttons: [
      button(
        'call',
        say(isCounting ? 'dial.callNow' : 'dial.callOne'),
        state,
        'tel-btn--answer tel-btn--wide',
        icon('phone', 'tel-i--fill'),
      ),
      button('skip', say('dial.skip'), state, '', listIcon('skip')),
      ...(isCounting ? [iconButton('pause', say('dial.pause'), state, listIcon('pause'))] : []),
    ],
  };
}

function pausedModel(seat: SeatNow, who: Partial<StepModel>, state: PaneState, say: Say): StepModel {
  const why = seat.paused ?? 'asked';
  const said = why === 'asked' ? { when: say('dial.pausedNext') } : { note: pauseNote(why, say) };
  return {
    ...who,
    ...said,
    buttons: [
      button(
        'resume',
        say('dial.resume'),
        state,
        'tel-btn--primary tel-btn--wide',
        listIcon('play', 'tel-i--fill'),
      ),
      ...(seat.row ? [button('skip', say('dial.skip'), state, '', listIcon('skip'))] : []),
    ],
  };
}

const pauseNote = (why: Exclude<SeatPause, 'asked'>, say: Say): NonNullable<StepModel['note']> => ({
  title: say(`dial.paused.${why}.title`),
  text: say(`dial.paused.${why}.text`),
  noteIcon: pauseIcon(why),
});

const pauseIcon = (why: string): string =>
  why === 'call' ? icon('phoneIn') : why === 'away' ? listIcon('info') : icon('warning', 'tel-warn');

function afterModel(seat: SeatNow, who: Partial<StepModel>, state: PaneState, say: Say): StepModel {
  const statuses =
    state.allOutcomes || ![...USUAL_OUTCOMES].some((one) => one === seat.status)
      ? ALL_OUTCOMES
      : USUAL_OUTCOMES;
  return {
    ...who,
    when: say('dial.talked', { time: duration(seat.talkMs ?? 0) }),
    chips: statuses.map((status) => ({
      status,
      text: say(`result.statuses.${status}`),
      isOn: status === seat.status,
    })),
    ...(statuses === USUAL_OUTCOMES && { more: say('dial.more') }),
    buttons: [
      button('next', say('dial.next'), state, 'tel-btn--primary tel-btn--wide', ''),
      button('pause', say('dial.pauseWord'), state, '', listIcon('pause')),
    ],
  };
}

function emptyStep(seat: SeatNow, state: PaneState, { say, language, at }: ListContext): StepModel {
  if (seat.step === 'draw') return { when: say('dial.drawing'), buttons: [] };
  const why = seat.why ?? 'finished';
  const serverNow = at + state.skewMs;
  const time = seat.until === undefined ? '' : hourOf(seat.until, language, serverNow);
  return {
    note: {
      title: say(`dial.nobody.${why}.title`),
      text: say(`dial.nobody.${why}.text`, { time }),
      noteIcon: icon(why === 'finished' ? 'done' : 'clock'),
    },
    buttons: [],
  };
}

function whoModel({ row }: SeatNow, { say, language, at }: ListContext, skewMs: number): Partial<StepModel> {
  if (!row) return {};
  const there = thereText(row.zone, { say, language, serverNow: at + skewMs });
  return {
    who: row.name || row.text,
    url: entityPath(row.links),
    number: row.text,
    sub: [row.company, there].filter((part) => part !== '').join(' · '),
  };
}

function footModel(state: PaneState, list: ListNow, say: Say): readonly object[] {
  const seat = seatOf(state);
  const first = seat
    ? { act: 'stop', text: say('dial.stop'), buttonIcon: '', isFirst: true }
    : { act: 'import', text: say('dial.import'), buttonIcon: '', isFirst: true };
  return [
    ...(seat || list.isHis ? [first] : []),
    {
      act: 'export',
      text: 'CSV',
      buttonIcon: listIcon('download', 'tel-i--16'),
      busy: state.busy === 'export',
    },
    ...(list.isHis
      ? [{ act: 'clear', text: say('dial.clear'), buttonIcon: listIcon('trash', 'tel-i--16') }]
      : []),
  ];
}

function settingsModel(
  { settings, name, team, members, bad, busy }: SettingsForm,
  state: PaneState,
  say: Say,
): object {
  const { mode, intervalSec, perDay, hours, retry } = settings;
  const number = (field: string, value: number, min: number, max: number): object => ({
    ...{
      name: field,
      label: say(`dial.${field}`),
      type: 'number',
      value,
      min,
      max,
      isBad: bad.includes(field),
    },
  });
  const time = (field: string, minute: number): object => ({
    ...{
      name: field,
      label: say(`dial.${field}`),
      type: 'time',
      value: hourOfMinute(minute),
      isBad: bad.includes(field),
    },
  });
  const isOwn = state.list?.name === '';
  return {
    modes: (['progressive', 'preview'] as const).map((value) => ({
      value,
      text: say(`dial.modes.${value}`),
      isOn: value === mode,
    })),
    modeHint: say(`dial.modeHint.${mode}`),
    fields: [
      ...(mode === 'progressive' ? [number('intervalSec', intervalSec, 0, 600)] : []),
      time('fromMin', hours.fromMin),
      time('toMin', hours.toMin),
      number('perDay', perDay, 1, 20),
    ],
    rules: RETRIED.map((status) => ({ status, label: say(`result.statuses.${status}`), ...retry[status] })),
    listName: isOwn ? '' : name,
    people: !isOwn && team && peopleModel(team, members, say),
    outcomes:
      !isOwn && team
        ? team.outcomes.map(({ outcome, rows }) => `${outcomeText(outcome, say)}: ${rows}`).join(' · ')
        : '',
    busy,
    more: [
      { act: 'import', text: say('dial.import') },
      ...(state.isSupervisor ? [{ act: 'newList', text: say('dial.newList') }] : []),
      ...(!isOwn && team ? [{ act: 'stopAll', text: say('dial.stopAll') }] : []),
      ...(isOwn ? [] : [{ act: 'drop', text: say('dial.drop') }]),
    ],
  };
}

function peopleModel(
  { people, members: working }: TeamNow,
  ticked: readonly number[],
  say: Say,
): readonly object[] {
  return people.map(({ userId, name, extension }) => {
    const member = working.find((one) => one.userId === userId);
    const now = member ? say(`dial.now.${stepWord(member)}`) : '';
    const done =
      member && member.calls > 0 ? say('dial.tally', { calls: member.calls, talks: member.talks }) : '';
    const said = [say('panel.extension', { extension }), now, done].filter((part) => part !== '');
    return { userId, name, isOn: ticked.includes(userId), now: said.join(' · ') };
  });
}

/** Key below `dial.now`. */
function stepWord({ isOnline, seat }: TeamNow['members'][number]): string {
  if (!isOnline) return 'offline';
  if (!seat) return 'idle';
  return seat.paused ? 'paused' : seat.step;
}

function noticeModel({ notice, values, details, buttons }: Notice, say: Say): object {
  const isBad = notice === 'failed' || notice === 'wrong-file';
  return {
    tone: isBad ? 'warn' : '',
    noteIcon: notice === 'adding' ? '' : isBad ? icon('warning') : listIcon('info'),
    title: say(`dial.notice.${notice}.title`, values),
    text: [
      notice === 'added' ? '' : say(`dial.notice.${notice}.text`, values),
      ...countsOf(values, say),
      details.join(', '),
    ]
      .filter((part) => part !== '')
      .join(' '),
    buttons: buttons.map((act) => ({ act: `notice-${act}`, text: say(`dial.notice.${act}`) })),
  };
}

/** Only what there is any of; names follow the last one. */
function countsOf(values: Notice['values'], say: Say): readonly string[] {
  return (['known', 'spared', 'wrong', 'without'] as const)
    .filter((count) => Number(values[count] ?? 0) > 0)
    .map((count) => say(`dial.notice.${count}`, { n: values[count] ?? 0 }));
}

function button(
  act: string,
  text: string,
  { busy, isLinked }: PaneState,
  style: string,
  buttonIcon: string,
): ButtonModel {
  return { act, text, style, label: '', busy: busy === act && isLinked, buttonIcon };
}

function iconButton(act: string, label: string, state: PaneState, buttonIcon: string): ButtonModel {
  return { ...button(act, '', state, 'tel-btn--icon', buttonIcon), label };
}
