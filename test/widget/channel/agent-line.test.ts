/** @jest-environment node */
import type { Extension } from '../../../src/call/ids';
import { callId, callView, missed, talking } from '../../support/call-view-builder';
import { agentState, FakeGateway } from '../../support/fake-gateway';
import type { AgentPicture, LinkedEntity } from '../../../src/widget/channel/agent-picture';
import { gatewayAddress } from '../../../src/widget/channel/gateway-address';
import { GatewayChannel } from '../../../src/widget/channel/gateway-channel';
import { startLeader } from '../../../src/widget/channel/leader';
import { openAgentLine } from '../../../src/widget/channel/open-agent-line';
import { browserClock } from '../../../src/widget/host/browser-clock';
import type { TabMessage } from '../../../src/widget/channel/tab-message';
import { carryOutByPhone } from '../../../src/widget/softphone/carry-out-by-phone';
import { endByPhone } from '../../../src/widget/softphone/end-by-phone';
import { SoftphoneError } from '../../../src/widget/softphone/softphone-error';
import { ownTurn } from '../../../src/widget/softphone/own-turn';
import { fakeLocks } from '../support/fake-locks';
import { FakeSoftphone } from '../support/fake-softphone';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const BROWSER_AGENT = { ...agentState().agent, device: 'browser' } as const;
const ACCOUNT = { serverUrl: 'wss://pbx.example', extension: '101', password: 'x', iceServers: [] };

const linked = (owner: unknown): LinkedEntity => ({
  ...(owner as { readonly id: number; readonly name: string }),
  type: 'contact',
  url: '',
  details: '',
});

async function browser(locks: LockManager | 'none' = fakeLocks()) {
  const gateway = await FakeGateway.start();
  undo.push(() => gateway.close());
  gateway.answers = { phoneAccount: { ok: true, value: ACCOUNT } };
  const asked: string[] = [];
  const amo = { isSilent: false };

  /** A tab of the agent: its own code, sharing only what the browser shares. */
  const openTab = () => {
    const softphone = new FakeSoftphone();
    const line = openAgentLine({
      name: `linia:test:${gateway.port}`,
      locks: locks === 'none' ? undefined : locks,
      clock: browserClock,
      report: (error) => {
        throw error;
      },
      lead: (inherited, changed) =>
        startLeader({
          channel: channelTo(gateway),
          inherited,
          changed,
          loadSoftphone: async () => ({
            turn: (own, awaited) => ownTurn(own, awaited, { isSeen: () => true }),
            open: () => softphone,
            carryOut: carryOutByPhone,
            end: endByPhone,
          }),
          lookUp: async (number) => {
            asked.push(number);
            if (amo.isSilent) return new Promise(() => undefined);
            return { caller: 'unknown' };
          },
          describe: async ([owner]) => ({
            caller: 'found',
            who: linked(owner),
            entity: linked(owner),
            company: '',
            topics: [],
            others: [],
          }),
          clock: browserClock,
          report: (error) => {
            throw error;
          },
        }),
    });
    undo.push(() => line.close());
    const sees = (fits: (picture: AgentPicture) => boolean) =>
      new Promise<AgentPicture>((resolve) => {
        const off = line.watch((picture) => {
          if (!fits(picture)) return;
          queueMicrotask(() => off());
          resolve(picture);
        });
      });
    return { ...line, softphone, sees };
  };
  /** What another tab posts, and what it hears to each, one after the other. */
  const post = async (messages: readonly TabMessage[], version = 2): Promise<readonly unknown[]> => {
    const channel = new BroadcastChannel(`linia:test:${gateway.port}`);
    const told: unknown[] = [];
    for (const message of messages) {
      const heard = new Promise<unknown>((resolve) => {
        channel.onmessage = ({ data }: MessageEvent<{ readonly message: TabMessage }>) => {
          if (data.message.say !== 'picture') resolve(data.message);
        };
      });
      channel.postMessage({ version, message });
      told.push(await heard);
    }
    channel.close();
    return told;
  };
  return { gateway, openTab, asked, amo, post };
}

function channelTo(gateway: FakeGateway): GatewayChannel {
  const address = gatewayAddress(gateway.url);
  if (!address) throw new Error('The test has no address.');
  return new GatewayChannel({
    address,
    postAuthorized: async (url) => {
      const answer = await fetch(url, { method: 'POST' });
      return { status: answer.status, body: await answer.json() };
    },
    clock: browserClock,
    random: () => 0,
    report: (error) => {
      throw error;
    },
  });
}

