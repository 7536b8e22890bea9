import type { CallPhase, CallView, OtherParty } from '../../src/call/call-view';
import type { CallId, Extension } from '../../src/call/ids';

export const callId = (id: string): CallId => id as CallId;

export const MARINA: OtherParty = { number: '+79984445566', text: '+7\u00a0998\u00a0444-55-66' };

/** An inbound call that rings at one agent, unless the test says otherwise. */
export function callView(change: Partial<CallView> = {}): CallView {
  return {
    id: callId('call-1'),
    revision: 1,
    direction: 'inbound',
    other: MARINA,
    line: '',
    startedAt: 1_000_000,
    phase: { phase: 'ringing', reason: { kind: 'direct' } },
    ...change,
  };
}

export const colleague = (extension: string, name: string) => ({ extension: extension as Extension, name });

export const missed = (at: number, rangMs = 24_000): CallPhase => ({ phase: 'missed', at, rangMs });

export const talking = (since: number): CallPhase => ({ phase: 'talking', since, held: false });
