import type { StepAnswer } from '../../outbox/after-step';
import type { LoggedCall, NoteText, Place } from '../../outbox/call-entry';
import type { Job } from '../../outbox/groups';
import type { Step } from '../../outbox/next-step';
import type { AmoClient } from '../amo-client';
import { embedded, idOf, list, read, record, type Raw } from './answer';
import { PLURAL, type CallBodies } from './call-bodies';

/** `undefined` = amoCRM did not let us look. */
type Found = StepAnswer | 'absent' | undefined;
type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;

const TYPES = ['contact', 'lead', 'company', 'customer'] as const;
const PER_PAGE = 250;
/** A busy account writes some thousand call notes in the time between two tries. */
const MAX_PAGES = 60;
const TOO_MANY: StepAnswer = {
  kind: 'refused',
  why: 'an answer of amoCRM was lost, and it has too many entries to tell whether it has this one: look by hand, then resend',
};
const NOT_LOOKED: StepAnswer = { kind: 'retry', why: 'could not look', maybeWritten: false };
/** Clocks of the gateway and amoCRM may differ. */
const CLOCK_TOLERANCE_SEC = 300;

/** Looks whether a step whose answer was lost was carried out after all (decided.md 6). */
export class CallFinder {
  constructor(
    private readonly amo: Pick<AmoClient, 'request'>,
    private readonly bodies: CallBodies,
  ) {}

  /** Jobs of one kind. Never rejects. */
  async look(jobs: readonly Job[], signal: AbortSignal): Promise<readonly Found[]> {
    const [first] = jobs;
    if (!first) return [];
    switch (first.step.do) {
      case 'log':
      case 'note':
        return this.byUniq(jobs, signal);
      default: {
        const found: Found[] = [];
        for (const job of jobs) found.push(await this.one(job, signal));
        return found;
      }
    }
  }

  /** The call note of an entry of "Incoming leads" that was accepted; nothing found is no fault. */
  async find(call: LoggedCall, signal: AbortSignal): Promise<StepAnswer> {
    const [found] = await this.notesOf([call], signal);
    if (found === undefined) return NOT_LOOKED;
    if (found === 'absent' || found.kind !== 'done') return found === 'absent' ? { kind: 'done' } : found;
    const { fact } = found;
    if (!fact || !('note' in fact) || fact.note.on.type !== 'lead') return found;
    const leadId = fact.note.on.id;
    const lead = await this.get(`/api/v4/leads/${leadId}?with=contacts`, signal);
    // Without its contact the name that the agent gave would find no place.
    if (lead === undefined) return NOT_LOOKED;
    const contactId = idOf(embedded(lead, 'contacts')[0]?.['id']);
    return { kind: 'done', fact: { ...fact, made: { leadId, ...(contactId && { contactId }) } } };
  }

  /** Of the entries that wait, then among the notes: somebody may have accepted it already. */
  async findUnsorted(call: LoggedCall, signal: AbortSignal): Promise<Found> {
    const since = Math.floor(call.startedAt / 1000) - CLOCK_TOLERANCE_SEC;
    const path = '/api/v4/leads/unsorted?filter[category][]=sip&order[created_at]=desc';
    const entry = await this.search(path, 'unsorted', signal, {
      isIt: (raw) => record(raw['metadata'])['uniq'] === call.id,
      isPast: (raw) => Number(raw['created_at']) < since,
    });
    if (entry === undefined || entry === 'too-many') return entry && TOO_MANY;
    if (entry !== 'absent') return { kind: 'done', fact: { uid: String(entry['uid']) } };
    return (await this.notesOf([call], signal))[0];
  }

  private async one({ entry: { call }, step }: Job, signal: AbortSignal): Promise<Found> {
    switch (step.do) {
      case 'unsorted':
        return this.findUnsorted(call, signal);
      case 'create-lead':
        return this.lead(call, step, signal);
      case 'create-contact':
        return this.contact(call, signal);
      case 'tell':
        return this.telling(call, step, signal);
      case 'task':
        return this.task(step, signal);
      default:
        // Sent again without harm.
        return 'absent';
    }
  }

  private async byUniq(jobs: readonly Job[], signal: AbortSignal): Promise<readonly Found[]> {
    return this.notesOf(
      jobs.map(({ entry }) => entry.call),
      signal,
    );
  }

  /** Call notes by `params.uniq`, in one look for all. */
  private async notesOf(calls: readonly LoggedCall[], signal: AbortSignal): Promise<readonly Found[]> {
    const wanted = new Set<string>(calls.map(({ id }) => id));
    const found = new Map<string, StepAnswer>();
    const fromSec =
      Math.min(...calls.map(({ startedAt }) => Math.floor(startedAt / 1000))) - CLOCK_TOLERANCE_SEC;
    for (const type of TYPES) {
      const path = `/api/v4/${PLURAL[type]}/notes?${callNotes(fromSec)}`;
      const rest = await this.search(path, 'notes', signal, {
        isIt: (raw) => {
          const uniq = String(record(raw['params'])['uniq']);
          const fact = wanted.has(uniq) ? noteFact(type, raw) : undefined;
          if (fact) found.set(uniq, { kind: 'done', fact });
          return found.size === wanted.size;
        },
        isPast: () => false,
      });
      if (rest === undefined) return calls.map(() => undefined);
      if (rest === 'too-many') return calls.map(({ id }) => found.get(id) ?? TOO_MANY);
      if (rest !== 'absent') break;
    }
    return calls.map(({ id }) => found.get(id) ?? 'absent');
  }