const isUp = ({ link, agent }: AgentPicture): boolean => link.link === 'up' && agent !== undefined;
const rings = ({ calls }: AgentPicture): boolean => calls.length > 0;
const isKnown = ({ callers }: AgentPicture): boolean => callers[callId('call-1')]?.caller === 'unknown';
const isRegistered = ({ phone }: AgentPicture): boolean => phone.registration === 'registered';

it('has one connection for all tabs of an agent, and each tab shows the same call', async () => {
  const { gateway, openTab, asked } = await browser();
  const first = openTab();
  await first.sees(isUp);
  const second = openTab();
  await second.sees(isUp);
  gateway.push(callView());
  await Promise.all([first.sees(isKnown), second.sees(isKnown)]);
  expect(gateway.connections).toBe(1);
  expect([first.isLeader(), second.isLeader()]).toEqual([true, false]);
  expect(asked).toEqual(['+79984445566']);
});

it('gives the lead to the next tab when the leading one is closed', async () => {
  const { gateway, openTab } = await browser();
  const first = openTab();
  await first.sees(isUp);
  const second = openTab();
  await second.sees(isUp);
  gateway.push(callView());
  await second.sees(rings);
  const lostNothing = jest.fn();
  const off = second.watch(({ calls }) => {
    if (calls.length === 0) lostNothing();
  });
  first.close();
  await second.sees((picture) => isUp(picture) && second.isLeader());
  expect(gateway.ticketRequests).toHaveLength(2);
  expect(lostNothing).not.toHaveBeenCalled();
  off();
});

it('asks again who calls when the tab that asked is closed before the answer', async () => {
  const { gateway, openTab, asked, amo } = await browser();
  const first = openTab();
  await first.sees(isUp);
  const second = openTab();
  await second.sees(isUp);
  amo.isSilent = true;
  gateway.push(callView());
  gateway.state = agentState({ calls: [callView()] });
  await second.sees(({ callers }) => callers[callId('call-1')]?.caller === 'searching');
  amo.isSilent = false;
  first.close();
  await second.sees(isKnown);
  expect(asked).toEqual(['+79984445566', '+79984445566']);
});

it('finds the name for a missed call after a reload while its card stands, and not later', async () => {
  const { gateway, openTab, asked } = await browser();
  const old = callView({
    id: callId('call-2'),
    other: { number: '+79110000000', text: '' },
    phase: missed(Date.now() - 30_000),
  });
  gateway.state = agentState({
    calls: [old, callView({ phase: missed(Date.now() - 10_000) })],
    serverTime: Date.now(),
  });
  const tab = openTab();
  await tab.sees(isKnown);
  expect(asked).toEqual(['+79984445566']);
});

it('carries out the command of any tab in the one that leads, and tells the trouble where it was given', async () => {
  const { gateway, openTab } = await browser();
  gateway.answers = { placeCall: { ok: false, fault: 'pbx-away' }, hangUp: { ok: true, value: null } };
  const first = openTab();
  await first.sees(isUp);
  const second = openTab();
  await second.sees(isUp);
  expect(await second.run({ command: 'call', number: '8 (998) 444-55-66' })).toBe('pbx-away');
  expect(await second.run({ command: 'hangUp', callId: callId('call-1') })).toBeUndefined();
  expect(gateway.commands).toEqual([
    { name: 'placeCall', argument: { number: '+79984445566' } },
    { name: 'hangUp', argument: { callId: 'call-1' } },
  ]);
});

it('takes the lead from a tab that does not answer; when that one wakes it drops its phone and follows', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT });
  const first = openTab();
  await first.sees(isRegistered);
  const second = openTab();
  await second.sees(isRegistered);
  second.seize();
  await second.sees((picture) => second.isLeader() && isUp(picture) && isRegistered(picture));
  expect(first.isLeader()).toBe(false);
  expect(first.softphone.told).toEqual(['start 101', 'stop']);
  expect(second.softphone.told).toEqual(['start 101']);
  gateway.push(callView());
  await first.sees(rings);
  second.close();
  await first.sees((picture) => first.isLeader() && isRegistered(picture));
  expect(first.softphone.told).toEqual(['start 101', 'stop', 'start 101']);
});

