import type { CallResult, ResultTask } from '../../call/call-result';
import { statusOf } from '../../call/status-of';
import type { UserId } from '../../call/ids';
import { samePlace, type CallEntry, type LoggedCall, type NoteText, type Place } from './call-entry';

/** One request to amoCRM. Each can be looked for or repeated, so that a lost answer doubles nothing (decided.md 6). */
export type Step =
  /** `POST /api/v4/calls`: amoCRM finds the card by the number. */
  | { readonly do: 'log'; readonly text: NoteText }
  /** A call note on a card that is known. */
  | { readonly do: 'note'; readonly on: Place; readonly text: NoteText }
  | { readonly do: 'patch'; readonly on: Place; readonly noteId: number; readonly text: NoteText }
  /** Contact and lead at once; `contact` = it is there already. */
  | {
      readonly do: 'create-lead';
      readonly contactName: string;
      readonly leadName: string;
      readonly contact?: Place;
    }
  | { readonly do: 'create-contact' }
  | { readonly do: 'unsorted'; readonly text: NoteText }
  | { readonly do: 'accept'; readonly uid: string; readonly by: UserId }
  | { readonly do: 'decline'; readonly uid: string; readonly by: UserId }
  /** Whoever accepted the entry has the call note: found by the call's id. */
  | { readonly do: 'find' }
  /** Of what an accepted entry made; amoCRM's own names stay where nothing was typed. */
  | { readonly do: 'rename'; readonly names: readonly (Place & { readonly name: string })[] }
  /** A plain note about the call on the card that was chosen after the call note was written. */
  | { readonly do: 'tell'; readonly on: Place; readonly text: NoteText }
  | { readonly do: 'task'; readonly on: Place; readonly task: ResultTask; readonly by: UserId };

/** Of the account, for calls whose number is in no card and that do not go to "Incoming leads". */
export interface AccountRule {
  readonly unknownNumber: 'keep' | 'create-contact';
}

export type Next =
  | { readonly next: 'step'; readonly step: Step; readonly at: number }
  /** Everything wished stands in amoCRM. */
  | { readonly next: 'nothing' }
  /** It stays here: amoCRM has no card for it, and by the rule none is made. */
  | { readonly next: 'kept' };

/** What is to be done next for a call, told by what is wished and what stands in amoCRM. Pure and total. */
export function nextStep(entry: CallEntry, rule: AccountRule, words: (call: LoggedCall) => string): Next {
  const { written, result } = entry;
  const text = textOf(entry, words);
  const at = dueAt(entry);
  const go = (step: Step): Next => ({ next: 'step', step, at });
  const first = written.note ? undefined : untilNoted(entry, rule, text, go);
  if (first) return first;
  const noted = written.note ? onceNoted(entry, text) : undefined;
  if (noted) return go(noted);
  const place = written.toldOn ?? written.note?.on;
  if (result?.task && place && !written.task)
    return go({ do: 'task', on: place, task: result.task, by: result.by });
  return { next: 'nothing' };
}

/** The recording's link can be patched into a note, not into an entry of "Incoming leads": it is waited for a little. */
function dueAt({ result, closed, logsAt, recording, recordingBy = 0, written }: CallEntry): number {
  const wished = result || closed ? 0 : logsAt;
  return written.note || recording !== undefined ? wished : Math.max(wished, recordingBy);
}

export function textOf(
  { call, result, recording }: CallEntry,
  words: (call: LoggedCall) => string,
): NoteText {
  const parts = [result?.note ?? '', words(call)].filter((part) => part !== '');
  return {
    result: parts.join('\n'),
    status: result?.status ?? statusOf(call.disposition),
    link: recording ?? '',
  };
}

