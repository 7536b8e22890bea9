import fc from 'fast-check';
import type { Call } from '../../src/call/call';
import type { CallEvent, DialResult, Party } from '../../src/call/call-event';
import type { BridgeId, CallId, Extension, LegId } from '../../src/call/ids';
import { merge } from '../../src/call/merge';
import { talkMs } from '../../src/call/talk';
import { openCall, transition } from '../../src/call/transition';
import { viewFor, type ViewContext } from '../../src/call/view-for';

const START = 1_700_000_000_000;
const callId = 'c1' as CallId;
const EXTENSIONS = ['101', '102'] as const;

const context: ViewContext = {
  colleague: (extension) => ({ extension, name: extension }),
  routed: () => undefined,
  phone: (raw) => ({ number: raw, text: raw }),
};

const parties = fc.constantFrom<Party>(
  { party: 'outside' },
  { party: 'agent', extension: '101' as Extension },
  { party: 'agent', extension: '102' as Extension },
  { party: 'pbx' },
  { party: 'pbx', passage: 'Local/1' },
);
const results = fc.constantFrom<DialResult>('answered', 'busy', 'no-answer', 'cancelled', 'unreachable');

/** Any report at any time about any of four legs, in any order. */
const events: fc.Arbitrary<CallEvent> = fc
  .record({
    legId: fc.constantFrom('1', '2', '3', '4').map((id) => id as LegId),
    bridgeId: fc.constantFrom('a', 'b').map((id) => id as BridgeId),
    at: fc.integer({ min: START, max: START + 60_000 }),
    party: parties,
    result: results,
    role: fc.constantFrom('caller', 'callee'),
    number: fc.constantFrom('', '79984445566'),
    event: fc.constantFrom<CallEvent['event']>(
      'leg-started',
      'leg-named',
      'leg-rang',
      'leg-answered',
      'dial-ended',
      'leg-held',
      'leg-resumed',
      'wait-began',
      'wait-ended',
      'bridge-entered',
      'bridge-left',
      'leg-ended',
      'call-placed',
      'placing-failed',
    ),
  })
  .map((parts) => ({ ...parts, callId, dialled: parts.number, extension: '101' as Extension }) as CallEvent);

const stories = fc.array(events, { maxLength: 40 });

function play(story: readonly CallEvent[]): Call | undefined {
  return story.reduce<Call | undefined>(
    (call, event) => (call ? transition(call, event) : openCall(event)),
    undefined,
  );
}

it('takes any report at any time, and always has a view or none', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const call = play(story);
      for (const extension of EXTENSIONS) if (call) viewFor(call, extension as Extension, context);
    }),
  );
});

it('changes nothing once a call has ended', () => {
  fc.assert(
    fc.property(stories, stories, (story, more) => {
      const call = play(story);
      if (call?.now.state !== 'ended') return;
      for (const event of more) expect(transition(call, event)).toBe(call);
    }),
  );
});

it('changes nothing when the same report comes twice', () => {
  fc.assert(
    fc.property(stories, events, (story, event) => {
      const once = play([...story, event]);
      if (once) expect(transition(once, event)).toBe(once);
    }),
  );
});

it('grows the revision with every change, and only then', () => {
  fc.assert(
    fc.property(stories, events, (story, event) => {
      const before = play(story);
      if (!before) return;
      const after = transition(before, event);
      expect(after === before || after.revision > before.revision).toBe(true);
    }),
  );
});

it('never counts more talk than the call lasted, when reports come in order', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const call = play([...story].sort((a, b) => a.at - b.at));
      if (call?.now.state !== 'ended') return;
      expect(talkMs(call.talks, call.now.endedAt)).toBeLessThanOrEqual(call.now.endedAt - call.startedAt);
      expect(call.talks.every(({ from, to }) => to !== undefined && to >= from)).toBe(true);
      expect(call.now.disposition === 'answered').toBe(call.talks.length > 0);
    }),
  );
});

it('joins any two calls into one that goes on and one that has ended', () => {
  fc.assert(
    fc.property(stories, stories, (first, second) => {
      const [into, from] = [play(first), play(second)];
      if (!into || !from) return;
      const { kept, gone } = merge(into, { ...from, id: 'c2' as CallId }, START + 60_000);
      expect(kept.id).not.toBe(gone.id);
      if (kept.now.state === 'live') expect(gone.now.state).toBe('ended');
    }),
  );
});