it('does not carry out what it finds in its post when it wakes: another tab may have done it', async () => {
  const { gateway, openTab, post } = await browser();
  const first = openTab();
  await first.sees(isUp);
  const command = { command: 'call', number: '102' } as const;
  const number = (ageMs: number) => `${Date.now() - ageMs}-${ageMs}`;
  const told = await post([
    { say: 'command', number: number(1_500), command },
    { say: 'query', number: number(1_501), query: { query: 'phone', args: 'try-paths' } },
    { say: 'command', number: number(0), command },
  ]);
  expect(told).toMatchObject([
    { say: 'done', trouble: 'timeout' },
    { say: 'answer', answer: { ok: false, fault: 'timeout' } },
    { say: 'done' },
  ]);
  expect(gateway.commands.map(({ name }) => name)).toEqual(['placeCall']);
});

it('tells whoever asks that it lives and what its phone is in, also to tabs of another version', async () => {
  const { gateway, openTab, post } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT });
  const first = openTab();
  await first.sees(isRegistered);
  const talk = { id: 'sip-1', direction: 'incoming', number: '1', state: 'established' } as const;
  first.softphone.is({ calls: [{ ...talk, muted: false, held: false, leaving: false }] });
  const [told] = await post([{ say: 'ping', tab: 'other', canSound: true }], 7);
  expect(told).toMatchObject({ say: 'here', calls: [talk] });
});

it('waits for the page that was lost in a talk before it registers, unless nobody is on the line any more', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView({ phase: talking(1) })] });
  const first = openTab();
  await first.sees(isRegistered);
  const second = openTab();
  await second.sees(isRegistered);
  const call = { id: 'sip-1', direction: 'incoming', number: '1' } as const;
  first.softphone.is({
    calls: [{ ...call, state: 'established', muted: false, held: false, leaving: false }],
  });
  await second.sees(({ phone }) => phone.calls.length > 0);
  first.close();
  await second.sees((picture) => isUp(picture) && second.isLeader());
  expect(second.softphone.told).toEqual([]);
  // The PBX has let the customer go: nobody is waited for any more.
  gateway.pushState({ agent: BROWSER_AGENT, calls: [] });
  await second.sees(isRegistered);
  expect(second.softphone.told).toEqual(['start 101']);
});

it('lets every tab connect for itself where the browser has no locks', async () => {
  const { gateway, openTab } = await browser('none');
  const tabs = [openTab(), openTab()];
  await Promise.all(tabs.map(({ sees }) => sees(isUp)));
  expect(tabs.every((tab) => tab.isLeader())).toBe(true);
  expect(gateway.connections).toBe(2);
});

it('connects in every tab where the browser denies locks, as it does with blocked cookies', async () => {
  const denied = { request: async () => Promise.reject(new DOMException('denied', 'SecurityError')) };
  const { gateway, openTab } = await browser(denied as unknown as LockManager);
  const tab = openTab();
  await tab.sees(isUp);
  expect(tab.isLeader()).toBe(true);
  expect(gateway.connections).toBe(1);
});

it('answers, mutes and hangs up with the browser phone, found by the id of the PBX', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView()] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const ring = {
    id: 'sip-1',
    pbxCallId: callId('call-1'),
    direction: 'incoming',
    number: '1',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  tab.softphone.is({ calls: [{ ...ring, state: 'ringing' }] });
  await tab.run({ command: 'answer', callId: callId('call-1') });
  await tab.run({ command: 'mute', callId: callId('call-1'), muted: true });
  await tab.run({ command: 'hangUp', callId: callId('call-1') });
  expect(tab.softphone.told).toEqual(['start 101', 'answer sip-1', 'mute sip-1', 'hang up sip-1']);
  expect(gateway.commands.map(({ name }) => name)).toEqual(['phoneAccount']);
});

it('asks the gateway to hang up as well while the phone has no socket, and only then', async () => {
  const { gateway, openTab } = await browser();
  gateway.answers = { ...gateway.answers, hangUp: { ok: false, fault: 'unknown-call' } };
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView({ phase: talking(1) })] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const talk = {
    id: 'sip-1',
    pbxCallId: callId('call-1'),
    direction: 'incoming',
    number: '1',
    state: 'established',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  const hangUps = () => gateway.commands.filter(({ name }) => name === 'hangUp');
  tab.softphone.is({ calls: [talk] });
  expect(await tab.run({ command: 'hangUp', callId: callId('call-1') })).toBeUndefined();
  expect(hangUps()).toEqual([]);
  tab.softphone.is({ registration: 'lost', calls: [talk] });
  expect(await tab.run({ command: 'hangUp', callId: callId('call-1') })).toBeUndefined();
  expect(hangUps()).toEqual([{ name: 'hangUp', argument: { callId: 'call-1' } }]);
  expect(tab.softphone.told.filter((told) => told === 'hang up sip-1')).toHaveLength(2);
  gateway.answers = { ...gateway.answers, hangUp: { ok: false, fault: 'pbx-away' } };
  expect(await tab.run({ command: 'hangUp', callId: callId('call-1') })).toBe('pbx-away');
});

