import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import type { Server as SocketServer } from 'socket.io';
import type { CallId } from '../../../src/call/ids';
import { ROLE_FOR, type AgentCommands } from '../../../src/gateway/hub/agent-commands';
import { PROTOCOL_VERSION, type AgentState } from '../../../src/protocol/messages';
import { callView } from '../../support/call-view-builder';
import { rounds } from '../../support/rounds';
import { agent, nothingToDo, received, ROMASHKA, startHub, VASILEK, type RunningHub } from './running-hub';

let hub: RunningHub;
const start = async (own?: Parameters<typeof startHub>[0]): Promise<void> => void (hub = await startHub(own));
afterEach(() => hub.stop());

const MARINA = agent(ROMASHKA.accountId, 7);
const OLEG = agent(ROMASHKA.accountId, 8);
const MARINA_OF_VASILEK = agent(VASILEK.accountId, 7);

/** Ids of the calls that a widget is shown, until its agent's call `last`. */
function callsUntil(socket: Parameters<typeof received>[0], last: string): Promise<readonly string[]> {
  const ids: string[] = [];
  return new Promise((resolve) => {
    socket.on('call', ({ id }: { readonly id: string }) => {
      ids.push(id);
      if (id === last) resolve(ids);
    });
  });
}

const call = (id: string) => callView({ id: id as CallId });

describe('who is let in', () => {
  beforeEach(() => start());

  it('refuses a ticket that was used before', async () => {
    const ticket = await hub.ticketFor(ROMASHKA, 7);
    await received(hub.socketWith({ ticket, version: PROTOCOL_VERSION }), 'state');
    expect(await hub.refusal({ ticket, version: PROTOCOL_VERSION })).toBe('ticket-invalid');
  });

  it('refuses a ticket after a minute', async () => {
    const ticket = await hub.ticketFor(ROMASHKA, 7);
    hub.clock.turn(60_000);
    expect(await hub.refusal({ ticket, version: PROTOCOL_VERSION })).toBe('ticket-invalid');
  });

  it.each<readonly [string, unknown, string]>([
    ['a guessed ticket', { ticket: 'x'.repeat(43), version: PROTOCOL_VERSION }, 'ticket-invalid'],
    ['no ticket', { version: PROTOCOL_VERSION }, 'ticket-invalid'],
    ['nothing', {}, 'ticket-invalid'],
    ['an object for a ticket', { ticket: { $ne: '' }, version: PROTOCOL_VERSION }, 'ticket-invalid'],
    ['a version of the future', { ticket: 'x', version: 99 }, 'version-unknown'],
  ])('refuses %s', async (_what, auth, fault) => {
    expect(await hub.refusal(auth)).toBe(fault);
  });

  it('does not use a ticket up when the version is refused', async () => {
    const ticket = await hub.ticketFor(ROMASHKA, 7);
    expect(await hub.refusal({ ticket, version: 99 })).toBe('version-unknown');
    await received(hub.socketWith({ ticket, version: PROTOCOL_VERSION }), 'state');
  });

  it.each(['websocket', 'polling'])('refuses a page of a foreign origin by %s', async (transport) => {
    const ticket = await hub.ticketFor(ROMASHKA, 7);
    const auth = { ticket, version: PROTOCOL_VERSION };
    const from = (origin: string) => ({ transports: [transport], extraHeaders: { Origin: origin } });
    const [error] = await received(
      hub.socketWith(auth, from('https://amocrm.ru.evil.example')),
      'connect_error',
    );
    expect((error as Error).message).toMatch(/error$/);
    await received(hub.socketWith(auth, from('https://romashka.amocrm.ru')), 'state');
  });
});

