import template from '../../../templates/dial-team.twig';
import type { ListId } from '../../call/dial-list';
import type { UserId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { parseDialNow, type DialEdit, type ListNow } from '../../protocol/dial-lists';
import { parseTeamNow, type TeamNow } from '../../protocol/dial-team';
import type { AgentLine, CommandTrouble } from '../channel/agent-line';
import type { AgentQuery } from '../channel/agent-query';
import type { Csv } from '../csv/csv';
import type { Say } from '../host/phrases';
import { exportCalls, exportRows } from './export-results';
import { createRowsPart } from './rows-part';
import { createRunsPart } from './runs-part';
import { teamModel } from './team-model';

export interface TeamNeeds {
  readonly line: Pick<AgentLine, 'watch' | 'ask'>;
  readonly say: Say;
  readonly language: string;
  readonly clock: Clock;
  readonly loadCsv: () => Promise<Csv>;
  /** What the pane shows has changed. */
  readonly paint: () => void;
}

/** A tab of our page in amoCRM's settings. */
export interface TeamPane {
  readonly template: string;
  model(): object;
  /** It is looked at; until `left` it reads by itself what it shows. */
  read(): void;
  left(): void;
  act(act: string, element: HTMLElement): void;
  changed(field: string, value: string): void;
}

/** What the AMD file `team.js` gives. */
export type TeamFactory = (needs: TeamNeeds) => TeamPane;

export const VIEWS = ['team', 'rows', 'runs'] as const;
export type TeamView = (typeof VIEWS)[number];

export interface TeamForm {
  readonly name: string;
  readonly members: readonly UserId[];
}

export interface TeamState {
  readonly lists: readonly ListNow[];
  readonly list: ListNow | undefined;
  readonly view: TeamView;
  readonly team: TeamNow | undefined;
  /** Who calls, and the name, while they are being changed. */
  readonly form: TeamForm | undefined;
  readonly trouble: CommandTrouble | undefined;
  /** What was pressed and is not answered yet. */
  readonly busy: string;
  /** Gateway's clock minus this computer's. */
  readonly skewMs: number;
}

/** What the parts of the pane share. */
export interface PartNeeds extends Pick<TeamNeeds, 'say' | 'language' | 'clock'> {
  /** The value, or nothing: then the trouble is shown. */
  readonly ask: (query: AgentQuery) => Promise<{ readonly value: unknown } | undefined>;
  readonly edit: (busy: string, edit: DialEdit) => Promise<boolean>;
  readonly state: () => TeamState;
  readonly paint: () => void;
}

const EVERY_MS = 2_000;

export const createTeamPane: TeamFactory = ({ line, loadCsv, ...needs }) => {
  const { say, language, clock, paint } = needs;
  let state: TeamState = {
    ...{ lists: [], list: undefined, view: 'team', team: undefined, form: undefined },
    ...{ trouble: undefined, busy: '', skewMs: 0 },
  };
  let chosen: ListId | undefined;
  let looked: AbortController | undefined;

  const become = (change: Partial<TeamState>): void => {
    state = { ...state, ...change };
    paint();
  };
  const ask: PartNeeds['ask'] = async (query) => {
    const answer = await line.ask(query);
    if (answer.ok) {
      if (state.trouble) become({ trouble: undefined });
      return { value: answer.value };
    }
    // Asked again in a moment anyway.
    if (answer.fault !== 'too-many') become({ trouble: answer.fault });
    return undefined;
  };
  const edit: PartNeeds['edit'] = async (busy, change) => {
    if (state.busy !== '') return false;
    become({ busy });
    const isDone = (await ask({ query: 'dialEdit', args: change })) !== undefined;
    become({ busy: '' });
    if (isDone) void readTeam();
    return isDone;
  };
  const part = { say, language, clock, ask, edit, paint, state: () => state };
  const [rows, runs] = [createRowsPart(part), createRunsPart(part)];

  const readTeam = async (): Promise<void> => {
    const { list } = state;
    if (!list) return;
    const answer = await ask({ query: 'dialTeam', args: { listId: list.id } });
    const team = answer && parseTeamNow(answer.value);
    if (team && state.list?.id === list.id) become({ team });
  };
  const readAll = (): void => {
    void readTeam();
    if (state.view === 'rows') rows.read();
    if (state.view === 'runs') runs.read();
  };

  const follow: Parameters<AgentLine['watch']>[0] = ({ dialling, clockSkewMs }) => {
    const lists = (parseDialNow(dialling)?.lists ?? []).filter(({ isHis }) => isHis);
    const list = lists.find(({ id }) => id === chosen) ?? lists.find(({ name }) => name !== '') ?? lists[0];
    const isOther = list?.id !== state.list?.id;
    become({ lists, list, skewMs: clockSkewMs, ...(isOther && { team: undefined, form: undefined }) });
    if (!isOther) return;
    rows.reset();
    runs.reset();
    readAll();
  };

  const begin = (): void => {
    const { signal } = (looked = new AbortController());
    const again = (): void => {
      if (signal.aborted) return undo();
      if (document.visibilityState === 'visible') readAll();
      undoTimer = clock.after(EVERY_MS, again);
    };
    let undoTimer = (): void => {};
    const undo = line.watch(follow);
    signal.addEventListener('abort', () => {
      undoTimer();
      undo();
    });
    again();
  };

  const choose = (listId: ListId): void => {
    chosen = listId;
    const list = state.lists.find(({ id }) => id === listId);
    rows.reset();
    runs.reset();
    become({ list, team: undefined, form: undefined });
    readAll();
  };
  const make = async (): Promise<void> => {
    const date = new Date(clock.now()).toLocaleDateString(language, { day: 'numeric', month: 'long' });
    const name = say('dial.newName', { date });
    become({ busy: 'new' });
    const answer = await ask({ query: 'dialEdit', args: { edit: 'new', name } });
    become({ busy: '' });
    if (typeof answer?.value !== 'string') return;
    chosen = answer.value as ListId;
    if (state.lists.some(({ id }) => id === chosen)) choose(chosen);
  };

  const openForm = (): void => {
    const { list, form } = state;
    become({ form: form || !list ? undefined : { name: list.name, members: list.members } });
  };
  const tick = (ids: readonly UserId[], isOn: boolean): void => {
    const { form } = state;
    if (!form) return;
    const rest = form.members.filter((member) => !ids.includes(member));
    become({ form: { ...form, members: isOn ? [...rest, ...ids] : rest } });
  };
  const tickGroup = (group: string): void => {
    const ids = (state.team?.people ?? []).filter((one) => one.group === group).map(({ userId }) => userId);
    tick(ids, !ids.every((id) => state.form?.members.includes(id)));
  };
  const save = async (): Promise<void> => {
    const { list, form } = state;
    if (!list || !form) return;
    const name = form.name.trim();
    const isSame =
      form.members.length === list.members.length && form.members.every((one) => list.members.includes(one));
    if (list.name !== '' && name !== '' && name !== list.name)
      if (!(await edit('save', { edit: 'name', listId: list.id, name }))) return;
    if (!isSame && !(await edit('save', { edit: 'members', listId: list.id, members: form.members }))) return;
    become({ form: undefined });
  };
  const stop = (userId: UserId | undefined): void => {
    const { list } = state;
    if (!list) return;
    const busy = userId === undefined ? 'stop' : `stop-${userId}`;
    void edit(busy, { edit: 'stop', listId: list.id, ...(userId !== undefined && { userId }) });
  };
  const exportNow = async (): Promise<void> => {
    const { list, team, view } = state;
    if (!list || state.busy !== '') return;
    become({ busy: 'export' });
    const wait = (ms: number): Promise<void> => new Promise((go) => void clock.after(ms, go));
    const signal = looked?.signal ?? AbortSignal.abort();
    const trouble = await (view === 'runs' ? exportCalls : exportRows)({
      ...{ list, team, say, language, loadCsv, wait, signal },
      ask: (query) => line.ask(query),
    });
    become({ busy: '', trouble });
  };

  return {
    template,
    model: () => ({
      ...teamModel(state, { say, language, now: clock.now() }),
      ...(state.view === 'rows' && { numbers: rows.model() }),
      ...(state.view === 'runs' && { history: runs.model() }),
    }),
    read() {
      if (!looked || looked.signal.aborted) begin();
    },
    left: () => looked?.abort(),
    act(act, element) {
      const { dataset } = element;
      const userId = Number(dataset['user']) as UserId;
      if (act === 'view') {
        become({ view: dataset['view'] as TeamView });
        readAll();
      } else if (act === 'again') readAll();
      else if (act === 'new') void make();
      else if (act === 'export') void exportNow();
      else if (act === 'stop-all') stop(undefined);
      else if (act === 'stop') stop(userId);
      else if (act === 'form') openForm();
      else if (act === 'member') tick([userId], !state.form?.members.includes(userId));
      else if (act === 'group') tickGroup(dataset['group'] ?? '');
      else if (act === 'save') void save();
      else if (!rows.act(act, element)) runs.act(act, element);
    },
    changed(field, value) {
      if (field === 'list') choose(value as ListId);
      else if (field === 'name' && state.form) state = { ...state, form: { ...state.form, name: value } };
      else rows.changed(field, value);
    },
  };
};