it('stops the phone when the agent is given a desk phone, and starts it when he is given it back', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT });
  const tab = openTab();
  await tab.sees(isRegistered);
  gateway.pushState({ agent: { ...BROWSER_AGENT, device: 'desk' } });
  await tab.sees(({ phone }) => phone.registration === 'off');
  expect(tab.softphone.told).toEqual(['start 101', 'stop']);
  gateway.pushState({ agent: { ...BROWSER_AGENT, device: 'desk' } });
  gateway.pushState({ agent: BROWSER_AGENT });
  await tab.sees(isRegistered);
  expect(tab.softphone.told).toEqual(['start 101', 'stop', 'start 101']);
});

it('lets a talk in the browser end before it stops the phone', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView({ phase: talking(1) })] });
  const tab = openTab();
  await tab.sees(isRegistered);
  tab.softphone.is({
    calls: [
      {
        id: 'sip-1',
        direction: 'incoming',
        number: '1',
        state: 'established',
        muted: false,
        held: false,
        leaving: false,
      },
    ],
  });
  gateway.pushState({ agent: { ...BROWSER_AGENT, device: 'desk' } });
  await tab.sees(({ agent }) => agent?.device === 'desk');
  expect(tab.softphone.told).toEqual(['start 101']);
  tab.softphone.is({ calls: [] });
  await tab.sees(({ phone }) => phone.registration === 'off');
  expect(tab.softphone.told).toEqual(['start 101', 'stop']);
});

it('finds the call of the phone by its number where the PBX sends no id', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView()] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const other = {
    id: 'sip-2',
    direction: 'incoming',
    number: '79110000000',
    state: 'ringing',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  tab.softphone.is({ calls: [other, { ...other, id: 'sip-1', number: '89984445566' }] });
  await tab.run({ command: 'decline', callId: callId('call-1') });
  expect(tab.softphone.told).toContain('decline sip-1');
});

it('dials E.164 with the browser phone where the gateway does not say how', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT });
  const tab = openTab();
  await tab.sees(isRegistered);
  await tab.run({ command: 'call', number: '8 (998) 444-55-66' });
  await tab.run({ command: 'call', number: '102' });
  expect(tab.softphone.told.slice(1)).toEqual(['call +79984445566', 'call 102']);
  expect(await tab.run({ command: 'call', number: 'нет' })).toBe('invalid-number');
});

it.each([
  [{ format: 'digits', prefix: '' }, '79984445566'],
  [{ format: 'trunk-8', prefix: '9' }, '989984445566'],
  [{ format: 'plus', prefix: '' }, '+79984445566'],
] as const)('dials with the browser phone as the PBX’s dialplan wants it: %j', async (dial, dialled) => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, dial });
  const tab = openTab();
  await tab.sees(isRegistered);
  await tab.run({ command: 'call', number: '8 (998) 444-55-66' });
  await tab.run({ command: 'call', number: '102' });
  expect(tab.softphone.told.slice(1)).toEqual([`call ${dialled}`, 'call 102']);
});

it('dials as soon as the phone has registered, when the click came before', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT });
  const tab = openTab();
  await tab.sees(isRegistered);
  tab.softphone.is({ registration: 'connecting' });
  const placed = tab.run({ command: 'call', number: '102' });
  tab.softphone.is({ registration: 'registered' });
  expect(await placed).toBeUndefined();
  expect(tab.softphone.told).toContain('call 102');
});

it('answers as soon as the INVITE is there, when the click came before', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView()] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const answered = tab.run({ command: 'answer', callId: callId('call-1') });
  const ring = {
    id: 'sip-1',
    direction: 'incoming',
    number: '79984445566',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  tab.softphone.is({ calls: [{ ...ring, state: 'ringing' }] });
  expect(await answered).toBeUndefined();
  expect(tab.softphone.told).toContain('answer sip-1');
});