/** There is no call note yet. `undefined` = it stands in "Incoming leads", and that is right. */
function untilNoted(
  entry: CallEntry,
  rule: AccountRule,
  text: NoteText,
  go: (step: Step) => Next,
): Next | undefined {
  const { written, result } = entry;
  const chosen = chosenPlace(entry);
  if (written.unsorted && !written.unsorted.over) {
    if (!result) return undefined;
    const { uid } = written.unsorted;
    return go({ do: chosen ? 'decline' : 'accept', uid, by: result.by });
  }
  if (written.unsorted && !written.sought) return go({ do: 'find' });
  if (chosen) return go({ do: 'note', on: chosen, text });
  if (result?.link.link === 'new') return go(creation(result.link, written));
  if (written.made) return go({ do: 'note', on: madePlace(written.made), text });
  return inNoCard(entry, rule, text, go);
}

/** Nobody chose a card and none was made. */
function inNoCard(
  { written, call, result }: CallEntry,
  rule: AccountRule,
  text: NoteText,
  go: (step: Step) => Next,
): Next {
  if (call.number === '' && !result) return { next: 'kept' };
  if (!written.nobody && call.number !== '') return go({ do: 'log', text });
  if (result) return go({ do: 'create-lead', contactName: '', leadName: '' });
  if (call.direction === 'inbound' && call.disposition === 'answered') return go({ do: 'unsorted', text });
  return rule.unknownNumber === 'keep' ? { next: 'kept' } : go({ do: 'create-contact' });
}

/** What differs from the wish once the call note stands. */
function onceNoted(entry: CallEntry, text: NoteText): Step | undefined {
  const { written, result } = entry;
  const { note } = written;
  if (!note) return undefined;
  const link = result?.link;
  if (link?.link === 'new' && written.made?.leadId === undefined) return creation(link, written);
  if (link?.link === 'new' && written.made && !written.named)
    return { do: 'rename', names: typedNames(link, written.made) };
  const chosen = result && chosenPlace(entry);
  if (!sameText(note.text, text)) return { do: 'patch', on: note.on, noteId: note.id, text };
  if (chosen && !samePlace(chosen, note.on) && !samePlace(written.toldOn, chosen))
    return { do: 'tell', on: chosen, text };
  return undefined;
}

/** Where the agent's wish or our rule puts it; `undefined` = amoCRM finds the card by itself, or one must be made. */
function chosenPlace({ result, entity, written }: CallEntry): Place | undefined {
  const isThere = (place: Place | undefined): Place | undefined =>
    place && !written.gone?.some((gone) => samePlace(gone, place)) ? place : undefined;
  const link = result?.link;
  if (link?.link === 'entity') return isThere(link.entity) ?? isThere(entity);
  if (link?.link === 'new') return written.made?.leadId ? isThere(madePlace(written.made)) : undefined;
  return isThere(entity);
}

function madePlace({ contactId = 0, leadId }: NonNullable<CallEntry['written']['made']>): Place {
  return leadId === undefined ? { type: 'contact', id: contactId } : { type: 'lead', id: leadId };
}

function creation(
  { contactName, leadName, contact: given }: Extract<CallResult['link'], { link: 'new' }>,
  { gone = [], made }: CallEntry['written'],
): Extract<Step, { do: 'create-lead' }> {
  // A contact that was made for the call by the account's rule gets the lead.
  const contact = made?.contactId === undefined ? given : { type: 'contact' as const, id: made.contactId };
  const isThere = contact && !gone.some((place) => samePlace(place, contact));
  return { do: 'create-lead', contactName, leadName, ...(isThere && { contact }) };
}

function typedNames(
  { contactName, leadName }: Extract<CallResult['link'], { link: 'new' }>,
  made: CallEntry['written']['made'],
): readonly (Place & { readonly name: string })[] {
  const contact = { type: 'contact', id: made?.contactId ?? 0, name: contactName } as const;
  const lead = { type: 'lead', id: made?.leadId ?? 0, name: leadName } as const;
  return [contact, lead].filter(({ id, name }) => id > 0 && name !== '');
}

const sameText = (a: NoteText, b: NoteText): boolean =>
  a.result === b.result && a.status === b.status && a.link === b.link;
