import type { CallEntry, NoteText, Place, Written } from './call-entry';
import type { Step } from './next-step';

/** What amoCRM said to a step. */
export type StepAnswer =
  | { readonly kind: 'done'; readonly fact?: StepFact }
  /** No contact or company has the number (HTTP 400, "Entity not found"). */
  | { readonly kind: 'nobody' }
  /** The card, note or entry that the step is about is no more. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'retry';
      readonly why: string;
      /** As amoCRM asks for (`Retry-After`). */
      readonly afterMs?: number;
      /** It was sent and may have been carried out: look before sending it again. */
      readonly maybeWritten: boolean;
    }
  /** amoCRM will never take it as it is. */
  | { readonly kind: 'refused'; readonly why: string };

/** What amoCRM made of a step. */
export type StepFact =
  | {
      readonly note: { readonly on: Place; readonly id: number; readonly text: NoteText };
      readonly made?: NonNullable<Written['made']>;
    }
  | { readonly made: NonNullable<Written['made']> }
  | { readonly uid: string };

/** What stands in amoCRM after a step that was carried out, or whose aim is no more. */
export function afterStep(entry: CallEntry, step: Step, answer: StepAnswer): CallEntry {
  if (answer.kind === 'done') return known(entry, doneOf(entry.written, step, answer.fact));
  if (answer.kind === 'nobody') return known(entry, { nobody: true });
  if (answer.kind === 'gone') return known(entry, goneOf(entry.written, step));
  return entry;
}

const known = (entry: CallEntry, facts: Partial<Written>): CallEntry => ({
  ...entry,
  written: { ...entry.written, ...facts },
});

function doneOf(written: Written, step: Step, fact: StepFact | undefined): Partial<Written> {
  const said = fact && 'note' in fact ? { note: fact.note } : {};
  const made = fact && 'made' in fact && fact.made ? { made: { ...written.made, ...fact.made } } : {};
  switch (step.do) {
    case 'log':
    case 'note':
      return said;
    case 'find':
      return { ...said, ...made, sought: true };
    case 'patch':
      return { note: { on: step.on, id: step.noteId, text: step.text } };
    case 'create-lead':
      // Names go with it, unless the contact was there before the agent gave it one.
      return {
        ...made,
        ...(step.contact?.id !== written.made?.contactId || !step.contact ? { named: true } : {}),
      };
    case 'create-contact':
      return made;
    case 'unsorted':
      return fact && 'uid' in fact ? { unsorted: { uid: fact.uid } } : said;
    case 'accept':
      return { ...made, unsorted: { uid: step.uid, over: 'accepted' } };
    case 'decline':
      return { unsorted: { uid: step.uid, over: 'gone' }, sought: true };
    case 'rename':
      return { named: true };
    case 'tell':
      return { toldOn: step.on };
    case 'task':
      return { task: step.task };
  }
}

function goneOf(written: Written, step: Step): Partial<Written> {
  switch (step.do) {
    case 'note':
    case 'tell':
      return { gone: [...(written.gone ?? []), step.on] };
    // Somebody deleted the note: it is not written anew against his will.
    case 'patch':
      return { note: { on: step.on, id: step.noteId, text: step.text } };
    case 'accept':
    case 'decline':
      return { unsorted: { uid: step.uid, over: 'gone' } };
    case 'create-lead':
      return step.contact ? { gone: [...(written.gone ?? []), step.contact] } : {};
    case 'rename':
      return { named: true };
    // Nothing is addressed by them, or its loss is refused.
    case 'log':
    case 'find':
    case 'create-contact':
    case 'unsorted':
    case 'task':
      return {};
  }
}
