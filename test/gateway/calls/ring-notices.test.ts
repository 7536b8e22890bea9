import type { CallView } from '../../../src/call/call-view';
import type { UserId } from '../../../src/call/ids';
import { RingNotices } from '../../../src/gateway/calls/ring-notices';
import type { AmoAnswer, AmoRequest } from '../../../src/gateway/crm/amo-client';
import { callId, callView, missed } from '../../support/call-view-builder';
import { HandClock } from '../support/hand-clock';

const [ANNA, TIMUR] = [7, 8] as UserId[] as [UserId, UserId];

function notices(answer: AmoAnswer = { kind: 'answered', status: 202, body: undefined }) {
  const clock = new HandClock();
  const sent: unknown[] = [];
  const warnings: unknown[] = [];
  let isWanted = true;
  const request = async (asked: AmoRequest): Promise<AmoAnswer> => {
    sent.push([asked.path, asked.urgency, asked.body]);
    return answer;
  };
  const ring = new RingNotices({
    ...{ amo: { request }, path: '/api/v2/events', isWanted: () => isWanted, clock },
    log: { warn: (...told: unknown[]) => void warnings.push(told) } as never,
  });
  const rings = (userId: UserId, more: Partial<CallView> = {}): void =>
    ring.follow(userId, callView({ startedAt: clock.now(), ...more }));
  return { ring, clock, sent, warnings, rings, switchOff: () => (isWanted = false) };
}
const notice = (...users: UserId[]) => [
  '/api/v2/events',
  'live',
  { add: [{ type: 'phone_call', phone_number: '+79984445566', users }] },
];

it('tells all whose phones begin to ring together by one request', () => {
  const { clock, sent, rings } = notices();
  rings(ANNA);
  rings(TIMUR);
  clock.turn(50);
  expect(sent).toEqual([notice(ANNA, TIMUR)]);
});

it('tells each user once a call, and those who ring later of the same call', () => {
  const { clock, sent, rings } = notices();
  rings(ANNA);
  clock.turn(50);
  rings(ANNA);
  rings(TIMUR);
  clock.turn(50);
  rings(ANNA);
  clock.turn(50);
  expect(sent).toEqual([notice(ANNA), notice(TIMUR)]);
});

it.each<readonly [string, Partial<CallView>]>([
  ['a missed call', { phase: missed(1) }],
  ['a call of ours', { direction: 'outbound' }],
  ['a colleague', { direction: 'internal', other: { number: '102', text: '102' } }],
  ['a withheld number', { other: { number: '', text: '' } }],
  ['a call from before the start', { startedAt: -1 }],
])('says nothing of %s', (_, more) => {
  const { clock, sent, rings } = notices();
  rings(ANNA, more);
  clock.turn(50);
  expect(sent).toEqual([]);
});

it('says nothing when the administrator does not want it, nor of a call that is over', () => {
  const { ring, clock, sent, rings, switchOff } = notices();
  rings(ANNA);
  ring.forget(callId('call-1'));
  switchOff();
  rings(TIMUR, { id: callId('call-2') });
  clock.turn(50);
  expect(sent).toEqual([]);
});

it.each<AmoAnswer>([
  { kind: 'answered', status: 429, body: undefined },
  { kind: 'unreachable', cause: new Error('down') },
])('warns and goes on when amoCRM does not take it', async (answer) => {
  const { clock, warnings, sent, rings } = notices(answer);
  rings(ANNA);
  clock.turn(50);
  await Promise.resolve();
  await Promise.resolve();
  expect(warnings).toHaveLength(1);
  clock.turn(60_000);
  expect(sent).toHaveLength(1);
});
