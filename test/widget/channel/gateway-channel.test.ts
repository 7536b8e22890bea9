/** @jest-environment node */
import { once } from 'node:events';
import type { AgentState } from '../../../src/protocol/messages';
import type { GatewayLink } from '../../../src/widget/channel/agent-picture';
import { gatewayAddress } from '../../../src/widget/channel/gateway-address';
import { GatewayChannel } from '../../../src/widget/channel/gateway-channel';
import { browserClock } from '../../../src/widget/host/browser-clock';
import type { HttpAnswer } from '../../../src/widget/host/amo-host';
import { callId, callView } from '../../support/call-view-builder';
import { TcpLink } from '../../support/tcp-link';
import { FakeGateway, type FakeGatewayOptions } from '../../support/fake-gateway';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function postTicket(url: string): Promise<HttpAnswer> {
  try {
    const answer = await fetch(url, { method: 'POST', headers: { 'X-Auth-Token': 'token-of-the-host' } });
    return { status: answer.status, body: await answer.json() };
  } catch {
    // The gateway is away: the host's port says so with status 0.
    return { status: 0, body: undefined };
  }
}

async function office(options: FakeGatewayOptions = {}) {
  const gateway = await FakeGateway.start(options);
  undo.push(() => gateway.close());
  return { gateway, ...openChannel(gateway.url) };
}

/** `ticketsFrom`: the browser's own connections for requests are another matter. */
function openChannel(url: string, ticketsFrom = url) {
  const address = gatewayAddress(url);
  const { ticketUrl = '' } = gatewayAddress(ticketsFrom) ?? {};
  if (!address) throw new Error('The test has no address.');
  const reports: unknown[] = [];
  let slept = 0;
  const channel = new GatewayChannel({
    address: { ...address, ticketUrl },
    postAuthorized: postTicket,
    // The back-off of a test is short: a tenth of a second for a second.
    clock: { now: () => Date.now() + slept, after: (ms, callback) => browserClock.after(ms / 20, callback) },
    random: () => 0,
    report: (error) => reports.push(error),
  });
  undo.push(() => channel.stop());
  const links: GatewayLink[] = [];
  channel.events.on('link', (link) => links.push(link));
  const linkIs = (wanted: GatewayLink['link']) =>
    happens<GatewayLink>(channel, 'link', ({ link }) => link === wanted);
  const stateCame = () => happens<AgentState>(channel, 'state', () => true);
  const sleep = (ms: number): void => void (slept += ms);
  return { channel, links, reports, linkIs, stateCame, sleep };
}

function happens<Payload>(
  channel: GatewayChannel,
  name: 'link' | 'state',
  fits: (payload: Payload) => boolean,
) {
  return new Promise<Payload>((resolve) => {
    const off = channel.events.on(name, (payload) => {
      if (!fits(payload as Payload)) return;
      off();
      resolve(payload as Payload);
    });
  });
}

it('connects over WebSocket with a ticket for the token of amoCRM and gets the whole state', async () => {
  const { gateway, channel, linkIs, stateCame } = await office();
  const came = stateCame();
  const up = linkIs('up');
  channel.start();
  expect(await up).toEqual({ link: 'up', transport: 'websocket' });
  expect((await came).agent.name).toBe('Анна Белова');
  expect(gateway.ticketRequests[0]?.['x-auth-token']).toBe('token-of-the-host');
});

it('carries the same events by long polling where WebSocket is refused on the way', async () => {
  const { gateway, channel, linkIs } = await office({ webSocket: 'refused' });
  const up = linkIs('up');
  channel.start();
  expect(await up).toEqual({ link: 'up', transport: 'polling' });
  const rang = new Promise((resolve) => channel.events.on('call', resolve));
  gateway.push(callView());
  expect(await rang).toEqual(callView());
  gateway.answers = { placeCall: { ok: true, value: 'call-9' } };
  expect(await channel.placeCall('+79984445566')).toEqual({ ok: true, value: 'call-9' });
});

it('turns to long polling when a proxy swallows WebSocket without a word', async () => {
  const { channel, linkIs } = await office({ webSocket: 'swallowed' });
  const up = linkIs('up');
  channel.start();
  expect(await up).toEqual({ link: 'up', transport: 'polling' });
}, 20_000);

