import type { Call } from '../../src/call/call';
import type { CallEvent } from '../../src/call/call-event';
import type { BridgeId, CallId, Extension, LegId } from '../../src/call/ids';
import { presenceOf } from '../../src/call/presence';
import { openCall, transition } from '../../src/call/transition';

const EXT = '101' as Extension;
const REGISTERED = new Set([EXT]);
const CALL = 'call-1' as CallId;
const leg = (id: string, at: number) => ({ callId: CALL, legId: id as LegId, at });

const RINGS: readonly CallEvent[] = [
  {
    ...leg('customer', 1),
    event: 'leg-started',
    party: { party: 'outside' },
    role: 'caller',
    number: '79984445566',
    dialled: '5550101',
  },
  {
    ...leg('agent', 2),
    event: 'leg-started',
    party: { party: 'agent', extension: EXT },
    role: 'callee',
    number: '101',
    dialled: '',
  },
  { ...leg('agent', 3), event: 'leg-rang' },
];
const bridge = 'bridge' as BridgeId;
const TALKS: readonly CallEvent[] = [
  ...RINGS,
  { ...leg('agent', 4_000), event: 'leg-answered' },
  { ...leg('customer', 5_000), event: 'bridge-entered', bridgeId: bridge },
  { ...leg('agent', 5_000), event: 'bridge-entered', bridgeId: bridge },
];
const LOST: readonly CallEvent[] = [
  ...TALKS,
  { ...leg('customer', 7_000), event: 'wait-began', extension: EXT },
  { ...leg('agent', 7_001), event: 'leg-ended' },
];
const OVER: readonly CallEvent[] = [
  ...TALKS,
  { ...leg('agent', 9_000), event: 'leg-ended' },
  { ...leg('customer', 9_000), event: 'leg-ended' },
];

const callAfter = (events: readonly CallEvent[]): readonly Call[] => {
  const call = events.reduce<Call | undefined>(
    (sofar, event) => (sofar ? transition(sofar, event) : openCall(event)),
    undefined,
  );
  return call ? [call] : [];
};

it.each([
  ['nothing happens and his phone is registered', [], REGISTERED, { presence: 'free' }],
  ['nothing happens and no phone of his is registered', [], new Set<Extension>(), { presence: 'offline' }],
  ['nothing happens and the PBX does not tell of phones', [], undefined, { presence: 'unknown' }],
  ['his phone rings', RINGS, REGISTERED, { presence: 'busy' }],
  ['a customer waits for his lost phone', LOST, REGISTERED, { presence: 'busy' }],
  ['he talks', TALKS, REGISTERED, { presence: 'talking', since: 5_000 }],
  [
    'he talks on a phone that the PBX lists no more',
    TALKS,
    new Set<Extension>(),
    { presence: 'talking', since: 5_000 },
  ],
  ['his call is over', OVER, REGISTERED, { presence: 'free' }],
] as const)('a colleague, when %s', (_, events, reachable, presence) => {
  expect(presenceOf(EXT, callAfter(events), reachable)).toEqual(presence);
});

it('a colleague whom the call of others does not concern is free', () => {
  const other = '102' as Extension;
  expect(presenceOf(other, callAfter(TALKS), new Set([other]))).toEqual({ presence: 'free' });
});
