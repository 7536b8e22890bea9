import { WebSocket } from 'ws';
import { customerRings } from '../../gateway/support/office-calls';
import { USERS, World, type AgentSocket } from '../../gateway/support/gateway-under-test';

let world: World;
/** An honest agent, all the time. */
let anna: AgentSocket;
beforeAll(async () => {
  world = await World.start();
  anna = await world.seatedAgent(USERS.anna);
});
afterAll(() => world.stop());

/** After every attack: nothing was carried out, and the honest agent sees her calls. */
let call = 0xa0;
afterEach(async () => {
  expect(world.ami.count('Hangup') + world.ami.count('Originate')).toBe(0);
  const id = (call++).toString(16);
  world.ami.emit(...customerRings(id, '101'));
  await anna.viewOf(id);
});

const address = (): string =>
  `${world.gateway.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;

/** Sends frames of engine.io as they stand; resolves with what came back when the gateway has hung up or been asked in vain. */
async function send(...frames: readonly (string | Buffer)[]): Promise<string> {
  const socket = new WebSocket(address());
  const answers: string[] = [];
  // Cut is what it deserves.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  const isOver = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.on('message', (data: Buffer) => {
      answers.push(data.toString());
      if (answers.at(-1)?.startsWith('44')) resolve();
    });
  });
  for (const frame of frames) socket.send(frame);
  // The gateway reads in order: when it refuses this ticket, it has dealt with the rest.
  socket.send(`40{"ticket":"x","version":1}`);
  await isOver;
  socket.terminate();
  return answers.join('\n');
}

const NESTED = `40${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`;

it.each<readonly [string, readonly (string | Buffer)[]]>([
  ['a command before the ticket', ['42["hangUp",{"callId":"c1"}]']],
  ['a command with an acknowledgement before the ticket', ['420["placeCall",{"number":"112"}]']],
  ['a ticket that is an object', ['40{"ticket":{"$ne":""},"version":1}']],
  ['a ticket under __proto__', ['40{"__proto__":{"ticket":"x"},"version":1}']],
  ['another namespace', ['40/admin,{"ticket":"x","version":1}', '42/admin,["hangUp",{"callId":"c1"}]']],
  ['a namespace that climbs', ['40/../../,{}']],
  ['no JSON', ['42[', '40{', '42', '4', '']],
  ['types that do not exist', ['9', '49', '4x', 'zzz']],
  ['the server’s own words', ['0{"sid":"mine"}', '44{"message":"x"}', '43["ack"]']],
  ['a thousand levels', [NESTED]],
  ['binary where there is none', [Buffer.from([4, 50, 91]), Buffer.alloc(1000, 255)]],
  ['a promise of many attachments', ['4599999999-["hangUp",{"_placeholder":true,"num":0}]']],
  ['attachments without a number', ['45-["hangUp",{"_placeholder":true,"num":-1}]']],
  ['an acknowledgement of everything', ['43999999999999999999[]']],
  ['a message of 20 KB', [`42["placeCall",{"number":"${'1'.repeat(20_000)}"}]`]],
  ['a message of 1 MB', ['4'.repeat(1024 * 1024)]],
])('survives %s, and does nothing of it', async (_what, frames) => {
  expect(await send(...frames)).not.toMatch(/"state"|"ok":true/);
});

/** Somebody of the account without an extension, another one each time: tickets of one agent are bounded. */
let attackers = 600_000;
const attacker = (): Promise<AgentSocket> => world.agent(attackers++);

describe('of an agent who was let in', () => {
  it.each(['state', 'call', 'constructor', '__proto__', 'toString', ''])(
    'the command "%s" does nothing, and is not answered',
    async (name) => {
      const socket = await attacker();
      const answered = socket.ask(name, { callId: 'c1' }).catch(() => 'never');
      const next = socket.ask('hangUp', { callId: 'none' }).then(() => 'the next one');
      expect(await Promise.race([answered, next])).toBe('the next one');
    },
  );

  it.each<readonly [string, unknown]>([
    ['hangUp', { callId: '__proto__' }],
    ['hangUp', { callId: 'c1\r\nAction: Command\r\nCommand: core stop now' }],
    ['hangUp', { callId: ['c1'] }],
    ['placeCall', { number: { length: 3 } }],
    ['colleagues', { find: 'a'.repeat(65) }],
  ])('%s with %j is refused', async (name, argument) => {
    const socket = await attacker();
    const fault = expect.stringMatching(/malformed|unknown-call/) as string;
    expect(await socket.ask(name, argument)).toEqual({ ok: false, fault });
  });

  it('a search is text, whatever is in it', async () => {
    const socket = await attacker();
    for (const find of ["'; DROP TABLE outbox; --", '.*', '%', '{{ 7*7 }}'])
      expect(await socket.ask('colleagues', { find })).toEqual({ ok: true, value: [] });
  });
});
