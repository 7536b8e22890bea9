import type { Call } from '../../src/call/call';
import type { CallEvent, Party } from '../../src/call/call-event';
import type { CallView } from '../../src/call/call-view';
import type { BridgeId, CallId, Extension, LegId } from '../../src/call/ids';
import { openCall, transition } from '../../src/call/transition';
import { viewFor } from '../../src/call/view-for';

const callId = 'c1' as CallId;
const context = {
  colleague: (extension: Extension) => ({ extension, name: `agent ${extension}` }),
  routed: () => undefined,
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

function view(extension: Extension, ...events: readonly CallEvent[]): CallView | undefined {
  const call = events.reduce<Call | undefined>(
    (known, event) => (known ? transition(known, event) : openCall(event)),
    undefined,
  );
  return call && viewFor(call, extension, context);
}

const phase = (extension: Extension, ...events: readonly CallEvent[]): CallView['phase'] | undefined =>
  view(extension, ...events)?.phase;

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

describe('a call to a colleague', () => {
  const clicked = (): CallEvent => ({
    event: 'call-placed',
    callId,
    at: (at += 1000),
    extension: anna,
    number: '102',
    dialledExtension: timur,
  });
  const picksUp = (legId: string): CallEvent => ({ ...on(legId), event: 'leg-answered' });
  const byClick = (): CallEvent[] => [clicked(), ...rings('a', anna), picksUp('a')];
  /** The PBX told of the leg before we told of the click. */
  const byClickLate = (): CallEvent[] => [...rings('a', anna), clicked(), picksUp('a')];
  const byHand = (): CallEvent[] => [
    {
      ...on('a'),
      event: 'leg-started',
      party: { party: 'agent', extension: anna },
      role: 'caller',
      number: '101',
      dialled: '102',
      dialledExtension: timur,
    },
  ];
  const ways = [
    ['by a click', byClick],
    ['by a click that we hear of late', byClickLate],
    ['by hand', byHand],
  ] as const;
  const ended = (legId: string, result: 'no-answer' | 'unreachable'): CallEvent[] => [
    { ...on(legId), event: 'dial-ended', result },
    ends(legId),
  ];

  it.each(ways)('made %s, names the other on both sides', (_way, made) => {
    const events = [...made(), ...rings('b', timur)];
    expect(view(anna, ...events)).toMatchObject({
      direction: 'internal',
      other: { number: '102', colleague: { name: 'agent 102' } },
      phase: { phase: 'dialling', ringing: true },
    });
    expect(view(timur, ...events)).toMatchObject({
      direction: 'internal',
      other: { number: '101', colleague: { name: 'agent 101' } },
      phase: { phase: 'ringing', reason: { kind: 'direct' } },
    });
  });

  it.each(ways)('made %s, is not answered: no answer for the one, missed for the other', (_way, made) => {
    const events = [...made(), ...rings('b', timur), ...ended('b', 'no-answer'), ends('a')];
    expect(phase(anna, ...events)).toMatchObject({ phase: 'ended', disposition: 'no-answer' });
    expect(phase(timur, ...events)).toMatchObject({ phase: 'missed' });
  });

  it.each(ways)('made %s, is declined', (_way, made) => {
    const events = [...made(), ...rings('b', timur), busy('b'), ends('b'), ends('a')];
    expect(phase(anna, ...events)).toMatchObject({ phase: 'ended', disposition: 'busy' });
    expect(phase(timur, ...events)).toMatchObject({ phase: 'ended', disposition: 'busy' });
  });

  it('names him from the click on, and calls him unreachable when his phone never was', () => {
    expect(view(anna, clicked())).toMatchObject({ direction: 'internal', other: { number: '102' } });
    expect(phase(anna, ...byClick(), ends('a'))).toMatchObject({ disposition: 'unreachable' });
  });
});
