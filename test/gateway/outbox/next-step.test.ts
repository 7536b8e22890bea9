import fc from 'fast-check';
import type { CallResult } from '../../../src/call/call-result';
import { afterStep, type StepAnswer } from '../../../src/gateway/outbox/after-step';
import type { CallEntry, Place, Written } from '../../../src/gateway/outbox/call-entry';
import { nextStep, type AccountRule, type Next, type Step } from '../../../src/gateway/outbox/next-step';
import { ANNA, entry, noted } from './entry-builder';

const KEEP: AccountRule = { unknownNumber: 'keep' };
const next = (of: CallEntry, rule = KEEP): Next => nextStep(of, rule, () => '');
const stepOf = (of: CallEntry, rule = KEEP): Step | string => {
  const found = next(of, rule);
  return found.next === 'step' ? found.step : found.next;
};

const saved = (changes: Partial<CallResult> = {}): NonNullable<CallEntry['result']> => ({
  ...{ status: 2, note: 'Просит перезвонить', link: { link: 'rule' }, by: ANNA },
  ...changes,
});
const lead = { type: 'lead', id: 17, name: 'Окна' } as const;
const onLead = saved({ link: { link: 'entity', entity: lead } });
const asNew = saved({ link: { link: 'new', contactName: 'Олег Щукин', leadName: '' } });
const nobody = { nobody: true } as const;
const inUnsorted = { nobody: true, unsorted: { uid: 'u1' } } as const;
const acceptedAs = { leadId: 5, contactId: 6 };
const accepted: Written = {
  ...{ nobody: true, sought: true, made: acceptedAs },
  unsorted: { uid: 'u1', over: 'accepted' },
};

it.each<[string, CallEntry, object | string]>([
  ['a call without a result', entry(), { do: 'log', text: { result: '', status: 4, link: '' } }],
  ['a missed call', entry({ disposition: 'missed', talkMs: 0 }), { do: 'log', text: { status: 6 } }],
  ['a result', entry({ result: saved() }), { do: 'log', text: { result: 'Просит перезвонить', status: 2 } }],
  ['a card that the agent chose', entry({ result: onLead }), { do: 'note', on: { type: 'lead', id: 17 } }],
  [
    'our rule where amoCRM’s own would lead elsewhere',
    entry({ entity: { type: 'contact', id: 8 } }),
    { do: 'note', on: { type: 'contact', id: 8 } },
  ],
  [
    'a chosen card that was deleted',
    entry({ result: onLead, written: { gone: [lead] } }),
    { do: 'log', text: { status: 2 } },
  ],
  ['a new contact', entry({ result: asNew }), { do: 'create-lead', contactName: 'Олег Щукин' }],
  [
    'the lead that was made',
    entry({ result: asNew, written: { made: acceptedAs } }),
    { do: 'note', on: { type: 'lead', id: 5 } },
  ],
  ['an answered caller in no card', entry({ written: nobody }), { do: 'unsorted' }],
  [
    '… saved before he was known to be in none',
    entry({ result: saved(), written: nobody }),
    { do: 'create-lead' },
  ],
  ['a missed caller in no card', entry({ talkMs: 0, disposition: 'missed', written: nobody }), 'kept'],
  ['a call of ours to a number in no card', entry({ direction: 'outbound', written: nobody }), 'kept'],
  ['a withheld number', entry({ number: '' }), 'kept'],
  ['… with a result', entry({ number: '', result: saved() }), { do: 'create-lead' }],
  ['what stands in "Incoming leads"', entry({ written: inUnsorted }), 'nothing'],
  [
    '… and is saved late',
    entry({ result: asNew, written: inUnsorted }),
    { do: 'accept', uid: 'u1', by: ANNA },
  ],
  [
    '… and is put on a card late',
    entry({ result: onLead, written: inUnsorted }),
    { do: 'decline', uid: 'u1' },
  ],
  [
    '… and was accepted by somebody before',
    entry({ result: asNew, written: { ...inUnsorted, unsorted: { uid: 'u1', over: 'gone' } } }),
    { do: 'find' },
  ],
  [
    'the note of an accepted entry, once the names are on it',
    entry({ result: asNew, written: { ...accepted, ...noted(), named: true } }),
    { do: 'patch', noteId: 70, text: { status: 2 } },
  ],
  [
    'names typed late',
    entry({ result: asNew, written: { ...accepted, ...noted() } }),
    { do: 'rename', names: [{ type: 'contact', id: 6, name: 'Олег Щукин' }] },
  ],
  [
    'names typed late, though the answer to the acceptance was lost',
    entry({
      result: asNew,
      written: { ...accepted, ...noted(), unsorted: { uid: 'u1', over: 'gone' } },
    }),
    { do: 'rename', names: [{ type: 'contact', id: 6, name: 'Олег Щукин' }] },
  ],
  ['a late result', entry({ result: saved(), written: noted() }), { do: 'patch', noteId: 70 }],
  [
    'a recording that came later',
    entry({ recording: 'https://x/1', written: noted() }),
    { do: 'patch', text: { link: 'https://x/1' } },
  ],
  [
    'a card chosen after the log',
    entry({ result: onLead, written: noted({ result: 'Просит перезвонить', status: 2 }) }),
    { do: 'tell', on: { type: 'lead', id: 17 } },
  ],
  ['nothing but what stands', entry({ written: noted() }), 'nothing'],
])('%s → what is done next', (_, of, expected) => {
  if (typeof expected === 'string') expect(stepOf(of)).toBe(expected);
  else expect(stepOf(of)).toMatchObject(expected);
});

