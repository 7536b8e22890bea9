import type { EntityRef } from '../../call/entity-rule';
import type { AwaitedResult, TaskType } from '../../protocol/call-results';
import type { Caller, LinkedEntity } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { drawn, icon } from '../ui/icons';
import { dueAt, STATUSES, type ResultForm } from './result-form';
import { TASK_DATES } from './task-dates';

/** What the search for another card shows. */
export interface FindPane {
  readonly rows: readonly FindRow[];
  readonly selected: string;
  readonly state: '' | 'searching' | 'nothing' | 'failed';
}

/** `key` = `lead-17`; `newLead` = a new lead of the card that the call has now. */
export type FindRow =
  | { readonly key: string; readonly entity: EntityRef }
  | { readonly key: 'newLead'; readonly contact: EntityRef };

export interface WindowState {
  readonly awaited: AwaitedResult;
  readonly caller: Caller;
  readonly form: ResultForm;
  readonly taskTypes: readonly TaskType[];
  readonly timezone: string;
  readonly find: FindPane | undefined;
  /** Nothing reaches the gateway now. */
  readonly isOffline: boolean;
  /** Epoch ms of this computer's clock; `0` = no draft is kept yet. */
  readonly draftAt: number;
  readonly isSaving: boolean;
  readonly isLeaving: boolean;
  readonly hasDateFault: boolean;
}

const CLOSE = drawn('<path d="M5 5l10 10M15 5L5 15"/>');
const SEARCH = drawn('<circle cx="9" cy="9" r="5"/><path d="M13 13l4 4"/>');
const CHECK = drawn('<path d="M4 10.5l4 4 8-9"/>');
const LINK = drawn(
  '<path d="M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1-1"/>',
);

/** Keys below `result` in `i18n/`. */
const WORDS = [
  ...(['title', 'close', 'linkTo', 'findHint', 'keepLink', 'contactName', 'leadName', 'status'] as const),
  ...(['note', 'noteHint', 'task', 'taskAt', 'taskType', 'taskText'] as const),
];

/** Finished strings for the template; `*Icon` is our own HTML. */
export function resultModel(state: WindowState, say: Say, language: string, now: number): object {
  const { awaited, caller, form, timezone } = state;
  const { text } = awaited.other;
  const isFound = caller.caller === 'found';
  const due = dueAt(form, { now, timezone });
  return {
    words: Object.fromEntries(WORDS.map((name) => [name, say(`result.${name}`)])),
    closeIcon: CLOSE,
    who: isFound ? caller.who.name : text || say('card.withheld'),
    whoIsNumber: !isFound && text !== '',
    about: aboutText(state, say, language, now),
    warning: state.isOffline && {
      warningIcon: icon('warning'),
      title: say('result.offline.title'),
      text: say('result.offline.text'),
    },
    find: state.find && findModel(state, state.find, say),
    link: linkModel(state, say),
    names: namesModel(state),
    hasRecording: awaited.recordingUrl !== undefined,
    statuses: STATUSES.map((status) => ({
      value: status,
      text: say(`result.statuses.${status}`),
      isOn: form.status === status,
    })),
    note: form.note,
    due: due === undefined ? '' : momentText(due, timezone, language),
    dates: TASK_DATES.map((date) => ({
      value: date,
      text: say(`result.dates.${date}`),
      isOn: form.taskDate === date,
    })),
    task: form.taskDate !== 'none' && taskModel(state, say),
    foot: footText(state, say, language),
    leaving: state.isLeaving && {
      text: say('result.leaving'),
      stay: say('result.stay'),
      leave: say('result.leave'),
    },
    save: {
      busy: state.isSaving,
      text: say(`result.${state.isSaving ? 'saving' : isNew(state) ? 'saveNew' : 'save'}`),
    },
  };
}

/** The number is in no card that counts ("Incoming leads" are drafts of amoCRM), and the agent has chosen none. */
export function isUnknown({ caller, form, awaited }: WindowState): boolean {
  return (caller.caller === 'unknown' || awaited.stands === 'unsorted') && form.link.link !== 'entity';
}

const isNew = (state: WindowState): boolean => isUnknown(state) || state.form.link.link === 'new';

