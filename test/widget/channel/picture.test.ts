import type { CallId } from '../../../src/call/ids';
import { EMPTY_PICTURE, nextPicture, type PictureEvent } from '../../../src/widget/channel/picture';
import { callId, callView, missed, talking } from '../../support/call-view-builder';
import { agentState } from '../../support/fake-gateway';

const AT = 5_000_000;
const after = (...events: readonly PictureEvent[]) => events.reduce(nextPicture, EMPTY_PICTURE);
const call = (change: Parameters<typeof callView>[0], at = AT): PictureEvent => ({
  event: 'call',
  call: callView(change),
  at,
});

it('takes the state of the gateway whole and learns its clock', () => {
  const state = agentState({ serverTime: AT + 2_000, calls: [callView()] });
  const picture = after(call({ id: callId('gone') }), { event: 'state', state, at: AT });
  expect(picture.calls).toEqual([callView()]);
  expect(picture.clockSkewMs).toBe(2_000);
  expect(picture.agent).toBe(state.agent);
});

it('believes a restarted gateway that counts revisions anew', () => {
  const state = agentState({ serverTime: AT, calls: [callView({ revision: 1 })] });
  const picture = after(call({ revision: 9, phase: talking(AT) }), { event: 'state', state, at: AT });
  expect(picture.calls[0]?.revision).toBe(1);
});

it('drops an older snapshot of a call and a repeated one', () => {
  const picture = after(call({ revision: 2, phase: talking(AT) }));
  expect(nextPicture(picture, call({ revision: 1 }))).toBe(picture);
  expect(nextPicture(picture, call({ revision: 2 }))).toBe(picture);
});

it('forgets calls that ended a minute ago, and who they were', () => {
  const caller = { event: 'caller', callId: callId('call-1'), caller: { caller: 'unknown' } } as const;
  const over = after(call({ phase: missed(AT) }), caller);
  expect(over.calls).toHaveLength(1);
  const later = nextPicture(over, call({ id: callId('call-2') }, AT + 60_000));
  expect(later.calls.map(({ id }) => id)).toEqual(['call-2']);
  expect(later.callers).toEqual({});
});

it('ignores a caller found for a call that is gone', () => {
  const late = { event: 'caller', callId: 'call-7' as CallId, caller: { caller: 'unknown' } } as const;
  expect(nextPicture(EMPTY_PICTURE, late)).toBe(EMPTY_PICTURE);
});