it('answers a second call, and refuses a call by click beside a talk', async () => {
  const { gateway, openTab } = await browser();
  const second = callView({ id: callId('call-2'), other: { number: '+79110000000', text: '' } });
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView({ phase: talking(1) }), second] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const talk = {
    id: 'sip-1',
    direction: 'incoming',
    number: '79984445566',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  const ring = { ...talk, id: 'sip-2', number: '79110000000' };
  tab.softphone.is({
    calls: [
      { ...talk, state: 'established' },
      { ...ring, state: 'ringing' },
    ],
  });
  expect(await tab.run({ command: 'call', number: '102' })).toBe('already-calling');
  expect(await tab.run({ command: 'decline', callId: callId('call-2') })).toBeUndefined();
  expect(await tab.run({ command: 'answer', callId: callId('call-2') })).toBeUndefined();
  expect(await tab.run({ command: 'answer', callId: callId('call-2'), instead: true })).toBeUndefined();
  expect(tab.softphone.told).toEqual([
    'start 101',
    'decline sip-2',
    'answer sip-2',
    'hang up sip-1',
    'answer sip-2',
  ]);
});

it('does not answer into a call that is being placed', async () => {
  const { gateway, openTab } = await browser();
  const dialling = callView({ direction: 'outbound', phase: { phase: 'dialling', ringing: true } });
  const second = callView({ id: callId('call-2'), other: { number: '+79110000000', text: '' } });
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [dialling, second] });
  const tab = openTab();
  await tab.sees(isRegistered);
  expect(await tab.run({ command: 'answer', callId: callId('call-2') })).toBe('already-calling');
});

it('holds, sends tones, hands over and connects what the panel asks for, by the phone', async () => {
  const { gateway, openTab } = await browser();
  const second = callView({ id: callId('call-2'), phase: talking(2), other: { number: '102', text: '102' } });
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView({ phase: talking(1) }), second] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const talk = {
    direction: 'incoming',
    state: 'established',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  tab.softphone.is({
    calls: [
      { ...talk, id: 'sip-1', number: '79984445566' },
      { ...talk, id: 'sip-2', number: '102' },
    ],
  });
  const first = callId('call-1');
  await tab.run({ command: 'hold', callId: first, held: true });
  await tab.run({ command: 'tones', callId: first, tones: '5' });
  await tab.run({ command: 'transfer', callId: first, number: '8 (911) 000-00-00' });
  await tab.run({ command: 'connect', callId: first, otherId: callId('call-2') });
  expect(tab.softphone.told.slice(1)).toEqual([
    'hold sip-1',
    'tones sip-1 5',
    'transfer sip-1 +79110000000',
    'connect sip-1 sip-2',
  ]);
  expect(await tab.run({ command: 'hold', callId: callId('gone'), held: true })).toBe('unknown-call');
});

it('shows in every tab which colleagues the gateway found', async () => {
  const { gateway, openTab } = await browser();
  const list = [{ extension: '102', name: 'Тимур Галеев', now: { presence: 'free' } }];
  gateway.answers = { ...gateway.answers, colleagues: { ok: true, value: list } };
  gateway.state = agentState({ agent: BROWSER_AGENT });
  const tab = openTab();
  await tab.sees(isRegistered);
  const second = openTab();
  await second.sees(isRegistered);
  expect(await second.run({ command: 'findColleagues', find: 'тим' })).toBeUndefined();
  const { colleagues } = await second.sees((picture) => picture.colleagues !== undefined);
  expect(colleagues).toEqual({ find: 'тим', list });
});

it('does not take the talk for the call that rings into it', async () => {
  const { gateway, openTab } = await browser();
  const second = callView({ id: callId('call-2'), other: { number: '+79110000000', text: '' } });
  gateway.answers = { ...gateway.answers, hangUp: { ok: true, value: null } };
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView({ phase: talking(1) }), second] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const talk = {
    id: 'sip-1',
    direction: 'incoming',
    number: '79984445566',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  tab.softphone.is({ calls: [{ ...talk, state: 'established' }] });
  await tab.run({ command: 'hangUp', callId: callId('call-2') });
  expect(tab.softphone.told).toEqual(['start 101']);
  expect(gateway.commands.at(-1)).toEqual({ name: 'hangUp', argument: { callId: 'call-2' } });
});

