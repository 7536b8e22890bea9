import { phoneCallOf } from '../../../src/widget/channel/phone-call-of';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import type { PhoneCall } from '../../../src/widget/softphone/softphone';
import { callView, talking } from '../../support/call-view-builder';

/** A PBX whose dialplan sends no id along: only direction and number tie the two. */
const own = (change: Partial<PhoneCall>): PhoneCall => ({
  ...{ id: 'own', direction: 'incoming', number: '100', state: 'ringing' },
  ...{ muted: false, held: false, leaving: false },
  ...change,
});
const tied = (view: ReturnType<typeof callView>, ...calls: readonly PhoneCall[]) =>
  phoneCallOf(view.id, { ...EMPTY_PICTURE, calls: [view], phone: { registration: 'registered', calls } });

it('finds the INVITE of a customer whom a colleague has dialled and hands over', () => {
  const call = own({});
  expect(tied(callView({ direction: 'outbound' }), call)).toBe(call);
});

it('does not take an own call that is being dialled for one that rings', () => {
  expect(
    tied(callView({ direction: 'outbound' }), own({ direction: 'outgoing', state: 'dialling' })),
  ).toBeUndefined();
  expect(
    tied(callView({ direction: 'inbound' }), own({ direction: 'outgoing', state: 'dialling' })),
  ).toBeUndefined();
});

it('knows that a call placed by click came in at the phone', () => {
  const call = own({ state: 'established' });
  expect(tied(callView({ direction: 'outbound', phase: talking(1) }), call)).toBe(call);
});