describe('what an agent is sent', () => {
  beforeEach(() => start());

  it('shows a call to the browsers of its agent and to nobody else', async () => {
    const browsers = await Promise.all([hub.widget(ROMASHKA, 7), hub.widget(ROMASHKA, 7)]);
    const { socket: oleg } = await hub.widget(ROMASHKA, 8);
    const { socket: stranger } = await hub.widget(VASILEK, 7);
    const shown = Promise.all([
      ...browsers.map(({ socket }) => callsUntil(socket, 'last-of-marina')),
      callsUntil(oleg, 'last-of-oleg'),
      callsUntil(stranger, 'last-of-stranger'),
    ]);
    hub.hub.pushCall(MARINA, call('1'));
    hub.hub.pushCall(MARINA_OF_VASILEK, call('2'));
    hub.hub.pushCall(MARINA, call('last-of-marina'));
    hub.hub.pushCall(OLEG, call('last-of-oleg'));
    hub.hub.pushCall(MARINA_OF_VASILEK, call('last-of-stranger'));
    expect(await shown).toEqual([
      ['1', 'last-of-marina'],
      ['1', 'last-of-marina'],
      ['last-of-oleg'],
      ['2', 'last-of-stranger'],
    ]);
  });

  it('sends the call as it is', async () => {
    const { socket } = await hub.widget(ROMASHKA, 7);
    const view = call('42');
    hub.hub.pushCall(MARINA, view);
    expect(await received(socket, 'call')).toEqual([view]);
  });

  it('sends the state anew to the agent it concerns', async () => {
    const { socket } = await hub.widget(ROMASHKA, 7);
    hub.hub.pushState(OLEG);
    hub.hub.pushState(MARINA);
    const [state] = (await received(socket, 'state')) as [AgentState];
    expect(state.agent.userId).toBe(7);
  });

  it('tells who is connected, each once', async () => {
    await Promise.all([hub.widget(ROMASHKA, 7), hub.widget(ROMASHKA, 7), hub.widget(VASILEK, 7)]);
    expect(hub.hub.agents()).toHaveLength(2);
    expect(hub.hub.agents()).toEqual(expect.arrayContaining([MARINA, MARINA_OF_VASILEK]));
  });

  it('cuts the widgets of an agent who is none any more, and no others', async () => {
    const [{ socket }, { socket: oleg }] = [await hub.widget(ROMASHKA, 7), await hub.widget(ROMASHKA, 8)];
    const gone = received(socket, 'disconnect');
    hub.hub.disconnect(MARINA);
    await gone;
    const shown = callsUntil(oleg, 'still there');
    hub.hub.pushCall(OLEG, call('still there'));
    await shown;
  });

  it('closes the oldest when one agent opens too many', async () => {
    const { socket: first } = await hub.widget(ROMASHKA, 7);
    const gone = received(first, 'disconnect');
    for (let opened = 1; opened <= 16; opened++) await hub.widget(ROMASHKA, 7);
    await gone;
    expect(hub.app.server.listening).toBe(true);
  });
});

it('brings the whole state again after a loss, calls of the meantime included', async () => {
  const calls = [call('1')];
  const states: AgentState[] = [];
  await start({
    stateOf: ({ userId }) => {
      const state: AgentState = {
        version: PROTOCOL_VERSION,
        serverTime: 1,
        agent: { userId, name: 'Марина', extension: '', device: 'none', role: 'agent', status: 'ready' },
        pbx: 'up',
        callingCode: '7',
        calls: [...calls],
      };
      states.push(state);
      return state;
    },
  });
  const { socket, state } = await hub.widget(ROMASHKA, 7);
  expect(state).toEqual(states[0]);
  socket.disconnect();
  hub.hub.pushCall(MARINA, call('2'));
  calls.push(call('2'));
  const again = await hub.widget(ROMASHKA, 7);
  expect(again.state.calls.map(({ id }) => id)).toEqual(['1', '2']);
});

it('drops a widget whose state cannot be told, and lives on', async () => {
  let isBroken = true;
  await start({
    stateOf: ({ userId }) => {
      if (isBroken) throw new Error('no directory');
      return {
        version: PROTOCOL_VERSION,
        serverTime: 1,
        agent: { userId, name: '', extension: '', device: 'none', role: 'agent', status: 'ready' },
        pbx: 'up',
        callingCode: '7',
        calls: [],
      };
    },
  });
  const auth = { ticket: await hub.ticketFor(ROMASHKA, 7), version: PROTOCOL_VERSION };
  await received(hub.socketWith(auth), 'disconnect');
  expect(hub.lines.some(({ level }) => level === 'error')).toBe(true);
  isBroken = false;
  await hub.widget(ROMASHKA, 7);
});

