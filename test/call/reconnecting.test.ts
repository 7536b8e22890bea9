import type { Call } from '../../src/call/call';
import type { CallEvent, LegEvent, Party } from '../../src/call/call-event';
import { endedCall } from '../../src/call/ended-call';
import type { BridgeId, CallId, Extension, LegId } from '../../src/call/ids';
import { openCall, transition } from '../../src/call/transition';
import { viewFor } from '../../src/call/view-for';

/* The agent's page dies in the talk; the PBX keeps the customer in the music until the agent is back, or not. */

const ANNA = '101' as Extension;
const TIMUR = '102' as Extension;
const callId = 'c1' as CallId;
const context = {
  colleague: (extension: Extension) => ({ extension, name: `agent ${extension}` }),
  routed: () => undefined,
  phone: (raw: string) => ({ number: raw, text: raw }),
};

const at = (seconds: number, legId: string) => ({ callId, legId: legId as LegId, at: seconds * 1000 });
const started = (seconds: number, legId: string, party: Party): CallEvent => ({
  ...at(seconds, legId),
  event: 'leg-started',
  party,
  role: party.party === 'outside' ? 'caller' : 'callee',
  number: '79984445566',
  dialled: '',
});
const agentRings = (seconds: number, legId: string, extension = ANNA): CallEvent[] => [
  started(seconds, legId, { party: 'agent', extension }),
  { ...at(seconds, legId), event: 'leg-rang' },
];
const talk = (seconds: number, legId: string): CallEvent[] =>
  ['customer', legId].map((id) => ({
    ...at(seconds, id),
    event: 'bridge-entered',
    bridgeId: `with ${legId}` as BridgeId,
  }));
const told = (seconds: number, legId: string, event: 'bridge-left' | 'leg-ended' | 'wait-ended', of = '') =>
  ({ ...at(seconds, legId), event, bridgeId: `with ${of}` }) as LegEvent;

const TALKING = [
  started(0, 'customer', { party: 'outside' }),
  ...agentRings(1, 'page 1'),
  ...talk(10, 'page 1'),
];
/** In the order in which Asterisk tells it. */
const LOST: readonly CallEvent[] = [
  ...TALKING,
  told(20, 'page 1', 'bridge-left', 'page 1'),
  told(20, 'customer', 'bridge-left', 'page 1'),
  { ...at(20, 'customer'), event: 'wait-began', extension: ANNA },
  told(20, 'page 1', 'leg-ended'),
];
const BACK = [...LOST, ...agentRings(21, 'page 2'), ...talk(22, 'page 2')];

function after(events: readonly CallEvent[]): Call {
  const call = events.reduce<Call | undefined>(
    (known, event) => (known ? transition(known, event) : openCall(event)),
    undefined,
  );
  if (!call) throw new Error('no call');
  return call;
}
const phase = (events: readonly CallEvent[], extension = ANNA) =>
  viewFor(after(events), extension, context)?.phase;

it('shows at every report from the loss to the return that the talk goes on', () => {
  const phases = BACK.slice(TALKING.length - 1).map(
    (_, n) => phase(BACK.slice(0, TALKING.length + n))?.phase,
  );
  expect(new Set(phases)).toEqual(new Set(['talking', 'reconnecting']));
  expect(phases.at(-1)).toBe('talking');
});

it('rings nobody while the page is called back, and the time of the talk goes on from its first second', () => {
  expect(phase([...LOST, ...agentRings(21, 'page 2')])).toEqual({ phase: 'reconnecting', since: 10_000 });
  expect(phase(BACK)).toMatchObject({ phase: 'talking', since: 10_000 });
});

it('is one call in the log: one agent, and only what was talked counts', () => {
  const call = after([...BACK, told(30, 'page 2', 'leg-ended'), told(30, 'customer', 'leg-ended')]);
  expect(endedCall(call)).toMatchObject({
    ...{ id: callId, disposition: 'answered', responsible: ANNA, others: [] },
    talkMs: 18_000,
  });
});

it('is over for the agent when nobody came back in time, and goes on for the customer', () => {
  const fallback = [...LOST, told(50, 'customer', 'wait-ended')];
  expect(phase(fallback)).toEqual({ phase: 'ended', at: 20_000, disposition: 'answered', talkMs: 10_000 });
  expect(after(fallback).now.state).toBe('live');
});

it('ends as an answered call when the customer hangs up in the music', () => {
  const call = after([...LOST, told(25, 'customer', 'leg-ended')]);
  expect(endedCall(call)).toMatchObject({ disposition: 'answered', talkMs: 10_000, endedAt: 25_000 });
  expect(viewFor(call, ANNA, context)?.phase.phase).toBe('ended');
});

it('counts the colleague of the fallback as another talk, and his time as his own', () => {
  const taken = [
    ...LOST,
    told(50, 'customer', 'wait-ended'),
    ...agentRings(51, 'timur', TIMUR),
    ...talk(55, 'timur'),
  ];
  expect(phase(taken, TIMUR)).toMatchObject({ phase: 'talking', since: 55_000 });
  const backAgain = [
    ...taken,
    told(60, 'timur', 'leg-ended'),
    ...agentRings(61, 'page 3'),
    ...talk(65, 'page 3'),
  ];
  expect(phase(backAgain)).toMatchObject({ phase: 'talking', since: 65_000 });
});

it('ignores a wait of a leg that is not there or has ended', () => {
  const over = after([...TALKING, told(12, 'customer', 'leg-ended')]);
  expect(transition(over, { ...at(13, 'customer'), event: 'wait-began', extension: ANNA })).toBe(over);
  const talking = after(TALKING);
  expect(transition(talking, { ...at(13, 'x'), event: 'wait-began', extension: ANNA })).toBe(talking);
});