it('takes a new ticket for every connection and comes back after a cut', async () => {
  const { gateway, channel, links, linkIs } = await office();
  const first = linkIs('up');
  channel.start();
  await first;
  const again = linkIs('up');
  gateway.dropConnections();
  await again;
  expect(gateway.ticketRequests).toHaveLength(2);
  expect(links.map(({ link }) => link)).toEqual(['connecting', 'up', 'lost', 'connecting', 'up']);
});

it('comes back by itself when the gateway was away from the start', async () => {
  const early = await FakeGateway.start();
  const { port, url } = early;
  await early.close();
  const { channel, linkIs } = openChannel(url);
  const lost = linkIs('lost');
  channel.start();
  await lost;
  const up = linkIs('up');
  const gateway = await FakeGateway.start({ port });
  undo.push(() => gateway.close());
  await up;
});

it.each(['token-invalid', 'clock-off', 'account-unknown', 'version-unknown'] as const)(
  'says why the gateway refuses: %s',
  async (fault) => {
    const { gateway, channel, linkIs } = await office();
    gateway.ticketFault = fault;
    const refused = linkIs('refused');
    channel.start();
    expect(await refused).toEqual({ link: 'refused', fault });
  },
);

it('says why the socket is refused, and connects when the reason is gone', async () => {
  const { gateway, channel, linkIs } = await office();
  gateway.connectFault = 'version-unknown';
  const refused = linkIs('refused');
  channel.start();
  expect(await refused).toEqual({ link: 'refused', fault: 'version-unknown' });
  gateway.connectFault = undefined;
  const up = linkIs('up');
  channel.hurry();
  await up;
});

it('asks for a new ticket at once when the old one is not known any more', async () => {
  const { gateway, channel, links, linkIs } = await office();
  gateway.connectFault = 'ticket-invalid';
  const lost = linkIs('lost');
  channel.start();
  await lost;
  gateway.connectFault = undefined;
  const up = linkIs('up');
  await up;
  expect(links.map(({ link }) => link)).toEqual(['connecting', 'lost', 'connecting', 'up']);
});

it('leaves out what it cannot read and goes on', async () => {
  const { gateway, channel, reports, linkIs } = await office();
  const up = linkIs('up');
  channel.start();
  await up;
  const calls: unknown[] = [];
  const rang = new Promise<void>((resolve) =>
    channel.events.on('call', (call) => {
      calls.push(call);
      resolve();
    }),
  );
  gateway.pushRaw('call', { id: 7, phase: 'ringing' });
  gateway.pushRaw('state', 'nonsense');
  gateway.push(callView());
  await rang;
  expect(calls).toEqual([callView()]);
  expect(reports).toHaveLength(2);
});

it('names the outcome of every command', async () => {
  const { gateway, channel, linkIs } = await office();
  expect(await channel.placeCall('101')).toEqual({ ok: false, fault: 'gateway-lost' });
  const up = linkIs('up');
  channel.start();
  await up;
  gateway.answers = {
    placeCall: { ok: false, fault: 'pbx-away' },
    hangUp: { ok: true, value: null },
    phoneAccount: { ok: true, value: 'not an account' },
  };
  expect(await channel.placeCall('101')).toEqual({ ok: false, fault: 'pbx-away' });
  expect(await channel.hangUp(callId('call-1'))).toEqual({ ok: true, value: null });
  expect(await channel.phoneAccount()).toEqual({ ok: false, fault: 'malformed' });
  expect(gateway.commands.map(({ name }) => name)).toEqual(['placeCall', 'hangUp', 'phoneAccount']);
});

it('leaves no connection behind when it is stopped', async () => {
  const { gateway, channel, linkIs } = await office();
  const up = linkIs('up');
  channel.start();
  await up;
  const [socket] = [...gateway['io'].sockets.sockets.values()];
  const gone = once(socket as never, 'disconnect');
  channel.stop();
  await gone;
  expect(gateway.connections).toBe(0);
});

it('comes back as soon as the computer has woken, though nobody closed the connection while it slept', async () => {
  const { gateway } = await office();
  const link = await TcpLink.to(Number(new URL(gateway.url).port));
  undo.push(() => link.close());
  const { channel, linkIs, sleep } = openChannel(`http://127.0.0.1:${link.port}`, gateway.url);
  const up = linkIs('up');
  channel.start();
  await up;
  link.swallow();
  link.mend();
  const [lost, back] = [linkIs('lost'), linkIs('up')];
  const from = Date.now();
  sleep(30_000);
  await lost;
  await back;
  expect(Date.now() - from).toBeLessThan(5_000);
});
