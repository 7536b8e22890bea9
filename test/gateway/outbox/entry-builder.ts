import type { CallId, Extension, UserId } from '../../../src/call/ids';
import type { CallEntry, LoggedCall, Written } from '../../../src/gateway/outbox/call-entry';
import type { OutboxRow } from '../../../src/gateway/outbox/outbox-store';

export const ANNA = 11 as UserId;

type CallChanges = Partial<Omit<LoggedCall, 'id'>> & { readonly id?: string };

/** An answered inbound call of Anna's, 98 s long, whose log is due at once. */
export function entry({
  id = 'c1',
  logsAt,
  written = {},
  entity,
  result,
  closed,
  recording,
  recordingBy,
  ...call
}: CallChanges & Partial<Omit<CallEntry, 'call'>> = {}): CallEntry {
  const endedAt = call.endedAt ?? 1_795_341_964_000;
  return {
    call: {
      direction: 'inbound',
      number: '+79984445566',
      startedAt: endedAt - 106_000,
      endedAt,
      talkMs: 98_000,
      disposition: 'answered',
      extension: '101' as Extension,
      userId: ANNA,
      others: [],
      ...call,
      id: id as CallId,
    },
    logsAt: logsAt ?? endedAt,
    written,
    ...(entity && { entity }),
    ...(result && { result }),
    ...(closed && { closed }),
    ...(recording !== undefined && { recording }),
    ...(recordingBy !== undefined && { recordingBy }),
  };
}

export const rowOf = (of: CallEntry): OutboxRow => ({
  entry: of,
  revision: 1,
  state: 'waiting',
  dueAt: of.logsAt,
  attempts: 0,
  why: '',
  awaitsResult: true,
  addedAt: of.call.endedAt,
});

export const noted = (text: Partial<NonNullable<Written['note']>['text']> = {}): Written => ({
  note: { on: { type: 'contact', id: 7 }, id: 70, text: { result: '', status: 4, link: '', ...text } },
});
