import { io, type Socket } from 'socket.io-client';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages';
import { customerRings } from '../../gateway/support/office-calls';
import { USERS, World, type AgentSocket } from '../../gateway/support/gateway-under-test';

let world: World;
let anna: AgentSocket;
const storming: (() => void)[] = [];
beforeEach(async () => {
  world = await World.start();
  anna = await world.seatedAgent(USERS.anna);
});
afterEach(async () => {
  for (const stop of storming.splice(0)) stop();
  await world.stop();
});

/** As often as the machine can, until the test ends. */
function storm(blow: () => void): void {
  const timer = setInterval(blow, 5);
  storming.push(() => clearInterval(timer));
}

/** From the PBX's word to the agent's screen, ms, of so many calls; the storm is made in the same process. */
async function callsTake(count: number): Promise<{ readonly usual: number; readonly slowest: number }> {
  const took: number[] = [];
  for (let n = 0; n < count; n++) {
    const id = `a${n.toString(16)}${Date.now().toString(16)}`;
    const begun = performance.now();
    world.ami.emit(...customerRings(id, '101'));
    await anna.viewOf(id);
    took.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  took.sort((a, b) => a - b);
  return { usual: took[count >> 1] ?? Infinity, slowest: took.at(-1) ?? Infinity };
}

async function callsAreQuick(count: number): Promise<void> {
  const { usual, slowest } = await callsTake(count);
  expect(usual).toBeLessThan(500);
  expect(slowest).toBeLessThan(3_000);
}

it('by one agent, from sixteen browsers, delays nobody else’s calls, and reaches the PBX as a trickle', async () => {
  const browsers = await Promise.all(Array.from({ length: 16 }, () => world.agent(USERS.timur)));
  storm(() => {
    for (const browser of browsers) {
      browser.tell('placeCall', { number: '89984445566' });
      browser.tell('noSuchCommand', { padding: 'x'.repeat(10_000) });
    }
  });
  const begun = Date.now();
  await callsAreQuick(20);
  const allowed = 20 + (5 * (Date.now() - begun)) / 1000 + 1;
  expect(world.ami.count('Originate')).toBeLessThanOrEqual(allowed);
  await Promise.all(browsers.map(({ gone }) => gone));
  expect(anna.isConnected).toBe(true);
});

it('of openings without a ticket is shut out after some hundreds, and who was there stays', async () => {
  const refused: string[] = [];
  const sockets: Socket[] = [];
  storming.push(() => sockets.forEach((socket) => socket.disconnect()));
  await new Promise<void>((resolve) =>
    storm(() => {
      for (let n = 0; n < 10; n++) {
        const auth = { ticket: 'guessed', version: PROTOCOL_VERSION };
        const socket = io(world.gateway.url, {
          auth,
          transports: ['websocket'],
          reconnection: false,
          forceNew: true,
        });
        sockets.push(socket);
        socket.on('connect_error', ({ message }) => {
          refused.push(message);
          socket.disconnect();
          if (message !== 'ticket-invalid') resolve();
        });
      }
    }),
  );
  expect(refused.filter((message) => message === 'ticket-invalid').length).toBeGreaterThanOrEqual(600);
  await callsAreQuick(5);
  expect(anna.isConnected).toBe(true);
});

it('of forged tokens does not keep an honest agent of another address out', async () => {
  await world.stop();
  world = await World.start((own) => (own.changes = { trustProxy: ['127.0.0.1'] }));
  const ask = async (token: string, address: string): Promise<number> => {
    const headers = { 'X-Auth-Token': token, 'X-Forwarded-For': address };
    return (await fetch(`${world.gateway.url}/v1/ticket`, { method: 'POST', headers })).status;
  };
  const statuses = await Promise.all(Array.from({ length: 500 }, () => ask('a.b.c', '198.51.100.7')));
  expect(statuses).toContain(429);
  expect(await ask(await world.tokenOf(USERS.anna), '198.51.100.8')).toBe(200);
});
