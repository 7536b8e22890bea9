import type { StepAnswer, StepFact } from '../../outbox/after-step';
import type { LoggedCall, NoteText, Place } from '../../outbox/call-entry';
import type { Job } from '../../outbox/groups';
import type { Step } from '../../outbox/next-step';
import type { AmoClient } from '../amo-client';
import { embedded, idOf, isNotFound, list, read, record, type Raw, type Read } from './answer';
import { PLURAL, type CallBodies } from './call-bodies';
import type { CallFinder } from './call-finder';

type Amo = Pick<AmoClient, 'request'>;
type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;

const LOST: StepAnswer = { kind: 'retry', why: 'amoCRM left it out of its answer', maybeWritten: true };

/** A proxy's page: amoCRM has this address. */
const NO_DOOR: StepAnswer = { kind: 'retry', why: 'http-404', maybeWritten: false };

/** Carries out steps of the outbox, alone or many of a kind in one request. */
export class CallWriter {
  constructor(
    private readonly amo: Amo,
    private readonly bodies: CallBodies,
    private readonly finder: CallFinder,
  ) {}

  /** Jobs of one kind. Never rejects. */
  async carryOut(jobs: readonly Job[], signal: AbortSignal): Promise<readonly StepAnswer[]> {
    const answers = await this.together(jobs, signal);
    // amoCRM refuses a whole request for one item: each alone shows which.
    const isTorn = jobs.length > 1 && answers.some(({ kind }) => kind === 'refused' || kind === 'gone');
    if (!isTorn) return answers;
    const alone = [];
    for (const job of jobs) alone.push(...(await this.together([job], signal)));
    return alone;
  }

  private async together(jobs: readonly Job[], signal: AbortSignal): Promise<readonly StepAnswer[]> {
    const [first] = jobs;
    if (!first) return [];
    switch (first.step.do) {
      case 'log':
        return this.log(jobs, signal);
      case 'note':
        return this.notes(jobs, 'POST', signal);
      case 'patch':
        return this.notes(jobs, 'PATCH', signal);
      case 'tell':
        return this.notes(jobs, 'POST', signal);
      case 'task':
        return this.tasks(jobs, signal);
      default:
        return [await this.alone(first, first.step, signal)];
    }
  }

  private async alone(
    { entry: { call } }: Job,
    step: Exclude<Step, { do: 'log' | 'note' | 'patch' | 'tell' | 'task' }>,
    signal: AbortSignal,
  ): Promise<StepAnswer> {
    switch (step.do) {
      case 'create-lead':
        return this.createLead(call, step, signal);
      case 'create-contact':
        return this.createContact(call, signal);
      case 'unsorted':
        return this.toUnsorted(call, step, signal);
      case 'accept':
        return this.accept(step, signal);
      case 'decline':
        return answered(
          await this.send('DELETE', unsortedPath(step, 'decline'), { user_id: step.by }, signal),
        );
      case 'find':
        return this.finder.find(call, signal);
      case 'rename':
        return this.rename(step, signal);
    }
  }

  private async log(jobs: readonly Job[], signal: AbortSignal): Promise<readonly StepAnswer[]> {
    const body = jobs.map(({ entry, step }, index) => ({
      ...this.bodies.call(entry.call, textOf(step)),
      request_id: String(index),
    }));
    const answer = await this.amo.request({
      ...{ method: 'POST', path: '/api/v4/calls', body, urgency: 'record', signal },
    });
    const found = read(answer);
    const answerBody = answer.kind === 'answered' ? answer.body : undefined;
    const errors = list(record(answerBody)['errors']);
    // 400 and no call taken: each item has its own error; a validation error is about the whole request.
    if (found.kind !== 'ok' && !(found.kind === 'nobody' && errors.length === jobs.length))
      return jobs.map(() => (found.kind === 'gone' ? NO_DOOR : found));
    const taken = byRequest(embedded(answerBody, 'calls'), jobs);
    const refused = byRequest(errors, jobs);
    return jobs.map(({ step }, index) => {
      const error = refused[index];
      if (error)
        return isNotFound(error) ? { kind: 'nobody' } : { kind: 'refused', why: JSON.stringify(error) };
      const fact = noteFact(taken[index], textOf(step));
      return fact ? { kind: 'done', fact } : LOST;
    });
  }

  private async notes(
    jobs: readonly Job[],
    method: 'POST' | 'PATCH',
    signal: AbortSignal,
  ): Promise<readonly StepAnswer[]> {
    const steps = jobs.map(({ step }) => step as StepOf<'note' | 'patch' | 'tell'>);
    const [first] = steps;
    if (!first) return [];
    const body = steps.map((step, index) => ({
      ...this.noteBody(jobs[index]?.entry.call as LoggedCall, step),
      request_id: String(index),
    }));
    const path = `/api/v4/${PLURAL[first.on.type]}/notes`;
    const found = await this.send(method, path, body, signal);
    if (found.kind !== 'ok') return jobs.map(() => found);
    if (first.do !== 'note') return jobs.map(() => ({ kind: 'done' }));
    const taken = byRequest(embedded(found.body, 'notes'), jobs);
    return steps.map((step, index): StepAnswer => {
      const id = idOf(taken[index]?.['id']);
      return id === undefined ? LOST : { kind: 'done', fact: { note: { on: step.on, id, text: step.text } } };
    });
  }

