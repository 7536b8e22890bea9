import type { RetriedStatus } from '../../call/dial-list';
import type { ListNow, SeatNow } from '../../protocol/dial-lists';
import type { MemberNow, TeamNow } from '../../protocol/dial-team';
import type { Say } from '../host/phrases';
import { hourOf, hourOfMinute } from '../ui/hour';
import { drawn } from '../ui/icons';
import { outcomeText } from '../ui/outcome-words';
import { VIEWS, type TeamForm, type TeamState } from './team-pane';
import { average, share } from './team-words';

export interface Seen {
  readonly say: Say;
  readonly language: string;
  /** Epoch ms of this computer. */
  readonly now: number;
}

const ICONS = {
  download: '<path d="M10 3v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12"/>',
  pause: '<path d="M7 4.5v11M13 4.5v11"/>',
  plus: '<path d="M10 4v12M4 10h12"/>',
  error: '<circle cx="10" cy="10" r="7"/><path d="M10 6v5M10 13.6v.1"/>',
} as const;
/** Rules of a list that supervisors look up. */
const RULES = [6, 7, 3, 2] as const satisfies readonly RetriedStatus[];

/** Everything that `dial-team.twig` shows but the numbers and the history, finished. */
export function teamModel(state: TeamState, seen: Seen): object {
  const { say } = seen;
  const { list, lists, team, view, busy, trouble } = state;
  const base = {
    trouble: trouble && {
      text: say(trouble === 'gateway-lost' ? 'advanced.trouble.silent' : `faults.${trouble}`),
      icon: drawn(ICONS.error),
      again: say('advanced.again'),
    },
    fresh: { text: say('dial.newList'), icon: drawn(ICONS.plus), isBusy: busy === 'new' },
  };
  if (!list) return { ...base, none: { title: say('team.none'), text: say('team.noneText') } };
  const isAnybodyThere = team?.members.some(({ seat }) => seat) ?? false;
  return {
    ...base,
    pick: {
      label: say('dial.list'),
      options: lists.map((one) => ({
        ...{ id: one.id, name: one.name || say('dial.own'), isOn: one.id === list.id },
      })),
    },
    exportButton: { text: say('team.export'), icon: drawn(ICONS.download), isBusy: busy === 'export' },
    stopAll: {
      text: say('dial.stopAll'),
      icon: drawn(ICONS.pause),
      isOff: !isAnybodyThere,
      isBusy: busy === 'stop',
    },
    figures: figuresOf(list, team, state.skewMs, seen),
    views: VIEWS.map((name) => ({ name, text: say(`team.views.${name}`), isOn: name === view })),
    ...(view === 'team' && teamView(state, list, team, seen)),
  };
}

function teamView(state: TeamState, list: ListNow, team: TeamNow | undefined, seen: Seen): object {
  const { say } = seen;
  return {
    board: {
      title: say('team.title'),
      size: team && say.count('team.people', team.members.length),
      change: { text: say('team.change'), isOpen: state.form !== undefined },
      heads: ['who', 'now', 'calls', 'talks', 'share', 'talk', 'gap'].map((name) => ({
        ...{ text: say(`team.head.${name}`), isNumber: !['who', 'now'].includes(name) },
        isWide: name === 'share',
      })),
      rows: (team?.members ?? []).map((member) => memberModel(member, state, seen)),
      reading: team ? '' : say('advanced.reading'),
      empty: team?.members.length === 0 ? say('team.nobody') : '',
      form: state.form && team && formModel(state.form, list, team, state.busy, say),
    },
    outcomes: team && {
      title: say('team.outcomes'),
      rows: outcomesModel(team, seen),
      empty: team.outcomes.length === 0 ? say('team.noCalls') : '',
    },
    rules: { title: say('team.rules'), rows: rulesModel(list, say), hint: say('team.rulesHint') },
  };
}

function figuresOf(list: ListNow, team: TeamNow | undefined, skewMs: number, seen: Seen): readonly object[] {
  const { say, language, now } = seen;
  const number = (n: number): string => n.toLocaleString(language);
  const called = sum(team?.outcomes.filter(({ outcome }) => outcome !== 'skipped') ?? []);
  const talked = sum(team?.outcomes.filter(({ outcome }) => outcome === 4) ?? []);
  const again = Math.max(0, sum(team?.outcomes ?? []) - list.done);
  const known = (n: number): string => (team ? number(n) : '—');
  return [
    { value: known(called), text: say('team.figure.called', { total: number(list.total) }) },
    {
      value: known(talked),
      text:
        called === 0
          ? say('team.figure.talkedNone')
          : say('team.figure.talked', { share: share(talked, called, language) }),
    },
    { value: known(again), text: say('team.figure.again') },
    { value: number(list.total - list.done), text: say('team.figure.left') },
    {
      value: list.endsAt === undefined ? '—' : hourOf(list.endsAt, language, now + skewMs),
      text: say('team.figure.ends'),
    },
  ];
}

const sum = (outcomes: readonly { readonly rows: number }[]): number =>
  outcomes.reduce((all, { rows }) => all + rows, 0);

