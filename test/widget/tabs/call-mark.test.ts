import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import type { PhoneCall } from '../../../src/widget/softphone/softphone';
import { reclaimTalk } from '../../../src/widget/tabs/call-mark';
import { callView, talking } from '../../support/call-view-builder';
import { agentState } from '../../support/fake-gateway';

const TALK: PhoneCall = {
  ...{ id: 'sip-1', direction: 'incoming', number: '1', state: 'established' },
  ...{ muted: false, held: false, leaving: false },
};
const LOST = callView({ phase: { phase: 'reconnecting', since: 1 } });

const picture = (calls: AgentPicture['calls'], own: readonly PhoneCall[] = []): AgentPicture => ({
  ...EMPTY_PICTURE,
  agent: { ...agentState().agent, device: 'browser' },
  calls,
  phone: { registration: 'registered', calls: own },
});

beforeEach(() => sessionStorage.clear());

/** A page of this tab: whether it takes the lead when it sees these pictures. */
function page(isLeader: boolean, ...pictures: readonly AgentPicture[]): number {
  let seized = 0;
  let show = (_: AgentPicture): void => undefined;
  const line = {
    watch: (listener: typeof show) => ((show = listener), () => undefined),
    isLeader: () => isLeader,
    seize: () => (seized += 1),
  };
  reclaimTalk(line, sessionStorage, 'linia:1');
  pictures.forEach((now) => show(now));
  return seized;
}

it('gets its talk back after a reload, from the tab that stepped in', () => {
  page(true, picture([callView({ phase: talking(1) })], [TALK]));
  expect(page(false, EMPTY_PICTURE, picture([LOST]), picture([LOST]))).toBe(1);
});

it('is not the page that talked: it takes nothing', () => {
  expect(page(false, picture([LOST]))).toBe(0);
});

it('leaves the talk to a phone that has it: a tab that was duplicated, or one that came back too late', () => {
  page(true, picture([callView({ phase: talking(1) })], [TALK]));
  const elsewhere = picture([callView({ phase: talking(1) })], [TALK]);
  expect(page(false, elsewhere, picture([LOST]))).toBe(0);
});

it('forgets the talk when it is over', () => {
  page(true, picture([callView({ phase: talking(1) })], [TALK]), picture([]));
  expect(page(false, picture([LOST]))).toBe(0);
});

it('keeps the mark until the phone is back, so that the page may be reloaded twice', () => {
  page(true, picture([callView({ phase: talking(1) })], [TALK]));
  page(true, picture([LOST]));
  expect(page(false, picture([LOST]))).toBe(1);
});
