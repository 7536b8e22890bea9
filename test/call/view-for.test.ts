import type { Call } from '../../src/call/call';
import type { CallEvent, Party } from '../../src/call/call-event';
import type { CallView } from '../../src/call/call-view';
import type { BridgeId, CallId, Extension, LegId } from '../../src/call/ids';
import { openCall, transition } from '../../src/call/transition';
import { viewFor } from '../../src/call/view-for';

const callId = 'c1' as CallId;
const context = {
  colleague: (extension: Extension) => ({ extension, name: `agent ${extension}` }),
  phone: (raw: string) => ({ number: raw, text: raw }),
};
const anna = '101' as Extension;
const timur = '102' as Extension;

let at = 1000;
const on = (legId: string) => ({ callId, legId: legId as LegId, at: (at += 1000) });
const started = (legId: string, party: Party, role: 'caller' | 'callee'): CallEvent => ({
  ...on(legId),
  event: 'leg-started',
  party,
  role,
  number: party.party === 'outside' ? '+79984445566' : '',
  dialled: '',
});
const customer = (): CallEvent => started('customer', { party: 'outside' }, 'caller');
const rings = (legId: string, extension: Extension): CallEvent[] => [
  started(legId, { party: 'agent', extension }, 'callee'),
  { ...on(legId), event: 'leg-rang' },
];
const joins = (legId: string): CallEvent => ({
  ...on(legId),
  event: 'bridge-entered',
  bridgeId: 'b' as BridgeId,
});
const ends = (legId: string): CallEvent => ({ ...on(legId), event: 'leg-ended' });
const busy = (legId: string): CallEvent => ({ ...on(legId), event: 'dial-ended', result: 'busy' });

function phase(extension: Extension, ...events: readonly CallEvent[]): CallView['phase'] | undefined {
  const call = events.reduce<Call | undefined>(
    (known, event) => (known ? transition(known, event) : openCall(event)),
    undefined,
  );
  return call && viewFor(call, extension, context)?.phase;
}

it('shows nothing to whom it did not ring', () => {
  expect(phase(timur, customer(), ...rings('a', anna))).toBeUndefined();
});

it('keeps the card when one of two phones of the agent stops ringing', () => {
  expect(phase(anna, customer(), ...rings('a', anna), ...rings('a2', anna), ends('a2'))).toMatchObject({
    phase: 'ringing',
    reason: { kind: 'direct' },
  });
});

it('never says that the agent’s own second phone took the call', () => {
  const events = [
    customer(),
    ...rings('a', anna),
    ...rings('a2', anna),
    joins('customer'),
    joins('a'),
    ends('a2'),
  ];
  expect(phase(anna, ...events)).toMatchObject({ phase: 'talking' });
});

it('says taken as soon as a colleague picks up, before they share a bridge', () => {
  const answered: CallEvent = { ...on('b'), event: 'leg-answered' };
  expect(
    phase(anna, customer(), ...rings('a', anna), ...rings('b', timur), answered, ends('a')),
  ).toMatchObject({
    phase: 'taken',
    by: { name: 'agent 102' },
  });
});

it('calls it missed when it stopped ringing and nobody took it', () => {
  expect(phase(anna, customer(), ...rings('a', anna), ends('a'))).toMatchObject({
    phase: 'missed',
    rangMs: 1000,
  });
});

it('does not call it missed when the agent declined', () => {
  expect(phase(anna, customer(), ...rings('a', anna), busy('a'), ends('a'))).toMatchObject({
    phase: 'ended',
    disposition: 'busy',
  });
});

it('is over for the agent who transferred, and rings at the next', () => {
  const events = [
    customer(),
    ...rings('a', anna),
    joins('customer'),
    joins('a'),
    ends('a'),
    ...rings('b', timur),
  ];
  expect(phase(anna, ...events)).toMatchObject({ phase: 'ended', disposition: 'answered' });
  expect(phase(timur, ...events)).toMatchObject({ phase: 'ringing' });
});

it('does not take the one who transferred for the one who took it', () => {
  const events = [
    customer(),
    ...rings('a', anna),
    joins('customer'),
    joins('a'),
    ends('a'),
    ...rings('b', timur),
    ends('b'),
  ];
  expect(phase(timur, ...events)).toMatchObject({ phase: 'missed' });
});