describe('where WebSocket is refused on the way', () => {
  let proxy: Server;
  let refusedUpgrades = 0;
  beforeEach(async () => {
    await start();
    refusedUpgrades = 0;
    proxy = createServer((browser) => {
      const gateway = connect(Number(new URL(hub.origin).port), '127.0.0.1');
      browser.on('error', () => gateway.destroy());
      gateway.on('error', () => browser.destroy());
      browser.once('data', (first) => {
        if (/\r\nupgrade:/i.test(first.toString('latin1'))) {
          refusedUpgrades++;
          browser.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
          return;
        }
        gateway.write(first);
        browser.pipe(gateway).pipe(browser);
      });
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });
  afterEach(() => void proxy.close());

  it('carries the same events by long polling', async () => {
    const through = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const auth = { ticket: await hub.ticketFor(ROMASHKA, 7), version: PROTOCOL_VERSION };
    const socket = hub.socketWith(
      auth,
      { transports: ['websocket', 'polling'], tryAllTransports: true, upgrade: false },
      through,
    );
    await received(socket, 'state');
    expect(refusedUpgrades).toBe(1);
    expect(socket.io.engine.transport.name).toBe('polling');
    const shown = callsUntil(socket, '3');
    for (const id of ['1', '2', '3']) hub.hub.pushCall(MARINA, call(id));
    expect(await shown).toEqual(['1', '2', '3']);
    expect(await socket.timeout(5_000).emitWithAck('hangUp', { callId: '3' })).toEqual({
      ok: false,
      fault: 'unknown-call',
    });
  });
});

describe('what an agent may ask', () => {
  const carriedOut: unknown[] = [];
  const commands: AgentCommands = {
    ...nothingToDo,
    async placeCall(who, number) {
      carriedOut.push(['placeCall', who, number]);
      return { ok: true, value: 'call-9' as CallId };
    },
    async hangUp(who, callId) {
      carriedOut.push(['hangUp', who, callId]);
      if (callId === 'broken') throw new Error('AMI is upside down');
      if (callId === 'slow') return new Promise(() => undefined);
      return { ok: true, value: null };
    },
    phoneAccount: nothingToDo.phoneAccount,
    colleagues: nothingToDo.colleagues,
  };
  beforeEach(async () => {
    carriedOut.length = 0;
    await start({ commands });
  });
  const widget = async () => (await hub.widget(ROMASHKA, 7)).socket;

  it('carries a command out in the name of the one whom the ticket names', async () => {
    const socket = await widget();
    const placed: unknown = await socket.emitWithAck('placeCall', {
      number: '+79984445566',
      userId: 8,
      extension: '102',
    });
    expect(placed).toEqual({ ok: true, value: 'call-9' });
    expect(await socket.emitWithAck('hangUp', { callId: 'call-9' })).toEqual({ ok: true, value: null });
    expect(await socket.emitWithAck('phoneAccount', {})).toEqual({ ok: false, fault: 'no-extension' });
    expect(carriedOut).toEqual([
      ['placeCall', MARINA, '+79984445566'],
      ['hangUp', MARINA, 'call-9'],
    ]);
  });

  it.each<readonly [string, unknown]>([
    ['placeCall', undefined],
    ['placeCall', null],
    ['placeCall', '+79984445566'],
    ['placeCall', { number: 79984445566 }],
    ['placeCall', { number: '1'.repeat(65) }],
    ['placeCall', [{ number: '101' }]],
    ['hangUp', {}],
    ['hangUp', { callId: { id: 'call-9' } }],
    ['hangUp', { callId: 'x'.repeat(129) }],
  ])('refuses %s with %j', async (command, argument) => {
    expect(await (await widget()).emitWithAck(command, argument)).toEqual({ ok: false, fault: 'malformed' });
    expect(carriedOut).toEqual([]);
  });

  it('answers who sends a command without its argument', async () => {
    expect(await (await widget()).emitWithAck('hangUp')).toEqual({ ok: false, fault: 'malformed' });
  });

  it('carries out a command whose answer nobody wants', async () => {
    const socket = await widget();
    socket.emit('hangUp', { callId: 'call-1' });
    await socket.emitWithAck('hangUp', { callId: 'call-2' });
    expect(carriedOut).toEqual([
      ['hangUp', MARINA, 'call-1'],
      ['hangUp', MARINA, 'call-2'],
    ]);
  });

  it('survives a command that fails, and says so', async () => {
    const socket = await widget();
    expect(await socket.emitWithAck('hangUp', { callId: 'broken' })).toEqual({
      ok: false,
      fault: 'pbx-refused',
    });
    expect(hub.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(await socket.emitWithAck('hangUp', { callId: 'call-1' })).toEqual({ ok: true, value: null });
  });

  it('answers after ten seconds at the latest', async () => {
    const socket = await widget();
    const slow = socket.emitWithAck('hangUp', { callId: 'slow' });
    await socket.emitWithAck('hangUp', { callId: 'call-1' });
    expect(hub.clock.pending).toBe(1);
    hub.clock.turn(10_000);
    expect(await slow).toEqual({ ok: false, fault: 'timeout' });
    expect(hub.clock.pending).toBe(0);
  });

  it('refuses what only supervisors may to everybody else, as their role is now', async () => {
    await hub.stop();
    let role: 'agent' | 'supervisor' = 'agent';
    const roleFor = { ...ROLE_FOR, hangUp: 'supervisor' } as const;
    await start({ commands: { ...commands, roleOf: () => role }, roleFor });
    const socket = await widget();
    expect(await socket.emitWithAck('hangUp', { callId: '1', role: 'supervisor' })).toEqual({
      ok: false,
      fault: 'not-allowed',
    });
    expect(carriedOut).toEqual([]);
    role = 'supervisor';
    expect(await socket.emitWithAck('hangUp', { callId: '1' })).toEqual({ ok: true, value: null });
  });

  it('bounds a storm of commands and lets the agent go on later', async () => {
    const socket = await widget();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => socket.emitWithAck('hangUp', { callId: `call-${i}` })),
    );
    expect(carriedOut).toHaveLength(20);
    expect(answers.slice(20)).toEqual(Array(40).fill({ ok: false, fault: 'too-many' }));
    hub.clock.turn(1_000);
    expect(await socket.emitWithAck('hangUp', { callId: 'later' })).toEqual({ ok: true, value: null });
  });

  it('closes a socket that will not stop, whatever it calls its commands', async () => {
    const socket = await widget();
    const gone = received(socket, 'disconnect');
    for (let i = 0; i < 200; i++) socket.emit('noSuchCommand', { i });
    await gone;
    expect(carriedOut).toEqual([]);
  });

  it('closes a socket whose message is too big', async () => {
    const socket = await widget();
    const gone = received(socket, 'disconnect');
    socket.emit('placeCall', { number: 'x'.repeat(20_000) });
    await gone;
    expect(carriedOut).toEqual([]);
  });
});

const { count, timeoutMs } = rounds({
  test: { count: 10, timeoutMs: 10_000 },
  soak: { count: 200, timeoutMs: 120_000 },
});

it(
  `keeps nothing of ${20 * count} widgets that came and went`,
  async () => {
    await start({ commands: { ...nothingToDo, hangUp: async () => ({ ok: true, value: null }) } });
    for (let round = 0; round < count; round++) {
      const widgets = await Promise.all(
        Array.from({ length: 20 }, (_, i) => hub.widget(ROMASHKA, round * 20 + i + 1)),
      );
      await Promise.all(widgets.map(({ socket }) => socket.emitWithAck('hangUp', { callId: '1' })));
      hub.clock.turn(1_000);
      for (const { socket } of widgets) socket.disconnect();
    }
    const { io, commandRate } = hub.hub as unknown as Insides;
    while (io.engine.clientsCount > 0) await new Promise((next) => setImmediate(next));
    expect(hub.lines.filter(({ fields }) => 'reason' in fields)).toHaveLength(20 * count);
    expect(hub.hub.agents()).toEqual([]);
    expect(hub.clock.pending).toBe(0);
    expect([io.of('/').adapter.rooms.size, commandRate.buckets.size]).toEqual([0, 0]);
  },
  timeoutMs,
);

interface Insides {
  readonly io: SocketServer;
  readonly commandRate: { readonly buckets: ReadonlyMap<string, unknown> };
}
