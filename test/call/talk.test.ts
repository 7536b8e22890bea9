import type { Party } from '../../src/call/call-event';
import type { BridgeId, Extension, LegId } from '../../src/call/ids';
import type { Leg } from '../../src/call/leg';
import { talkMs, talksAfter } from '../../src/call/talk';

const outside: Party = { party: 'outside' };
const agent = (extension: string): Party => ({ party: 'agent', extension: extension as Extension });
const half = (passage: string): Party => ({ party: 'pbx', passage });

function inBridge(bridgeId: string, ...parties: readonly Party[]): readonly Leg[] {
  return parties.map((party, index) => ({
    id: `${bridgeId}${index}` as LegId,
    party,
    role: 'callee',
    number: '',
    dialled: '',
    startedAt: 0,
    now: { state: 'up', answeredAt: 0, held: false, bridgeId: bridgeId as BridgeId },
  }));
}
const talking = (...legs: readonly Leg[]): readonly string[] =>
  talksAfter([], legs, 1000)
    .map(({ extension }) => extension)
    .sort();

it.each<readonly [string, readonly Leg[], readonly string[]]>([
  ['an agent and the customer in one bridge', inBridge('a', outside, agent('101')), ['101']],
  ['both agents of a conference', inBridge('a', outside, agent('101'), agent('102')), ['101', '102']],
  [
    'no one while the customer waits in another bridge than the agents',
    [...inBridge('a', outside), ...inBridge('b', agent('101'), agent('102'))],
    [],
  ],
  ['both in a call among colleagues', inBridge('a', agent('101'), agent('102')), ['101', '102']],
  ['nobody in an IVR', inBridge('a', outside, { party: 'pbx' }), []],
  [
    'an agent who hears the customer through a Local channel',
    [...inBridge('a', outside, half('L1')), ...inBridge('b', half('L1'), agent('101'))],
    ['101'],
  ],
  [
    'an agent behind two Local channels in a row',
    [
      ...inBridge('c', half('L2'), agent('101')),
      ...inBridge('a', outside, half('L1')),
      ...inBridge('b', half('L1'), half('L2')),
    ],
    ['101'],
  ],
  [
    'not the agent behind a Local channel that leads elsewhere',
    [...inBridge('a', outside, half('L1')), ...inBridge('b', half('L2'), agent('101'))],
    [],
  ],
])('counts as talking: %s', (_what, legs, expected) => {
  expect(talking(...legs)).toEqual(expected);
});

it('closes a talk when the two no longer share a bridge, and opens a new one when they do again', () => {
  const together = inBridge('a', outside, agent('101'));
  const open = talksAfter([], together, 1000);
  expect(talksAfter(open, together, 1500)).toBe(open);
  const closed = talksAfter(open, inBridge('a', outside), 2000);
  expect(talksAfter(closed, together, 5000)).toEqual([
    { extension: '101', from: 1000, to: 2000 },
    { extension: '101', from: 5000 },
  ]);
});

it('counts the time of two agents at once once', () => {
  const [a, b] = ['101' as Extension, '102' as Extension];
  expect(
    talkMs(
      [
        { extension: a, from: 0, to: 10 },
        { extension: b, from: 5, to: 20 },
        { extension: a, from: 30 },
      ],
      35,
    ),
  ).toBe(25);
});