function memberModel(member: MemberNow, { busy, skewMs }: TeamState, seen: Seen): object {
  const { say, language } = seen;
  const { userId, name, extension, calls, talks, talkMs, gapMs, kept, seat } = member;
  const second = (ms: number): string =>
    say('team.seconds', { n: Math.round(ms / 1000).toLocaleString(language) });
  return {
    ...{ userId, name, calls, talks, share: share(talks, calls, language), talk: average(talkMs, talks) },
    extension: [
      extension === '' ? say('team.noPhone') : say('panel.extension', { extension }),
      ...(kept > 0 ? [say('team.kept', { n: kept })] : []),
    ].join(' · '),
    gap: gapMs === undefined ? '—' : second(gapMs),
    ...nowModel(member, skewMs, seen),
    stop: seat && {
      text: say('team.stop'),
      label: say('team.stopOne', { name }),
      isBusy: busy === `stop-${userId}`,
    },
  };
}

/** Dot, word, a timer beside it, and what stands below. */
function nowModel(
  { isOnline, seat, talkSince }: MemberNow,
  skewMs: number,
  { say, language, now }: Seen,
): object {
  const local = (at: number | undefined): number | undefined => (at === undefined ? undefined : at - skewMs);
  const hour = (at: number): string => hourOf(at, language, now + skewMs);
  const who = seat?.row ? seat.row.name || seat.row.text : '';
  if (!isOnline) {
    const isAway = seat?.paused === 'away' && seat.since !== undefined;
    return {
      dot: 'off',
      word: isAway ? say('team.now.offlineSince', { time: hour(seat.since ?? 0) }) : say('team.now.offline'),
      sub: isAway ? say('team.now.returned') : '',
    };
  }
  if (!seat) return { dot: 'off', word: say('team.now.idle'), sub: '' };
  if (seat.paused && seat.step !== 'calling' && seat.step !== 'after')
    return {
      ...{ dot: 'warn', word: say('team.now.paused'), since: local(seat.since), isWarn: true },
      sub: say(`team.paused.${seat.paused}`),
    };
  return { dot: 'ok', sub: who, ...stepModel(seat, talkSince, { say, local, hour }) };
}

function stepModel(
  seat: SeatNow,
  talkSince: number | undefined,
  {
    say,
    local,
    hour,
  }: {
    readonly say: Say;
    readonly local: (at: number | undefined) => number | undefined;
    readonly hour: (at: number) => string;
  },
): object {
  switch (seat.step) {
    case 'calling':
      return talkSince === undefined
        ? { word: say('team.now.calling'), since: local(seat.since) }
        : { word: say('team.now.talking'), since: local(talkSince) };
    case 'next':
      return seat.dialsAt === undefined
        ? { word: say('team.now.looks'), since: local(seat.since) }
        : { word: say('team.now.next'), until: local(seat.dialsAt) };
    case 'after':
      return { word: say('team.now.after'), since: local(seat.since) };
    case 'draw':
      return { word: say('team.now.draw') };
    case 'empty':
      return {
        word: say(`team.now.${seat.why ?? 'finished'}`),
        sub: seat.until === undefined ? '' : say('team.now.until', { time: hour(seat.until) }),
      };
  }
}

function formModel(
  form: TeamForm,
  list: ListNow,
  { people, members }: TeamNow,
  busy: string,
  say: Say,
): object {
  const isOn = (userId: number): boolean => form.members.some((one) => one === userId);
  // Who calls from it and has no phone any more is shown too, so that he can be taken out.
  const others = members.filter((member) => !people.some(({ userId }) => userId === member.userId));
  const all = [...people, ...others];
  const groups = [...new Set(all.map(({ group }) => group))].sort((a, b) => a.localeCompare(b));
  return {
    ...(list.name !== '' && { name: { label: say('dial.name'), value: form.name } }),
    groups: groups.map((group) => {
      const within = all.filter((one) => one.group === group);
      return {
        name: group,
        title: group || say('team.noGroup'),
        isAll: within.every(({ userId }) => isOn(userId)),
        allText: say('team.wholeGroup', { group: group || say('team.noGroup') }),
        people: within.map(({ userId, name, extension }) => ({
          ...{ userId, name, isOn: isOn(userId) },
          sub: extension === '' ? say('team.noPhone') : say('panel.extension', { extension }),
        })),
      };
    }),
    hint: say('team.changeHint'),
    save: { text: say('dial.save'), isBusy: busy === 'save' },
    cancel: say('dial.cancel'),
  };
}

function outcomesModel({ outcomes }: TeamNow, { say, language }: Seen): readonly object[] {
  const all = sum(outcomes);
  return outcomes.map(({ outcome, rows }) => ({
    text: outcomeText(outcome, say),
    ...{ rows: rows.toLocaleString(language), share: share(rows, all, language) },
    percent: Math.round((100 * rows) / all),
  }));
}

function rulesModel({ settings }: ListNow, say: Say): readonly object[] {
  const { mode, intervalSec, perDay, hours, retry } = settings;
  const pace =
    mode === 'preview' ? say('dial.pace.preview') : say('dial.pace.progressive', { seconds: intervalSec });
  const { fromMin, toMin } = hours;
  return [
    { name: say('dial.mode'), text: pace },
    {
      name: say('team.hours'),
      text:
        toMin - fromMin >= 24 * 60
          ? say('team.allDay')
          : say('team.hoursText', { hours: `${hourOfMinute(fromMin)}–${hourOfMinute(toMin)}` }),
    },
    ...RULES.map((status) => ({
      name: say(`result.statuses.${status}`),
      text:
        retry[status].tries === 1
          ? say('team.onceOnly')
          : say('team.retry', { tries: retry[status].tries, minutes: retry[status].afterMin }),
    })),
    { name: say('dial.perDay'), text: String(perDay) },
  ];
}