function aboutText(
  { awaited, caller, timezone }: WindowState,
  say: Say,
  language: string,
  now: number,
): string {
  const parts = [
    say('result.title'),
    `${say(`result.${awaited.direction}`)}, ${whenText(awaited.startedAt, now, timezone, say, language)}`,
    caller.caller === 'found' ? awaited.other.text : '',
    caller.caller === 'unknown' && awaited.other.number !== '' ? say('result.unknown') : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function whenText(at: number, now: number, timeZone: string, say: Say, language: string): string {
  const day = (moment: number): string => dateText(moment, timeZone, { dateStyle: 'short' }, language);
  const time = dateText(at, timeZone, { timeStyle: 'short' }, language);
  if (day(at) === day(now)) return say('result.today', { time });
  if (day(at) === day(now - 24 * 60 * 60_000)) return say('result.yesterday', { time });
  return say('result.on', {
    date: dateText(at, timeZone, { day: 'numeric', month: 'long' }, language),
    time,
  });
}

function momentText(at: number, timeZone: string, language: string): string {
  const shape = { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const;
  return dateText(at, timeZone, shape, language);
}

function dateText(at: number, timeZone: string, shape: Intl.DateTimeFormatOptions, language: string): string {
  try {
    return new Intl.DateTimeFormat(language, { ...shape, timeZone }).format(at);
  } catch {
    // RangeError: a zone that this browser does not know; its own is the best guess.
    return new Intl.DateTimeFormat(language, shape).format(at);
  }
}

function linkModel({ caller, form, awaited }: WindowState, say: Say): object {
  const { link } = form;
  const change = say('result.change');
  if (link.link === 'entity')
    return { ...rowOf(link.entity, say), linkIcon: icon(link.entity.type), action: change };
  if (link.link === 'new' && link.contact)
    return {
      name: say('result.newLead'),
      details: link.contact.name,
      linkIcon: icon('plus'),
      action: change,
    };
  if (caller.caller === 'found') {
    const { entity } = caller;
    return { ...entity, linkIcon: icon(entity.type), action: change };
  }
  if (caller.caller === 'searching')
    return { isSearching: true, name: say('card.searching'), details: awaited.other.text };
  const name = say(caller.caller === 'unknown' ? 'result.noLink' : 'card.unavailable');
  const details = say(caller.caller === 'unknown' ? 'result.noLinkHint' : 'result.ruleHint');
  return { name, details, linkIcon: LINK, action: say('result.find') };
}

const PATHS = { contact: 'contacts', company: 'companies', lead: 'leads', customer: 'customers' } as const;

function rowOf({ type, id, name }: EntityRef, say: Say): Pick<LinkedEntity, 'name' | 'url' | 'details'> {
  return { name, url: `/${PATHS[type]}/detail/${id}`, details: say(`entity.${type}`) };
}

function findModel({ form }: WindowState, { rows, selected, state }: FindPane, say: Say): object {
  const linked = form.link.link === 'entity' ? `${form.link.entity.type}-${form.link.entity.id}` : '';
  return {
    searchIcon: SEARCH,
    rows: rows.map((row) => ({
      key: row.key,
      isSelected: row.key === selected,
      markIcon: row.key === linked ? CHECK : '',
      ...('entity' in row
        ? { name: row.entity.name, details: say(`entity.${row.entity.type}`), rowIcon: icon(row.entity.type) }
        : { name: say('result.newLead'), details: row.contact.name, rowIcon: icon('plus') }),
    })),
    state: state && say(`result.search.${state}`),
  };
}

function namesModel(state: WindowState): object | undefined {
  const { link } = state.form;
  const isOfKnown = link.link === 'new' && link.contact !== undefined;
  if (!isUnknown(state) && !isOfKnown) return undefined;
  return { hasContact: !isOfKnown, contact: state.form.contactName, lead: state.form.leadName };
}

function taskModel({ form, taskTypes, hasDateFault }: WindowState, say: Say): object {
  const types = taskTypes.length > 0 ? taskTypes : [{ id: 1, name: say('result.followUp') }];
  return {
    hasDate: form.taskDate === 'date',
    at: form.taskAt,
    fault: hasDateFault ? say('result.datePast') : '',
    types: types.map(({ id, name }) => ({ id, name, isOn: id === form.taskType })),
    text: form.taskText,
  };
}

function footText(state: WindowState, say: Say, language: string): string {
  const { awaited, draftAt, timezone } = state;
  if (awaited.stands === 'unsorted') return say('result.inUnsorted');
  const isInbound = awaited.direction === 'inbound' && awaited.other.number !== '';
  const isForUnsorted = isUnknown(state) && isInbound && awaited.stands === 'nowhere';
  if (isForUnsorted) return say('result.toUnsorted');
  if (draftAt > 0) {
    const time = dateText(draftAt, timezone, { timeStyle: 'short' }, language);
    return say('result.draft', { time });
  }
  return awaited.stands === 'note' ? say('result.logged') : '';
}
