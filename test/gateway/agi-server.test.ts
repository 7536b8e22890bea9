import { once } from 'node:events';
import { connect, type AddressInfo, type Server } from 'node:net';
import type { AccountId, CallId, Extension } from '../../src/call/ids';
import type { RouteDecision } from '../../src/call/routing';
import { agiServer } from '../../src/gateway/routing/agi-server';
import { systemClock } from '../../src/gateway/system-clock';
import { silentLog } from './support/silent-log';

/* What Asterisk's AGI() application says and hears, over a real socket. */

const leadsTo = (...extensions: string[]): RouteDecision => ({
  extensions: extensions as Extension[],
  steps: [],
  isClosed: false,
});

const asked: (readonly [string, CallId])[] = [];
const kept: CallId[] = [];
let decision: Promise<RouteDecision>;
let server: Server;

beforeEach(async () => {
  asked.length = kept.length = 0;
  decision = Promise.resolve(leadsTo('101', '102'));
  server = agiServer({
    account: (id) =>
      id === '1'
        ? {
            accountId: '1' as AccountId,
            key: 'secret',
            decide: (number, callId) => {
              asked.push([number, callId]);
              return decision;
            },
            keep: (callId) => void kept.push(callId),
          }
        : undefined,
    clock: systemClock,
    log: silentLog,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

const SAID = {
  agi_network: 'yes',
  agi_network_script: 'route/1',
  agi_request: 'agi://127.0.0.1/route/1',
  agi_uniqueid: '1795341858.12',
  agi_callerid: '79984445566',
  agi_arg_1: 'secret',
  agi_arg_2: '1795341858.10',
};

const linesOf = (said: Readonly<Record<string, string>>): string =>
  `${Object.entries(said)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')}\n`;

/** All that Asterisk hears until the end; it confirms every command. */
async function ask(...chunks: string[]): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    socket.write('200 result=1\n');
  });
  socket.on('error', () => undefined);
  const end = once(socket, 'close');
  for (const chunk of chunks) {
    socket.write(chunk);
    await new Promise(setImmediate);
  }
  await end;
  return heard;
}

it('sets the variable of the channel to the extensions', async () => {
  expect(await ask(linesOf(SAID))).toBe('SET VARIABLE LINIA_ANSWER "101&102"\n');
  expect(asked).toEqual([['79984445566', '1795341858.10']]);
  expect(kept).toEqual(['1795341858.10']);
});

it('takes the id of the channel where the dialplan gives no other', async () => {
  await ask(linesOf({ ...SAID, agi_arg_2: '' }));
  expect(asked).toEqual([['79984445566', '1795341858.12']]);
});

it('reads what comes in pieces', async () => {
  const said = linesOf(SAID);
  expect(await ask(...(said.match(/[\s\S]{1,7}/g) ?? []))).toContain('101&102');
});

it.each([
  ['a wrong key', { ...SAID, agi_arg_1: 'guess' }],
  ['no key', { ...SAID, agi_arg_1: '' }],
  ['another account', { ...SAID, agi_network_script: 'route/2' }],
  ['no script', { ...SAID, agi_network_script: '' }],
  ['a number of a kilometre', { ...SAID, agi_callerid: '7'.repeat(129) }],
])('gives %s the default route and asks nobody', async (_what, said) => {
  expect(await ask(linesOf(said))).toBe('SET VARIABLE LINIA_ANSWER ""\n');
  expect(asked).toEqual([]);
});

it('lets nothing through that a dialplan could run', async () => {
  decision = Promise.resolve(leadsTo('101"\nEXEC System "id', '${SHELL(id)}', '102'));
  expect(await ask(linesOf(SAID))).toBe('SET VARIABLE LINIA_ANSWER "102"\n');
});

it('gives the default route when the decision hangs or fails', async () => {
  decision = new Promise(() => undefined);
  expect(await ask(linesOf(SAID))).toBe('SET VARIABLE LINIA_ANSWER ""\n');
  decision = Promise.reject(new Error('disk'));
  expect(await ask(linesOf(SAID))).toBe('SET VARIABLE LINIA_ANSWER ""\n');
  // The card must not give a reason that the PBX never heard.
  expect(kept).toEqual([]);
});

it('lets go of whoever talks without end', async () => {
  expect(await ask('x'.repeat(9000))).toBe('');
  expect(asked).toEqual([]);
});
