import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import type { TabMessage } from '../../../src/widget/channel/tab-message';
import type { PhoneCall } from '../../../src/widget/softphone/softphone';
import { shareRinging } from '../../../src/widget/tabs/one-ringer';
import { rememberSeenTabs } from '../../../src/widget/tabs/seen-tabs';
import { HandClock } from '../ui/hand-clock';

const RING: PhoneCall = {
  ...{ id: 'sip-1', direction: 'incoming', number: '1', state: 'ringing' },
  ...{ muted: false, held: false, leaving: false },
};

/** Tabs of one agent with a phone in the first; they hear each other as over a BroadcastChannel. */
function browser(...tabs: readonly { readonly isSeen: boolean; readonly canSound: boolean }[]) {
  const clock = new HandClock();
  const state = { leader: 0, phoneRings: true, mostAtOnce: 0 };
  let picture: AgentPicture = { ...EMPTY_PICTURE, phone: { registration: 'registered', calls: [] } };
  const post = (from: number, message: TabMessage): void =>
    opened.forEach((tab, index) => index !== from && tab.received(message));
  const opened = tabs.map((start, index) => {
    const own = { ...start, isClosed: false, tone: false };
    let show = (_: AgentPicture): void => undefined;
    let turn = (): void => undefined;
    const others = rememberSeenTabs(clock);
    const send = (message: TabMessage): void => post(index, message);
    const ringer = shareRinging({
      clock,
      others,
      send,
      self: `tab-${index}`,
      line: {
        watch: (listener) => ((show = listener), listener(picture), () => undefined),
        isLeader: () => state.leader === index,
        ask: async ({ args }) => {
          state.phoneRings = args === 'ring-here';
          return { ok: true, value: null };
        },
      },
      seen: { isSeen: () => own.isSeen, onSeen: (listener) => ((turn = listener), () => undefined) },
      canSound: () => own.canSound,
      ring: (tone) => (own.tone = tone === 'ringing'),
    });
    return {
      own,
      received: (message: TabMessage): void => {
        if (own.isClosed) return;
        others.received(message);
        ringer.received(message);
      },
      ping: () =>
        own.isSeen && !own.isClosed && send({ say: 'ping', tab: `tab-${index}`, canSound: own.canSound }),
      show: (next: AgentPicture) => own.isClosed || show(next),
      see: (isSeen: boolean) => ((own.isSeen = isSeen), turn()),
      crash: () => Object.assign(own, { isClosed: true, tone: false }),
    };
  });
  const heard = (): readonly number[] => [
    ...(state.phoneRings && picture.phone.calls.length > 0 ? [state.leader] : []),
    ...opened.flatMap(({ own }, index) => (own.tone ? [index] : [])),
  ];
  const wait = async (ms = 250): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.turn(50);
      if (passed % 250 === 0) opened.forEach((tab, index) => index !== state.leader && tab.ping());
      for (let step = 0; step < 5; step += 1) await Promise.resolve();
      state.mostAtOnce = Math.max(state.mostAtOnce, heard().length);
    }
  };
  const phone = (calls: readonly PhoneCall[], registration: 'registered' | 'off' = 'registered'): void => {
    picture = { ...picture, phone: { registration, calls } };
    opened.forEach((tab) => tab.show(picture));
  };
  return { tabs: opened, state, wait, heard, phone };
}

const SEEN = { isSeen: true, canSound: true };
const HIDDEN = { isSeen: false, canSound: true };
const SILENT = { isSeen: true, canSound: false };

it.each([
  ['the tab with the phone, when the agent sees none', [HIDDEN, HIDDEN], 0],
  ['the tab that he sees', [HIDDEN, HIDDEN, SEEN], 2],
  ['the tab with the phone, when he sees it', [SEEN, SEEN], 0],
  ['the seen tab that the browser lets sound', [SILENT, SILENT, SEEN], 2],
  ['the tab with the phone, when no other may sound', [HIDDEN, SILENT], 0],
])('rings in %s', async (_, tabs, ringer) => {
  const { wait, heard, phone, state } = browser(...tabs);
  await wait();
  phone([RING]);
  await wait(1_000);
  expect(heard()).toEqual([ringer]);
  phone([]);
  expect(heard()).toEqual([]);
  expect(state.mostAtOnce).toBe(1);
});

it('goes on in the tab with the phone when the agent turns away, and comes back with him', async () => {
  const { tabs, wait, heard, phone, state } = browser(HIDDEN, SEEN);
  await wait();
  phone([RING]);
  await wait();
  tabs[1]?.see(false);
  await wait(50);
  expect(heard()).toEqual([0]);
  tabs[1]?.see(true);
  await wait(250);
  expect(heard()).toEqual([1]);
  expect(state.mostAtOnce).toBe(1);
});

it('goes on in the tab with the phone, within two seconds, when the one that rings crashes', async () => {
  const { tabs, wait, heard, phone } = browser(HIDDEN, SEEN);
  await wait();
  phone([RING]);
  await wait();
  tabs[1]?.crash();
  await wait(1_750);
  expect(heard()).toEqual([0]);
});

it('names anew who rings when another tab takes the lead: its phone knows of nothing', async () => {
  const { wait, heard, phone, state } = browser(HIDDEN, HIDDEN, SEEN);
  await wait();
  expect(state.phoneRings).toBe(false);
  state.leader = 1;
  state.phoneRings = true;
  phone([], 'off');
  phone([]);
  await wait();
  expect(state.phoneRings).toBe(false);
  phone([RING]);
  await wait(500);
  expect(heard()).toEqual([2]);
});