it('refuses a second call of the desk phone as well', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ calls: [callView({ direction: 'outbound', phase: { phase: 'pick-up' } })] });
  const tab = openTab();
  await tab.sees(isUp);
  expect(await tab.run({ command: 'call', number: '102' })).toBe('already-calling');
  expect(gateway.commands).toEqual([]);
});

it('tells in any tab why the phone did not do it, by the word of its error', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT });
  const tab = openTab();
  await tab.sees(isRegistered);
  const second = openTab();
  await second.sees(isRegistered);
  tab.softphone.failure = SoftphoneError.microphoneDenied(undefined);
  expect(await second.run({ command: 'call', number: '102' })).toBe('microphone-denied');
});

it('declines by the phone as soon as the INVITE is there, when the click came before', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView()] });
  const tab = openTab();
  await tab.sees(isRegistered);
  const declined = tab.run({ command: 'decline', callId: callId('call-1') });
  const ring = {
    id: 'sip-1',
    direction: 'incoming',
    number: '79984445566',
    muted: false,
    held: false,
    leaving: false,
  } as const;
  tab.softphone.is({ calls: [{ ...ring, state: 'ringing' }] });
  expect(await declined).toBeUndefined();
  expect(tab.softphone.told).toContain('decline sip-1');
  expect(gateway.commands.map(({ name }) => name)).toEqual(['phoneAccount']);
});

it('declines through the gateway when no INVITE comes', async () => {
  const { gateway, openTab } = await browser();
  gateway.answers = { ...gateway.answers, hangUp: { ok: true, value: null } };
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView()] });
  const tab = openTab();
  await tab.sees(isRegistered);
  expect(await tab.run({ command: 'decline', callId: callId('call-1') })).toBeUndefined();
  expect(gateway.commands.at(-1)).toEqual({ name: 'hangUp', argument: { callId: 'call-1' } });
});

it('says what keeps a call from being placed', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({
    agent: { ...agentState().agent, extension: '' as Extension, device: 'none' },
  });
  gateway.ticketFault = 'server-error';
  const tab = openTab();
  await tab.sees(({ link }) => link.link === 'lost');
  expect(await tab.run({ command: 'call', number: '102' })).toBe('gateway-lost');
  gateway.ticketFault = undefined;
  await tab.sees(isUp);
  expect(await tab.run({ command: 'call', number: '102' })).toBe('no-extension');
  gateway.answers = { phoneAccount: { ok: false, fault: 'pbx-away' } };
  gateway.pushState({ agent: BROWSER_AGENT });
  await tab.sees(({ phone }) => phone.fault !== undefined);
  expect(await tab.run({ command: 'call', number: '102' })).toBe('server-unreachable');
});

it('connects the phone anew with a fresh account when the agent tries again, without ending its calls', async () => {
  const { gateway, openTab } = await browser();
  gateway.state = agentState({ agent: BROWSER_AGENT, calls: [callView({ phase: talking(1) })] });
  const tab = openTab();
  await tab.sees(isRegistered);
  await tab.run({ command: 'retryPhone' });
  expect(tab.softphone.told).toEqual(['start 101', 'start 101']);
  expect(gateway.commands).toHaveLength(2);
});

const OWNER = {
  ...{ type: 'contact', id: 1, name: 'Марина Ковалёва', responsibleUserId: 7, createdAt: 1, company: '' },
  ...{ leads: [], customers: [] },
};
const isNamed = ({ callers }: AgentPicture): boolean => callers[callId('call-1')]?.caller === 'found';

it('names the caller by the gateway’s index, and amoCRM is not asked', async () => {
  const { gateway, openTab, asked } = await browser();
  const tab = openTab();
  await tab.sees(isUp);
  gateway.push(callView());
  gateway.pushRaw('caller', { callId: 'call-1', owners: [OWNER] });
  const { callers } = await tab.sees(isNamed);
  expect(callers[callId('call-1')]).toMatchObject({ who: { name: 'Марина Ковалёва' } });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked).toEqual([]);
});

it('asks amoCRM for whom the index does not name, and lets a late word of the index win over silence', async () => {
  const { gateway, openTab, asked, amo } = await browser();
  amo.isSilent = true;
  const tab = openTab();
  await tab.sees(isUp);
  gateway.push(callView());
  gateway.pushRaw('caller', { callId: 'call-1', owners: [] });
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  gateway.pushRaw('caller', { callId: 'call-1', owners: [OWNER] });
  await tab.sees(isNamed);
});
