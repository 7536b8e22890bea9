import template from '../../../templates/dial-list.twig';
import type { CallStatus } from '../../call/call-result';
import type { ListId, RowId } from '../../call/dial-list';
import type { Clock } from '../../lib/clock';
import { isAtLeast } from '../../protocol/agent-role';
import {
  parseDialNow,
  parseRowsFound,
  type DialDo,
  type DialEdit,
  type DialNow,
  type ListNow,
  type RowsFound,
} from '../../protocol/dial-lists';
import { parseTeamNow, type TeamNow } from '../../protocol/dial-team';
import type { AgentCommand } from '../channel/agent-command';
import type { AgentLine, CommandTrouble } from '../channel/agent-line';
import type { AgentPicture } from '../channel/agent-picture';
import type { AgentQuery } from '../channel/agent-query';
import { EMPTY_PICTURE } from '../channel/picture';
import type { AmoHost, Selection } from '../host/amo-host';
import type { Say } from '../host/phrases';
import type { SeenTab } from '../host/seen-tab';
import type { Act, TwigView } from '../ui/twig-view';
import { putInto } from '../ui/put-into';
import type { Csv } from '../csv/csv';
import { entityPath } from './entity-path';
import { createFilling } from './filling';
import { exportList } from './export-list';
import { listModel } from './list-model';
import { seatOf, type Notice, type PaneState, type SettingsForm } from './pane-state';
import { createRowWindow } from './row-window';
import { readForm } from './settings-form';

/** What `script.js` lends to `dial.js`. */
export interface ListNeeds {
  /** Carries account, widget and user. */
  readonly name: string;
  readonly line: AgentLine;
  /** Carries out and tells the agent when it could not be done. */
  readonly run: (command: AgentCommand) => Promise<CommandTrouble | undefined>;
  readonly say: Say;
  readonly language: string;
  readonly navigate: (path: string) => void;
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  readonly get: AmoHost['get'];
  /** Name of the tag or field of those who are not called; `''` = none. */
  readonly doNotCall: string;
  readonly loadCsv: () => Promise<Csv>;
  readonly tell: (fault: CommandTrouble) => void;
  readonly tab: SeenTab;
  readonly storage: Storage | undefined;
  readonly clock: Clock;
}

export interface ListPane {
  /** What was ticked in a list of amoCRM goes into the list that is shown. */
  add(selection: Selection): void;
  destroy(): void;
}

/** What the AMD file `dial.js` gives: draws the lists into `element`. */
export type ListFactory = (element: HTMLElement, needs: ListNeeds) => ListPane;

const FIND_AFTER_MS = 250;
const TEAM_EVERY_MS = 2_000;
/** Done rows above the first that waits. */
const SEEN_DONE = 2;
const DO: readonly string[] = [
  'start',
  'pause',
  'resume',
  'skip',
  'stop',
  'call',
  'next',
] satisfies readonly DialDo[];

