import type { CallResult, CallStatus, ResultLink } from '../../call/call-result';
import type { AwaitedResult, ResultDraft, ResultsNow } from '../../protocol/call-results';
import { dueAtTyped, dueOn, TASK_DATES, typedOf, type TaskDate } from './task-dates';

/** In the order of use, as the chips stand. */
export const STATUSES = [4, 2, 1, 6, 7, 3, 5] as const satisfies readonly CallStatus[];

/** What the agent has entered so far. */
export interface ResultForm {
  readonly status: CallStatus;
  readonly note: string;
  readonly taskDate: TaskDate;
  /** Of the date field, as it is typed. */
  readonly taskAt: string;
  readonly taskType: number;
  readonly taskText: string;
  readonly link: ResultLink;
  readonly contactName: string;
  readonly leadName: string;
}

export interface FormContext {
  readonly now: number;
  readonly timezone: string;
}

/** What cannot be saved like this. */
export type FormFault = 'date';

/** As it opens: empty, or as the draft was left. */
export function openedForm(
  { draft }: Pick<AwaitedResult, 'draft'>,
  { timezone, taskTypes }: Pick<ResultsNow, 'timezone' | 'taskTypes'>,
  now: number,
): ResultForm {
  const link = draft?.link ?? { link: 'rule' };
  const task = draft?.task;
  return {
    status: draft?.status ?? 4,
    note: draft?.note ?? '',
    taskDate: task ? dateOf(task.dueAt, now, timezone) : 'none',
    taskAt: task ? typedOf(task.dueAt, timezone) : '',
    taskType: task?.typeId ?? taskTypes[0]?.id ?? 1,
    taskText: task?.text ?? '',
    link,
    contactName: link.link === 'new' ? link.contactName : '',
    leadName: link.link === 'new' ? link.leadName : '',
  };
}

/** Whether closing would lose something that was entered. */
export function isTouched(form: ResultForm): boolean {
  const typed = form.note + form.taskText + form.contactName + form.leadName;
  return typed.trim() !== '' || form.taskDate !== 'none' || form.status !== 4 || form.link.link !== 'rule';
}

export function faultIn(form: ResultForm, context: FormContext): FormFault | undefined {
  return form.taskDate === 'date' && dueAt(form, context) === undefined ? 'date' : undefined;
}

/** Names that were typed make a new contact and lead; without them the gateway finds out whether the number is known. */
export function resultOf(form: ResultForm, context: FormContext): CallResult {
  return { ...draftOf(form, context), status: form.status, note: form.note.trim(), link: linkOf(form) };
}

export function draftOf(form: ResultForm, context: FormContext): ResultDraft {
  const due = dueAt(form, context);
  return {
    status: form.status,
    note: form.note,
    link: linkOf(form),
    ...(due !== undefined && {
      task: { typeId: form.taskType, text: form.taskText.trim(), dueAt: due },
    }),
  };
}

/** `undefined` = no task, or no date that can be. */
export function dueAt({ taskDate, taskAt }: ResultForm, { now, timezone }: FormContext): number | undefined {
  return taskDate === 'date' ? dueAtTyped(taskAt, now, timezone) : dueOn(taskDate, now, timezone);
}

function linkOf({ link, contactName, leadName }: ResultForm): ResultLink {
  const hasNames = (contactName + leadName).trim() !== '';
  if (link.link === 'entity' || (link.link === 'rule' && !hasNames)) return link;
  const contact = link.link === 'new' && link.contact ? { contact: link.contact } : {};
  return { link: 'new', contactName: contactName.trim(), leadName: leadName.trim(), ...contact };
}

function dateOf(at: number, now: number, timezone: string): TaskDate {
  return TASK_DATES.find((date) => dueOn(date, now, timezone) === at) ?? 'date';
}