it('makes a contact for a missed caller when the account wants it, and puts the call there', () => {
  const rule: AccountRule = { unknownNumber: 'create-contact' };
  const missed = { talkMs: 0, disposition: 'missed' } as const;
  expect(stepOf(entry({ ...missed, written: nobody }), rule)).toEqual({ do: 'create-contact' });
  const made = entry({ ...missed, written: { ...nobody, made: { contactId: 9 } } });
  expect(stepOf(made, rule)).toMatchObject({ do: 'note', on: { type: 'contact', id: 9 } });
});

it('writes the task once, on the card where the call stands', () => {
  const task = { typeId: 1, text: 'Перезвонить', dueAt: 1_795_374_000_000 };
  const written = noted({ result: 'Просит перезвонить', status: 2 });
  const of = entry({ result: saved({ task }), written });
  expect(stepOf(of)).toEqual({ do: 'task', on: { type: 'contact', id: 7 }, task, by: ANNA });
  expect(stepOf({ ...of, written: { ...written, task } })).toBe('nothing');
});

it('waits for the agent, and no longer once he has saved or closed', () => {
  const logsAt = entry().logsAt + 600_000;
  const at = (of: CallEntry): number | undefined => {
    const found = next(of);
    return found.next === 'step' ? found.at : undefined;
  };
  expect(at(entry({ logsAt }))).toBe(logsAt);
  expect(at(entry({ logsAt, closed: true }))).toBe(0);
  expect(at(entry({ logsAt, result: saved() }))).toBe(0);
});

it('waits a little for the recording, and not when it is there', () => {
  const of = entry({ recordingBy: entry().logsAt + 20_000 });
  expect(next(of)).toMatchObject({ at: of.logsAt + 20_000 });
  expect(next({ ...of, recording: 'https://x/1' })).toMatchObject({ at: of.logsAt });
});

/** amoCRM as one call meets it; what it answers is what it holds. */
class OneCallAmo {
  readonly notes: { id: number; on: Place; text: { result: string; status: number; link: string } }[] = [];
  readonly leads: number[] = [];
  readonly contacts: number[] = [];
  readonly tasks: string[] = [];
  readonly told: Place[] = [];
  unsorted: 'none' | 'waiting' | 'accepted' | 'declined' = 'none';
  private ids = 100;

  constructor(
    private isKnown: boolean,
    private readonly goneIds: ReadonlySet<number>,
  ) {}