export const createListPane: ListFactory = (element, needs) => {
  const { line, say, language, clock, tell } = needs;
  const cardKey = `${needs.name}:opens-card`;
  let picture = EMPTY_PICTURE;
  let state: PaneState = {
    now: { lists: [] },
    ...{ list: undefined, notice: undefined, form: undefined, allOutcomes: false, busy: '' },
    ...{ isSupervisor: false, skewMs: 0, isLinked: false, opensCard: stored(needs.storage, cardKey) },
  };
  let chosen: ListId | undefined;
  let shownList: ListId | undefined;
  let find = '';
  let cancelFind = (): void => {};
  let cancelTeam = (): void => {};
  const closing = new AbortController();

  const ask = async (query: AgentQuery): Promise<unknown> => {
    const answer = await line.ask(query);
    if (answer.ok) return answer.value;
    tell(answer.fault);
    return undefined;
  };
  const edit = (change: DialEdit): Promise<unknown> => ask({ query: 'dialEdit', args: change });

  const become = (change: Partial<PaneState>): void => {
    state = { ...state, ...change };
    paint();
  };

  const load = async (from: number, count: number): Promise<RowsFound | undefined> => {
    const { list } = state;
    if (!list) return undefined;
    const answer = await line.ask({ query: 'dialRows', args: { listId: list.id, from, count, find } });
    return answer.ok ? parseRowsFound(answer.value) : undefined;
  };
  const rows = createRowWindow({
    openView: needs.openView,
    clock,
    load,
    context: () => ({
      ...{ say, language, serverNow: clock.now() + state.skewMs },
      current: seatOf(state)?.row?.id,
      mayChange: state.list?.isHis ?? false,
    }),
    act: (act, row) => acts(act, row),
    move(rowId, before) {
      if (state.list)
        void edit({ edit: 'move', listId: state.list.id, rowId, ...(before !== undefined && { before }) });
    },
    remove: (rowId) => remove(rowId),
  });
  const view = needs.openView(element, (act, button) => acts(act, button));

  const paint = (): void => {
    if (closing.signal.aborted) return;
    view.paint(template, listModel(state, { say, language, at: clock.now() }));
    putInto(element.querySelector('[data-slot="rows"]'), rows.element);
    rows.paint();
  };

  const follow = (isNews: boolean): void => {
    const { dialling, agent, clockSkewMs, link } = picture;
    const now = isNews ? (parseDialNow(dialling) ?? { lists: [] }) : state.now;
    const isLinked = link.link === 'up';
    const isSupervisor = isAtLeast(agent?.role ?? 'agent', 'supervisor');
    openCard(state.now, now);
    const talkSince = talkOf(picture, now);
    state = { ...state, now, isSupervisor, skewMs: clockSkewMs, isLinked, talkSince };
    if (isNews) showList();
    else paint();
  };

  /** The one that was chosen, else the one he works through, else the first. */
  const showList = (): void => {
    const { lists, seat } = state.now;
    const list = lists.find(({ id }) => id === (chosen ?? seat?.listId)) ?? lists[0];
    const isSame = list?.id === shownList;
    shownList = list?.id;
    state = { ...state, list, ...(isSame ? {} : { form: undefined, allOutcomes: false }) };
    if (isSame) rows.refresh(list?.total ?? 0);
    else rows.reset(list?.total ?? 0, (list?.done ?? 0) - SEEN_DONE);
    paint();
  };

  /** Whoever is being called stands on the page before he answers. */
  const openCard = (before: DialNow, { seat }: DialNow): void => {
    const isNew = seat?.step === 'calling' && before.seat?.callId !== seat.callId;
    if (!isNew || !state.opensCard || !needs.tab.isSeen()) return;
    const path = entityPath(seat.row?.links ?? []);
    if (path) needs.navigate(path);
  };

  const acts = (act: string, button: HTMLElement): void => {
    if (act === 'open') return needs.navigate(button.getAttribute('href') ?? '/');
    if (DO.includes(act)) return void press(act as DialDo);
    if (act.startsWith('notice-')) return answerNotice(act.slice('notice-'.length));
    switch (act) {
      case 'contacts':
        return needs.navigate('/contacts/list/');
      case 'opensCard':
        return switchCard();
      case 'hangUp':
        return hangUp();
      case 'more':
        return become({ allOutcomes: true });
      case 'outcome':
        return tellOutcome(Number(button.dataset['status']) as CallStatus);
      case 'settings':
        return void toggleSettings();
      case 'mode':
        return chooseMode(button.dataset['value'] === 'preview' ? 'preview' : 'progressive');
      case 'save':
        return void save();
      case 'remove':
        return remove(Number(button.dataset['id']) as RowId);
      case 'again':
        return again(Number(button.dataset['id']) as RowId);
      case 'clear':
      case 'drop':
        return become({ notice: askFirst(act, state.list?.total ?? 0) });
      case 'stopAll':
        if (state.list) void edit({ edit: 'stop', listId: state.list.id });
        return;
      case 'newList':
        return void makeList();
      case 'import':
        return filling.chooseFile();
      case 'export':
        return void exportNow();
    }
  };

  const press = async (what: DialDo): Promise<void> => {
    const { list, busy } = state;
    if (!list || busy === what) return;
    become({ busy: what, allOutcomes: false });
    await ask({ query: 'dialDo', args: { listId: list.id, what } });
    if (state.busy === what) become({ busy: '' });
  };
  const hangUp = (): void => {
    const callId = seatOf(state)?.callId;
    if (callId === undefined || state.busy === 'hangUp') return;
    become({ busy: 'hangUp' });
    void needs.run({ command: 'hangUp', callId }).then(() => become({ busy: '' }));
  };
  const tellOutcome = (status: CallStatus): void => {
    const seat = seatOf(state);
    if (seat?.row) void edit({ edit: 'outcome', listId: seat.listId, rowId: seat.row.id, status });
  };
  const switchCard = (): void => {
    const opensCard = !state.opensCard;
    try {
      needs.storage?.setItem(cardKey, String(opensCard));
    } catch {
      // A full storage keeps it until the page goes.
    }
    become({ opensCard });
  };
  const remove = (rowId: RowId): void => {
    if (state.list) void edit({ edit: 'remove', listId: state.list.id, rowIds: [rowId] });
  };
  const again = (rowId: RowId): void => {
    if (state.list) void edit({ edit: 'again', listId: state.list.id, rowId });
  };

  const toggleSettings = async (): Promise<void> => {
    const { list } = state;
    if (state.form || !list) return become({ form: undefined });
    const { settings, name, members } = list;
    const form: SettingsForm = { settings, name, members, team: undefined, bad: [], busy: false };
    become({ form });
    if (state.isSupervisor && name !== '') void watchTeam(list.id);
  };
  /** A supervisor sees who does what, as long as he looks. */
  const watchTeam = async (listId: ListId): Promise<void> => {
    cancelTeam();
    const answer = await line.ask({ query: 'dialTeam', args: { listId } });
    const team = answer.ok ? parseTeamNow(answer.value) : undefined;
    const { form, list } = state;
    if (!form || list?.id !== listId || closing.signal.aborted) return;
    if (team) become({ form: { ...form, team } });
    cancelTeam = clock.after(TEAM_EVERY_MS, () => void watchTeam(listId));
  };
  const entered = () => {
    const place = element.querySelector<HTMLFormElement>('form');
    return place && state.form ? readForm(place, state.form) : undefined;
  };
  const chooseMode = (mode: 'preview' | 'progressive'): void => {
    const { form } = state;
    const read = entered();
    if (form) become({ form: { ...form, settings: { ...form.settings, ...read?.settings, mode } } });
  };
  const save = async (): Promise<void> => {
    const [{ list, form }, read] = [state, entered()];
    if (!list || !form || !read || form.busy) return;
    if (!read.settings) return become({ form: { ...form, bad: read.bad } });
    become({ form: { ...form, ...read, settings: read.settings, busy: true } });
    const { id } = list;
    await edit({ edit: 'settings', listId: id, settings: read.settings });
    if (list.name !== '' && read.name !== '' && read.name !== list.name)
      await edit({ edit: 'name', listId: id, name: read.name });
    if (form.team) await assign(list, form.team, read.members);
    become({ form: undefined });
  };
  /** Members whom the form does not show stay. */
  const assign = async (list: ListNow, { people }: TeamNow, ticked: readonly number[]): Promise<void> => {
    const shown = people.map(({ userId }) => userId);
    const members = [
      ...list.members.filter((member) => !shown.includes(member)),
      ...shown.filter((userId) => ticked.includes(userId)),
    ];
    const isSame =
      members.length === list.members.length && members.every((one) => list.members.includes(one));
    if (!isSame) await edit({ edit: 'members', listId: list.id, members });
  };
  const makeList = async (): Promise<void> => {
    const date = new Date(clock.now()).toLocaleDateString(language, { day: 'numeric', month: 'long' });
    const id = await edit({ edit: 'new', name: say('dial.newName', { date }) });
    if (typeof id !== 'string') return;
    chosen = id as ListId;
    showList();
  };

  const askFirst = (notice: 'clear' | 'drop', rows: number): Notice => ({
    ...{ notice, values: { rows }, details: [], buttons: ['yes', 'no'] },
  });
  const answerNotice = (answer: string): void => {
    const { notice, list } = state;
    if (answer === 'yes' && list && (notice?.notice === 'clear' || notice?.notice === 'drop'))
      void edit({ edit: notice.notice, listId: list.id });
    if (answer === 'addAll') return filling.addAll();
    if (answer === 'cancel') filling.cancel();
    if (answer === 'show') return filling.showMissing();
    become({ notice: undefined, ...(answer === 'yes' && { form: undefined }) });
  };

  const filling = createFilling({
    ...needs,
    into: () => (state.list?.isHis ? state.list.id : undefined),
    added(listId) {
      chosen = listId;
      find = '';
      showList();
    },
    notice: (notice) => become({ notice }),
  });

  const wait = (ms: number): Promise<void> => new Promise((go) => void clock.after(ms, go));
  const exportNow = async (): Promise<void> => {
    const { list } = state;
    if (!list || state.busy === 'export') return;
    become({ busy: 'export' });
    await exportList({ ...needs, list, ask: (query) => line.ask(query), wait, signal: closing.signal });
    become({ busy: '' });
  };

  const onInput = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement) || target.name !== 'find') return;
    cancelFind();
    cancelFind = clock.after(FIND_AFTER_MS, () => {
      find = target.value.trim();
      rows.reset(state.list?.total ?? 0, 0);
    });
  };
  const onChange = ({ target }: Event): void => {
    if (!(target instanceof HTMLSelectElement) || target.name !== 'list') return;
    chosen = target.value as ListId;
    find = '';
    showList();
  };
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void save();
  };
  element.addEventListener('input', onInput);
  element.addEventListener('change', onChange);
  element.addEventListener('submit', onSubmit);
  const unwatch = line.watch((next) => {
    const before = picture;
    picture = next;
    const isNews = next.dialling !== before.dialling;
    if (isNews || next.calls !== before.calls || next.agent !== before.agent || next.link !== before.link)
      follow(isNews);
  });
  paint();

  return {
    add: (selection) => filling.add(selection),
    destroy() {
      closing.abort();
      unwatch();
      cancelFind();
      cancelTeam();
      filling.cancel();
      rows.destroy();
      view.destroy();
      element.removeEventListener('input', onInput);
      element.removeEventListener('change', onChange);
      element.removeEventListener('submit', onSubmit);
    },
  };
};

function talkOf({ calls }: AgentPicture, { seat }: DialNow): number | undefined {
  const phase = calls.find(({ id }) => id === seat?.callId)?.phase;
  return phase && 'since' in phase ? phase.since : undefined;
}

/** Nothing is kept where the browser gives no storage; then the cards are opened. */
function stored(storage: Storage | undefined, key: string): boolean {
  try {
    return storage?.getItem(key) !== 'false';
  } catch {
    return true;
  }
}