  /** A lead of that name, made from the time of the call on, of the contact with the number. */
  private async lead(call: LoggedCall, step: StepOf<'create-lead'>, signal: AbortSignal): Promise<Found> {
    const since = Math.floor(call.startedAt / 1000) - CLOCK_TOLERANCE_SEC;
    const name = this.bodies.leadName(call, step);
    const alike: Raw[] = [];
    const rest = await this.search('/api/v4/leads?with=contacts&order[id]=desc', 'leads', signal, {
      isIt: (raw) => {
        if (raw['name'] === name && Number(raw['created_at']) >= since) alike.push(raw);
        return false;
      },
      isPast: (raw) => Number(raw['created_at']) < since,
    });
    for (const lead of alike) {
      const isIt = await this.isFor(lead, call, step, signal);
      if (isIt === undefined) return undefined;
      const [leadId, contactId] = [idOf(lead['id']), idOf(embedded(lead, 'contacts')[0]?.['id'])];
      if (isIt && leadId)
        return { kind: 'done', fact: { made: { leadId, ...(contactId && { contactId }) } } };
    }
    if (rest === 'too-many') return TOO_MANY;
    return rest === undefined ? undefined : 'absent';
  }

  private async isFor(
    lead: Raw,
    call: LoggedCall,
    { contact }: StepOf<'create-lead'>,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    if (contact) return embedded(lead, PLURAL[contact.type]).some(({ id }) => id === contact.id);
    const contactId = idOf(embedded(lead, 'contacts')[0]?.['id']);
    if (contactId === undefined) return false;
    const owner = await this.get(`/api/v4/contacts/${contactId}`, signal);
    return owner === undefined ? undefined : phonesIn(record(owner)).includes(call.number);
  }

  private async contact(call: LoggedCall, signal: AbortSignal): Promise<Found> {
    const since = Math.floor(call.startedAt / 1000) - CLOCK_TOLERANCE_SEC;
    const found = await this.search('/api/v4/contacts?order[id]=desc', 'contacts', signal, {
      isIt: (raw) => phonesIn(raw).includes(call.number) && Number(raw['created_at']) >= since,
      isPast: (raw) => Number(raw['created_at']) < since,
    });
    if (found === undefined || found === 'absent') return found;
    if (found === 'too-many') return TOO_MANY;
    return { kind: 'done', fact: { made: { contactId: idOf(found['id']) ?? 0 } } };
  }

  private async telling(call: LoggedCall, step: StepOf<'tell'>, signal: AbortSignal): Promise<Found> {
    const text = this.bodies.tellingText(call, step.text);
    const path = `/api/v4/${PLURAL[step.on.type]}/${step.on.id}/notes?filter[note_type][]=common`;
    const found = await this.search(path, 'notes', signal, {
      isIt: (raw) => record(raw['params'])['text'] === text,
      isPast: () => false,
    });
    if (found === undefined || found === 'absent') return found;
    return found === 'too-many' ? TOO_MANY : { kind: 'done' };
  }

  private async task(step: StepOf<'task'>, signal: AbortSignal): Promise<Found> {
    const { text, complete_till: till } = this.bodies.task(step);
    const path = `/api/v4/tasks?filter[entity_type]=${PLURAL[step.on.type]}&filter[entity_id][]=${step.on.id}`;
    const found = await this.search(path, 'tasks', signal, {
      isIt: (raw) => raw['text'] === text && raw['complete_till'] === till,
      isPast: () => false,
    });
    if (found === undefined || found === 'absent') return found;
    return found === 'too-many' ? TOO_MANY : { kind: 'done' };
  }

  private async search(
    path: string,
    name: string,
    signal: AbortSignal,
    is: { isIt(raw: Raw): boolean; isPast(raw: Raw): boolean },
  ): Promise<Raw | 'absent' | 'too-many' | undefined> {
    for (let page = 1; page <= MAX_PAGES; page++) {
      const body = await this.get(`${path}&limit=${PER_PAGE}&page=${page}`, signal);
      if (body === undefined) return undefined;
      const items = embedded(body, name);
      const found = items.find((item) => is.isIt(item));
      if (found) return found;
      if (items.length < PER_PAGE || items.some((item) => is.isPast(item))) return 'absent';
    }
    return 'too-many';
  }

  /** `{}` = nothing there: 204, or 404 for an entity that the account does not have (customers are an option). */
  private async get(path: string, signal: AbortSignal): Promise<unknown> {
    const answer = await this.amo.request({
      method: 'GET',
      path: encodeURI(path),
      urgency: 'record',
      signal,
    });
    const found = read(answer);
    if (found.kind === 'gone' || (found.kind === 'ok' && found.body === undefined)) return {};
    return found.kind === 'ok' ? found.body : undefined;
  }
}

const callNotes = (fromSec: number): string =>
  `filter[note_type][]=call_in&filter[note_type][]=call_out&filter[updated_at][from]=${fromSec}`;

function noteFact(
  type: Place['type'],
  raw: Raw,
): { note: { on: Place; id: number; text: NoteText } } | undefined {
  const [id, on] = [idOf(raw['id']), idOf(raw['entity_id'])];
  const { call_result: result, call_status: status, link } = record(raw['params']);
  if (!id || !on) return undefined;
  const text = { result: textOf(result), status: Number(status ?? 0), link: textOf(link) };
  return { note: { on: { type, id: on }, id, text } };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function phonesIn(contact: Raw): readonly string[] {
  return list(contact['custom_fields_values'])
    .filter((field) => field['field_code'] === 'PHONE')
    .flatMap((field) => list(field['values']).map(({ value }) => String(value)));
}