  carryOut(step: Step): StepAnswer {
    const note = (on: Place, text: { result: string; status: number; link: string }): StepAnswer => {
      if (this.goneIds.has(on.id)) return { kind: 'gone' };
      const made = { id: this.ids++, on, text };
      this.notes.push(made);
      return { kind: 'done', fact: { note: made } };
    };
    switch (step.do) {
      case 'log':
        return this.isKnown ? note({ type: 'contact', id: 7 }, step.text) : { kind: 'nobody' };
      case 'note':
        return note(step.on, step.text);
      case 'patch': {
        const found = this.notes.find(({ id }) => id === step.noteId);
        if (!found) return { kind: 'gone' };
        found.text = step.text;
        return { kind: 'done' };
      }
      case 'create-lead': {
        if (step.contact && this.goneIds.has(step.contact.id)) return { kind: 'gone' };
        const [leadId, contactId] = [this.ids++, step.contact?.id ?? this.ids++];
        this.leads.push(leadId);
        return { kind: 'done', fact: { made: { leadId, contactId } } };
      }
      case 'create-contact':
        this.contacts.push(this.ids);
        return { kind: 'done', fact: { made: { contactId: this.ids++ } } };
      case 'unsorted':
        this.unsorted = 'waiting';
        return { kind: 'done', fact: { uid: 'u1' } };
      case 'accept': {
        if (this.unsorted !== 'waiting') return { kind: 'gone' };
        return { kind: 'done', fact: { made: this.accept() } };
      }
      case 'decline':
        if (this.unsorted !== 'waiting') return { kind: 'gone' };
        this.unsorted = 'declined';
        return { kind: 'done' };
      case 'find': {
        const [found] = this.notes;
        return found ? { kind: 'done', fact: { note: found } } : { kind: 'done' };
      }
      case 'rename':
        return { kind: 'done' };
      case 'tell':
        if (this.goneIds.has(step.on.id)) return { kind: 'gone' };
        this.told.push(step.on);
        return { kind: 'done' };
      case 'task':
        this.tasks.push(step.task.text);
        return { kind: 'done' };
    }
  }

  /** By the agent, or by anybody in amoCRM. */
  accept(): { leadId: number; contactId: number } {
    this.unsorted = 'accepted';
    const made = { leadId: this.ids++, contactId: this.ids++ };
    const text = { result: '', status: 0, link: '' };
    this.notes.push({ id: this.ids++, on: { type: 'lead', id: made.leadId }, text });
    return made;
  }
}

const task = { typeId: 1, text: 'Перезвонить', dueAt: 1_795_374_000_000 };
const links = fc.constantFrom<CallResult['link']>(
  { link: 'rule' },
  { link: 'entity', entity: lead },
  { link: 'new', contactName: 'Олег', leadName: 'Веранда' },
  { link: 'new', contactName: '', leadName: '', contact: { type: 'contact', id: 7, name: 'Марина' } },
);
const wishes = fc.constantFrom('save', 'close', 'recording', 'accepted by somebody', 'nothing');

it('writes every call once, wherever the agent wants it and whenever he says so (property)', () => {
  fc.assert(
    fc.property(
      fc.record({
        isKnown: fc.boolean(),
        isGone: fc.boolean(),
        talkMs: fc.constantFrom(0, 98_000),
        direction: fc.constantFrom<'inbound' | 'outbound'>('inbound', 'outbound'),
        wishes: fc.array(wishes, { maxLength: 5 }),
        link: links,
        rule: fc.constantFrom<AccountRule['unknownNumber']>('keep', 'create-contact'),
      }),
      ({ isKnown, isGone, talkMs, direction, wishes: said, link, rule }) => {
        const amo = new OneCallAmo(isKnown, new Set(isGone ? [lead.id] : []));
        let now = entry({ talkMs, direction, disposition: talkMs > 0 ? 'answered' : 'missed' });
        let isSaved = false;
        const settle = (): void => {
          for (let steps = 0; ; steps++) {
            const found = nextStep(now, { unknownNumber: rule }, () => '');
            if (found.next !== 'step') return;
            expect(steps).toBeLessThan(12);
            now = afterStep(now, found.step, amo.carryOut(found.step));
          }
        };
        for (const wish of said) {
          if (wish === 'save') {
            now = { ...now, result: saved({ link, task }) };
            isSaved = true;
          }
          if (wish === 'close') now = { ...now, closed: true };
          if (wish === 'recording') now = { ...now, recording: 'https://x/1' };
          if (wish === 'accepted by somebody' && amo.unsorted === 'waiting') amo.accept();
          settle();
        }
        settle();
        const stands = amo.notes.length + (amo.unsorted === 'waiting' ? 1 : 0);
        const isKept = !isKnown && !isSaved && rule === 'keep' && (talkMs === 0 || direction === 'outbound');
        expect(stands).toBe(isKept ? 0 : 1);
        expect(amo.leads.length).toBeLessThanOrEqual(1);
        expect(amo.tasks).toEqual(isSaved ? ['Перезвонить'] : []);
        if (isSaved) expect(amo.notes[0]?.text).toMatchObject({ result: 'Просит перезвонить', status: 2 });
        if (isSaved && link.link === 'new')
          expect([amo.notes[0]?.on, ...amo.told].map((place) => place?.type)).toContain('lead');
        if (isSaved && link.link === 'entity' && !isGone)
          expect([amo.notes[0]?.on, ...amo.told]).toContainEqual(expect.objectContaining({ id: lead.id }));
      },
    ),
    { numRuns: 500 },
  );
});
