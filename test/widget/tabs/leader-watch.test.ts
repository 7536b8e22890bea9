import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import type { TabMessage } from '../../../src/widget/channel/tab-message';
import { PING_MS, watchLeader } from '../../../src/widget/tabs/leader-watch';
import { callView, talking } from '../../support/call-view-builder';
import { agentState } from '../../support/fake-gateway';
import { HandClock } from '../ui/hand-clock';

const AGENT = { ...agentState().agent, device: 'browser' } as const;
const TALK = { direction: 'incoming', state: 'established' } as const;
const RING = { direction: 'incoming', state: 'ringing' } as const;
type Calls = Extract<TabMessage, { say: 'here' }>['calls'];

/** A tab beside one that leads; `leader` says how that one answers. */
function tab({ isSeen = true, isLeader = false } = {}) {
  const clock = new HandClock();
  const leader = { lives: true, calls: [] as Calls, isReadable: true };
  const state = { isSeen, isLeader, seized: 0, pings: 0 };
  let show = (_: AgentPicture): void => undefined;
  let turn = (): void => undefined;
  const watch = watchLeader({
    clock,
    line: {
      watch: (listener) => ((show = listener), () => undefined),
      isLeader: () => state.isLeader,
      seize: () => (state.seized += 1),
    },
    seen: { isSeen: () => state.isSeen, onSeen: (listener) => ((turn = listener), () => undefined) },
    sign: () => ({ say: 'ping', tab: 'me', canSound: true }),
    send: (message) => queueMicrotask(() => answer(message)),
  });
  const answer = (message: TabMessage): void => {
    if (message.say === 'ping') state.pings += 1;
    if (!leader.lives) return;
    if (message.say === 'ping') watch.received({ say: 'here', calls: leader.calls });
    else if (leader.isReadable) watch.received({ say: 'picture', picture: EMPTY_PICTURE });
  };
  const wait = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += PING_MS) {
      await Promise.resolve();
      clock.turn(PING_MS);
    }
    await Promise.resolve();
  };
  return {
    leader,
    state,
    wait,
    hears: (message: TabMessage) => watch.received(message),
    shows: (picture: Partial<AgentPicture>) => show({ ...EMPTY_PICTURE, agent: AGENT, ...picture }),
    see: (is: boolean) => {
      state.isSeen = is;
      turn();
    },
  };
}

it('leaves a leader alone that answers', async () => {
  const { state, wait } = tab();
  await wait(60_000);
  expect(state).toMatchObject({ seized: 0, pings: 301 });
});

it('takes the place of one that does not answer, within a second, and once', async () => {
  const { state, leader, wait } = tab();
  await wait(10_000);
  leader.lives = false;
  await wait(600);
  expect(state.seized).toBe(0);
  await wait(400);
  expect(state.seized).toBe(1);
  state.isLeader = true;
  await wait(10_000);
  expect(state.seized).toBe(1);
});

it('notices a frozen leader also where it has never heard one', async () => {
  const { state, leader, wait } = tab();
  leader.lives = false;
  await wait(1_000);
  expect(state.seized).toBe(1);
});

it.each([
  ['talks', TALK, 0],
  ['dials', { direction: 'outgoing', state: 'ringing' } as const, 0],
  ['only rings', RING, 1],
])('a frozen leader that %s', async (_, call, seized) => {
  const { state, leader, wait } = tab();
  leader.calls = [call];
  await wait(1_000);
  leader.lives = false;
  await wait(60_000);
  expect(Math.min(state.seized, 1)).toBe(seized);
});

it('is patient with a leader that rings, for it may only stumble, and takes its place before two seconds are over', async () => {
  const { state, leader, wait } = tab();
  leader.calls = [RING];
  await wait(1_000);
  leader.lives = false;
  await wait(1_200);
  expect(state.seized).toBe(0);
  await wait(400);
  expect(state.seized).toBe(1);
});

it('is patient with a tab that has just taken the lead and whose phone is not there yet', async () => {
  const { state, leader, wait, shows, hears } = tab();
  hears({ say: 'picture', picture: EMPTY_PICTURE });
  shows({ phone: { registration: 'connecting', calls: [] } });
  leader.lives = false;
  await wait(2_200);
  expect(state.seized).toBe(0);
  await wait(600);
  expect(state.seized).toBe(1);
});

it('does not rob the tab that has just taken the lead, when several have noticed', async () => {
  const { state, leader, wait, hears } = tab();
  leader.lives = false;
  await wait(600);
  hears({ say: 'picture', picture: EMPTY_PICTURE });
  leader.lives = true;
  await wait(10_000);
  expect(state.seized).toBe(0);
});

it('asks nothing and takes nothing while the agent does not see it, and begins anew when he does', async () => {
  const { state, leader, wait, see } = tab({ isSeen: false });
  leader.lives = false;
  await wait(60_000);
  expect(state).toMatchObject({ seized: 0, pings: 0 });
  see(true);
  await wait(600);
  expect(state.seized).toBe(0);
  await wait(400);
  expect(state.seized).toBe(1);
});

it('takes the lead from an idle tab of another version, whose picture it cannot read, and not in a call', async () => {
  const { state, leader, wait } = tab();
  leader.isReadable = false;
  leader.calls = [TALK];
  await wait(10_000);
  expect(state.seized).toBe(0);
  leader.calls = [];
  await wait(500);
  expect(state.seized).toBe(1);
});

it('takes a talk whose page has not come back from the tab that waits for it', async () => {
  const { state, wait, shows } = tab();
  shows({ calls: [callView({ phase: { phase: 'reconnecting', since: 1 } })] });
  await wait(4_800);
  expect(state.seized).toBe(0);
  await wait(400);
  expect(state.seized).toBe(1);
});

it('leaves a talk where it is that a phone has', async () => {
  const { state, wait, shows } = tab();
  shows({ calls: [callView({ phase: talking(1) })], phone: { registration: 'registered', calls: [] } });
  await wait(20_000);
  expect(state.seized).toBe(0);
});
