import template from '../../../templates/call-result.twig';
import type { CallResult } from '../../call/call-result';
import type { EntityRef } from '../../call/entity-rule';
import type { Clock } from '../../lib/clock';
import type { AwaitedResult, ResultDraft, ResultsNow } from '../../protocol/call-results';
import type { Caller } from '../channel/agent-picture';
import type { AmoHost, OpenModal } from '../host/amo-host';
import type { Say } from '../host/phrases';
import type { Act, TwigView } from '../ui/twig-view';
import { SHORTEST_QUERY, searchEntities } from './entity-search';
import { mountPlayer } from './recording-player';
import { draftOf, faultIn, isTouched, openedForm, resultOf, STATUSES, type ResultForm } from './result-form';
import { isUnknown, resultModel, type FindPane, type FindRow, type WindowState } from './result-model';
import { TASK_DATES } from './task-dates';

export interface WindowNeeds {
  readonly openModal: AmoHost['page']['openModal'];
  readonly get: AmoHost['get'];
  readonly navigate: (path: string) => void;
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  readonly say: Say;
  readonly language: string;
  readonly clock: Clock;
  /** Gateway's clock minus this computer's. */
  readonly skewMs: () => number;
  /** Keeps what is typed; resolves when this browser has it. */
  readonly keepDraft: (draft: ResultDraft) => Promise<void>;
  /** `there`: the gateway has it; `later`: this browser keeps it and it goes by itself; `refused`: the agent was told why. */
  readonly save: (result: CallResult) => Promise<'there' | 'later' | 'refused'>;
  /** Closed without saving. */
  readonly leave: () => void;
  /** Whatever the way. */
  readonly closed: () => void;
}

export interface ResultWindow {
  /** The call or the line is another than before. */
  follow(awaited: AwaitedResult, results: ResultsNow, isOffline: boolean): void;
  showCaller(caller: Caller): void;
  /** The result is at the gateway, or the call waits no more. */
  close(): void;
}

const KEEP_AFTER_MS = 400;
const SEARCH_AFTER_MS = 250;