  private noteBody(call: LoggedCall, step: StepOf<'note' | 'patch' | 'tell'>): object {
    if (step.do === 'patch') return this.bodies.patch(call, step.noteId, step.text);
    return step.do === 'note'
      ? this.bodies.note(call, step.on, step.text)
      : this.bodies.telling(call, step.on, step.text);
  }

  private async tasks(jobs: readonly Job[], signal: AbortSignal): Promise<readonly StepAnswer[]> {
    const body = jobs.map(({ step }) => this.bodies.task(step as StepOf<'task'>));
    const found = await this.send('POST', '/api/v4/tasks', body, signal);
    if (found.kind === 'gone')
      return jobs.map(() => ({ kind: 'refused', why: 'the card of the task is no more' }));
    return jobs.map(() => (found.kind === 'ok' ? { kind: 'done' } : found));
  }

  private async createLead(
    call: LoggedCall,
    step: StepOf<'create-lead'>,
    signal: AbortSignal,
  ): Promise<StepAnswer> {
    const found = await this.send('POST', '/api/v4/leads/complex', [this.bodies.lead(call, step)], signal);
    if (found.kind !== 'ok') return isAboutContact(found, step) ? { kind: 'gone' } : found;
    // A bare array, unlike everywhere else.
    const [made] = list(found.body);
    const leadId = idOf(made?.['id']);
    if (leadId === undefined) return LOST;
    const contactId = idOf(made?.['contact_id']);
    return { kind: 'done', fact: { made: { leadId, ...(contactId && { contactId }) } } };
  }

  private async createContact(call: LoggedCall, signal: AbortSignal): Promise<StepAnswer> {
    const found = await this.send('POST', '/api/v4/contacts', [this.bodies.contact(call, '')], signal);
    if (found.kind !== 'ok') return found;
    const contactId = idOf(embedded(found.body, 'contacts')[0]?.['id']);
    return contactId === undefined ? LOST : { kind: 'done', fact: { made: { contactId } } };
  }

  private async toUnsorted(
    call: LoggedCall,
    step: StepOf<'unsorted'>,
    signal: AbortSignal,
  ): Promise<StepAnswer> {
    const body = [this.bodies.unsorted(call, step.text)];
    const found = await this.send('POST', '/api/v4/leads/unsorted/sip', body, signal);
    // "No two equal entities in unsorted": it is there already.
    if (found.kind === 'refused') {
      const there = await this.finder.findUnsorted(call, signal);
      return there && there !== 'absent' ? there : found;
    }
    if (found.kind !== 'ok') return found;
    const uid = embedded(found.body, 'unsorted')[0]?.['uid'];
    return typeof uid === 'string' ? { kind: 'done', fact: { uid } } : LOST;
  }

  private async accept(step: StepOf<'accept'>, signal: AbortSignal): Promise<StepAnswer> {
    const found = await this.send('POST', unsortedPath(step, 'accept'), { user_id: step.by }, signal);
    if (found.kind !== 'ok') return found;
    const [leadId, contactId] = ['leads', 'contacts'].map((name) =>
      idOf(embedded(found.body, name)[0]?.['id']),
    );
    return { kind: 'done', fact: { made: { ...(leadId && { leadId }), ...(contactId && { contactId }) } } };
  }

  private async rename({ names }: StepOf<'rename'>, signal: AbortSignal): Promise<StepAnswer> {
    for (const { type, id, name } of names) {
      const found = await this.send('PATCH', `/api/v4/${PLURAL[type]}/${id}`, { name }, signal);
      if (found.kind !== 'ok' && found.kind !== 'gone') return found;
    }
    return { kind: 'done' };
  }

  private async send(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<Read> {
    return read(await this.amo.request({ method, path, body, urgency: 'record', signal }));
  }
}

const answered = (found: Read): StepAnswer => (found.kind === 'ok' ? { kind: 'done' } : found);

const unsortedPath = ({ uid }: { readonly uid: string }, verb: string): string =>
  `/api/v4/leads/unsorted/${encodeURIComponent(uid)}/${verb}`;

/** The contact that the new lead is for was deleted or merged. */
const isAboutContact = (found: Read, { contact }: StepOf<'create-lead'>): boolean =>
  contact !== undefined &&
  (found.kind === 'gone' ||
    (found.kind === 'refused' && found.why.includes(`_embedded.${PLURAL[contact.type]}`)));

const textOf = (step: Step): NoteText => ('text' in step ? step.text : { result: '', status: 6, link: '' });

/** amoCRM echoes `request_id`; where it does not, the order tells. */
function byRequest(items: readonly Raw[], jobs: readonly Job[]): readonly (Raw | undefined)[] {
  const known = new Map(items.map((item) => [String(item['request_id']), item]));
  return jobs.map(
    (_, index) => known.get(String(index)) ?? (items.length === jobs.length ? items[index] : undefined),
  );
}

const SINGULAR: Readonly<Record<string, Place['type']>> = {
  ...{ contact: 'contact', company: 'company', lead: 'lead', customer: 'customer' },
  ...{ contacts: 'contact', companies: 'company', leads: 'lead', customers: 'customer' },
};

function noteFact(call: Raw | undefined, text: NoteText): StepFact | undefined {
  const [id, entityId] = [idOf(call?.['id']), idOf(call?.['entity_id'])];
  const type = SINGULAR[String(call?.['entity_type'])];
  return id && entityId && type ? { note: { on: { type, id: entityId }, id, text } } : undefined;
}
