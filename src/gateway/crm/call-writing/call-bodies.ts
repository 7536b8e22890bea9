import type { UserId } from '../../../call/ids';
import type { LoggedCall, NoteText, Place } from '../../outbox/call-entry';
import type { Step } from '../../outbox/next-step';
import type { CallWords } from './call-words';

/** Bodies of amoCRM's API v4 about calls (calls, notes, tasks, leads/complex, unsorted). Nulls are refused there: what is not known is left out. */
export interface CallBodies {
  call(call: LoggedCall, text: NoteText): object;
  note(call: LoggedCall, on: Place, text: NoteText): object;
  patch(call: LoggedCall, noteId: number, text: NoteText): object;
  telling(call: LoggedCall, on: Place, text: NoteText): object;
  tellingText(call: LoggedCall, text: NoteText): string;
  task(task: Extract<Step, { do: 'task' }>): { readonly text: string; readonly complete_till: number };
  leadName(call: LoggedCall, step: Extract<Step, { do: 'create-lead' }>): string;
  lead(call: LoggedCall, step: Extract<Step, { do: 'create-lead' }>): object;
  contact(call: LoggedCall, name: string): object;
  unsorted(call: LoggedCall, text: NoteText): object;
}

export const PLURAL = {
  contact: 'contacts',
  company: 'companies',
  lead: 'leads',
  customer: 'customers',
} as const;

const seconds = (ms: number): number => Math.floor(ms / 1000);
/** All talk; amoCRM shows 0 as missed. */
const talkSeconds = ({ talkMs }: LoggedCall): number => Math.round(talkMs / 1000);

/** `source`: name of the service in amoCRM's call log. */
export function callBodies(source: string, words: CallWords): CallBodies {
  const params = (call: LoggedCall, { result, status, link }: NoteText): object => ({
    uniq: call.id,
    duration: talkSeconds(call),
    source,
    phone: call.number,
    ...(link !== '' && { link }),
    ...(result !== '' && { call_result: result }),
    call_status: status,
    ...responsible(call),
  });
  const contact = (call: LoggedCall, name: string): object => ({
    name: name || words.contactName(call),
    ...owner(call.userId),
    ...(call.number !== '' && {
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: call.number, enum_code: 'WORK' }] }],
    }),
  });
  const leadName: CallBodies['leadName'] = (call, step) => step.leadName || words.leadName(call);
  return {
    call: (call, text) => ({
      direction: call.direction,
      ...params(call, text),
      created_at: seconds(call.startedAt),
      updated_at: seconds(call.endedAt),
    }),
    note: (call, on, text) => ({
      entity_id: on.id,
      note_type: noteType(call),
      params: params(call, text),
      created_at: seconds(call.startedAt),
      // Analytics counts a call for a user only when both are he.
      ...owner(call.userId),
    }),
    patch: (call, noteId, text) => ({ id: noteId, note_type: noteType(call), params: params(call, text) }),
    telling: (call, on, text) => ({
      entity_id: on.id,
      note_type: 'common',
      params: { text: words.telling(call, text) },
      ...owner(call.userId),
    }),
    tellingText: (call, text) => words.telling(call, text),
    task: ({ on, task, by }) => ({
      text: task.text || words.taskText,
      complete_till: seconds(task.dueAt),
      entity_id: on.id,
      entity_type: PLURAL[on.type],
      task_type_id: task.typeId,
      responsible_user_id: by,
    }),
    leadName,
    lead: (call, step) => ({
      name: leadName(call, step),
      ...owner(call.userId),
      _embedded: step.contact
        ? { [PLURAL[step.contact.type]]: [{ id: step.contact.id }] }
        : { contacts: [contact(call, step.contactName)] },
    }),
    contact,
    unsorted: (call, { link }) => ({
      source_uid: call.id,
      source_name: source,
      created_at: seconds(call.startedAt),
      _embedded: { leads: [{ name: words.leadName(call) }], contacts: [contact(call, '')] },
      // With `from` the caller and the callee change places in the card after acceptance.
      metadata: {
        phone: call.number,
        call_responsible: call.userId ?? call.extension ?? '',
        called_at: seconds(call.startedAt),
        duration: talkSeconds(call),
        link,
        service_code: source,
        uniq: call.id,
        is_call_event_needed: true,
      },
    }),
  };
}

const noteType = ({ direction }: LoggedCall): string => (direction === 'inbound' ? 'call_in' : 'call_out');

function responsible({ userId, extension }: LoggedCall): object {
  const known = userId ?? extension;
  return known === undefined ? {} : { call_responsible: known };
}

const owner = (userId: UserId | undefined): object =>
  userId === undefined ? {} : { created_by: userId, responsible_user_id: userId };