/** The window of one call's result in amoCRM's own modal (look.md, "Call result"). */
export async function openResultWindow(
  needs: WindowNeeds,
  awaited: AwaitedResult,
  results: ResultsNow,
): Promise<ResultWindow> {
  const { say, language, clock } = needs;
  const serverNow = (): number => clock.now() + needs.skewMs();
  let state: WindowState = {
    ...{ awaited, taskTypes: results.taskTypes, timezone: results.timezone },
    caller: { caller: 'searching' },
    form: openedForm(awaited, results, serverNow()),
    ...{ find: undefined, isOffline: false, draftAt: 0 },
    ...{ isSaving: false, isLeaving: false, hasDateFault: false },
  };
  let isOver = false;
  let cancelKeeping = (): void => {};
  let cancelSearch = (): void => {};
  let search = new AbortController();
  let undoPlayer: (() => void) | undefined;

  const modal: OpenModal = await needs.openModal({
    style: 'tel-result-modal',
    mayClose: () => mayClose(),
    closed: () => end(),
  });
  const { body } = modal;

  const view = needs.openView(body, (act, element) => acts(act, element));
  const become = (changes: Partial<WindowState>): void => {
    if (isOver) return;
    state = { ...state, ...changes };
    paint();
  };
  const context = () => ({ now: serverNow(), timezone: state.timezone });

  const paint = (): void => {
    const before = body.offsetHeight;
    view.paint(template, resultModel(state, say, language, serverNow()));
    if (body.offsetHeight !== before) modal.resized();
    const place = body.querySelector<HTMLElement>('.tel-result__player');
    const url = state.awaited.recordingUrl;
    if (place && url !== undefined) undoPlayer ??= mountPlayer(place, url, state.awaited.talkMs, needs);
  };

  /** A step of the form, kept soon. */
  const enter = (changes: Partial<ResultForm>): void => {
    become({ form: { ...state.form, ...changes }, isLeaving: false, hasDateFault: false });
    cancelKeeping();
    cancelKeeping = clock.after(KEEP_AFTER_MS, () => void keep());
  };
  const keep = async (): Promise<void> => {
    cancelKeeping();
    await needs.keepDraft(draftOf(state.form, context()));
    become({ draftAt: clock.now() });
  };

  const save = async (): Promise<void> => {
    if (state.isSaving) return;
    if (faultIn(state.form, context())) {
      become({ hasDateFault: true });
      return field('taskAt')?.focus();
    }
    cancelKeeping();
    become({ isSaving: true, isLeaving: false });
    const outcome = await needs.save(resultOf(state.form, context()));
    if (outcome === 'there') return close();
    // What is kept goes by itself: the window says so and may be closed.
    become(outcome === 'later' ? { isOffline: true } : { isSaving: false });
  };

  const mayClose = (): boolean => {
    if (isOver || state.isSaving || state.isLeaving || !isTouched(state.form)) return true;
    become({ isLeaving: true });
    body.querySelector<HTMLElement>('[data-act="stay"]')?.focus();
    return false;
  };
  const leaveOrAsk = (): void => {
    if (mayClose()) modal.close();
  };
  /** After amoCRM has taken the window away. */
  const end = (): void => {
    if (isOver) return;
    if (!state.isSaving) {
      if (isTouched(state.form)) void needs.keepDraft(draftOf(state.form, context()));
      needs.leave();
    }
    isOver = true;
    cancelKeeping();
    cancelSearch();
    search.abort();
    undoPlayer?.();
    view.destroy();
    body.removeEventListener('input', onInput);
    body.removeEventListener('keydown', onKey);
    needs.closed();
  };
  const close = (): void => {
    state = { ...state, isSaving: true };
    modal.close();
  };

  const acts = (act: string, element: HTMLElement): void => {
    if (act === 'open') {
      needs.navigate(element.getAttribute('href') ?? '/');
      return leaveOrAsk();
    }
    if (act === 'close') leaveOrAsk();
    if (act === 'stay') become({ isLeaving: false });
    if (act === 'leave') modal.close();
    if (act === 'save') void save();
    if (act === 'find') openFind();
    if (act === 'keepLink') become({ find: undefined });
    if (act === 'link') choose(element.dataset['row'] ?? '');
    if (act === 'status' || act === 'taskDate') chip(act, element.dataset['value'] ?? '');
  };

  const chip = (group: string, value: string): void => {
    const status = STATUSES.find((known) => String(known) === value);
    const date = TASK_DATES.find((known) => known === value);
    if (group === 'status' && status) enter({ status });
    if (group === 'taskDate' && date)
      enter({ taskDate: date, taskAt: date === 'date' ? state.form.taskAt : '' });
    focusChip(group);
    if (value === 'date') field('taskAt')?.focus();
  };
  const focusChip = (group: string): void =>
    body.querySelector<HTMLElement>(`[data-group="${group}"] [aria-checked="true"]`)?.focus();

  const openFind = (): void => {
    become({ find: { rows: firstRows(), selected: '', state: '' } });
    field('find')?.focus();
  };
  /** The cards that are known without a search. */
  const firstRows = (): readonly FindRow[] => {
    const { caller } = state;
    if (caller.caller !== 'found') return [];
    const known = [caller.entity, caller.who, ...caller.others];
    const rows = known.map((entity): FindRow => ({ key: `${entity.type}-${entity.id}`, entity }));
    const unique = rows.filter((row, index) => rows.findIndex(({ key }) => key === row.key) === index);
    return [...unique, ...newLeadRow()];
  };
  const newLeadRow = (): readonly FindRow[] => {
    const { caller } = state;
    return caller.caller === 'found' ? [{ key: 'newLead', contact: caller.who }] : [];
  };
  const find = (typed: string): void => {
    cancelSearch();
    search.abort();
    search = new AbortController();
    const query = typed.trim();
    if (query.length < SHORTEST_QUERY) return showFound({ rows: firstRows(), selected: '', state: '' });
    cancelSearch = clock.after(SEARCH_AFTER_MS, () => void lookFor(query, search.signal));
  };
  const lookFor = async (query: string, signal: AbortSignal): Promise<void> => {
    showFound({ ...(state.find ?? NO_FIND), state: 'searching' });
    const found = await searchEntities(needs.get, query, signal);
    if (signal.aborted) return;
    const rows = (found ?? []).map((entity): FindRow => ({ key: `${entity.type}-${entity.id}`, entity }));
    const word = found === undefined ? 'failed' : rows.length === 0 ? 'nothing' : '';
    showFound({ rows: [...rows, ...newLeadRow()], selected: rows[0]?.key ?? '', state: word });
  };
  const showFound = (pane: FindPane): void => {
    if (state.find) become({ find: pane });
  };
  const choose = (key: string): void => {
    const row = state.find?.rows.find((known) => known.key === key);
    if (!row) return;
    state = { ...state, find: undefined };
    if ('entity' in row) enter({ link: { link: 'entity', entity: plain(row.entity) } });
    else enter({ link: newLeadOf(row.contact) });
    field('entity' in row ? 'note' : 'leadName')?.focus();
  };

  const onInput = (event: Event): void => {
    const { name, value } = event.target as HTMLInputElement;
    if (name === 'find') find(value);
    if (name === 'taskType') enter({ taskType: Number(value) });
    if (TEXTS.includes(name as TextField)) enter({ [name]: value });
  };
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return void save();
    }
    const group = target.closest<HTMLElement>('[data-group]')?.dataset['group'];
    if (group !== undefined) return chipKey(event, group);
    if (target.getAttribute('name') === 'find') findKey(event);
  };
  const chipKey = (event: KeyboardEvent, group: string): void => {
    const values: readonly string[] = group === 'status' ? STATUSES.map(String) : TASK_DATES;
    const now = String(group === 'status' ? state.form.status : state.form.taskDate);
    const step = STEPS[event.key];
    // amoCRM's own numbers of the statuses.
    const stepped =
      step === undefined ? undefined : values[(values.indexOf(now) + step + values.length) % values.length];
    const wanted = group === 'status' && values.includes(event.key) ? event.key : stepped;
    if (wanted === undefined) return;
    event.preventDefault();
    chip(group, wanted);
  };
  const findKey = (event: KeyboardEvent): void => {
    const pane = state.find;
    const step = STEPS[event.key];
    if (!pane) return;
    if (event.key === 'Escape') {
      // The window stays; only the search goes.
      event.stopPropagation();
      return become({ find: undefined });
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      return choose(pane.selected);
    }
    if (step === undefined || ['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    event.preventDefault();
    const at = pane.rows.findIndex(({ key }) => key === pane.selected);
    const next = pane.rows[Math.max(0, Math.min(pane.rows.length - 1, at + step))];
    if (next) become({ find: { ...pane, selected: next.key } });
  };

  const field = (name: string): HTMLElement | null => body.querySelector(`[name="${name}"]`);

  body.addEventListener('input', onInput);
  body.addEventListener('keydown', onKey);
  paint();
  field('note')?.focus();

  return {
    follow: (next, { taskTypes, timezone }, isOffline) =>
      become({
        awaited: next,
        taskTypes,
        timezone,
        isOffline: isOffline || (state.isSaving && state.isOffline),
      }),
    showCaller(caller) {
      const wasEmpty = !isTouched(state.form) && document.activeElement === field('note');
      become({ caller });
      if (wasEmpty && isUnknown(state)) field('contactName')?.focus();
    },
    close,
  };
}

const TEXTS = ['note', 'contactName', 'leadName', 'taskText', 'taskAt'] as const;
type TextField = (typeof TEXTS)[number];

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const NO_FIND: FindPane = { rows: [], selected: '', state: '' };

const plain = ({ type, id, name }: EntityRef): EntityRef => ({ type, id, name });

function newLeadOf(contact: EntityRef): ResultForm['link'] {
  const { type } = contact;
  const owner = type === 'contact' || type === 'company' ? { contact: { ...plain(contact), type } } : {};
  return { link: 'new', contactName: '', leadName: '', ...owner };
}
