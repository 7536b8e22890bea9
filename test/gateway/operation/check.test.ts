import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayConfig } from '../../../src/gateway/config';
import { check, textOfFindings } from '../../../src/gateway/operation/check';
import { openDatabase } from '../../../src/gateway/store/database';
import { systemClock } from '../../../src/gateway/system-clock';
import { FakeAmi } from '../support/fake-ami';
import { FakeAmo } from '../support/fake-amo';
import { configOf } from '../support/gateway-under-test';
import { silentLog } from '../support/silent-log';

const ami = new FakeAmi();
const amo = new FakeAmo();
const folder = mkdtempSync(join(tmpdir(), 'linia-'));
let config: GatewayConfig;

beforeEach(async () => {
  config = configOf(await ami.listen(), await amo.listen(), join(folder, 'store.sqlite'));
  amo.clientUuid = config.accounts[0]?.integration.clientUuid ?? '';
  ami.secret = 'ami-secret';
  ami.isMute = false;
});
afterEach(async () => {
  await ami.close();
  await amo.close();
});

const told = async (): Promise<string> => textOfFindings(await check(config, systemClock, silentLog));

it('finds a right configuration right, and leaves no trace', async () => {
  const text = await told();
  expect(text).not.toContain('WRONG');
  expect(text).toContain('ok    PBX "office": lets us in, tells of calls and dials');
  expect(text).toContain('ok    amoCRM account 30100200: lets us in, and has the widget');
  expect(text).toContain('will be made at the first start');
  expect(amo.requests.every(({ method }) => method === 'GET')).toBe(true);
  expect(ami.count('Originate')).toBe(0);
});

it('tells in words, all at once, what the PBX and amoCRM do not like', async () => {
  ami.secret = 'another';
  amo.clientUuid = 'another integration';
  const text = await told();
  expect(text).toContain('WRONG PBX "office": Asterisk refuses the login: check user, secret and permit');
  expect(text).toContain('WRONG amoCRM account 30100200: no widget of this integration is installed');
});

it('names an account that is another one than its address', async () => {
  const [account] = config.accounts;
  config = { ...config, accounts: account ? [{ ...account, id: '7' as typeof account.id }] : [] };
  expect(await told()).toContain('is the account 30100200, not 7');
});

it('says who does not answer at all', async () => {
  await ami.close();
  await amo.close();
  const text = await told();
  expect(text).toMatch(
    /WRONG PBX "office": Asterisk at 127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED/,
  );
  expect(text).toMatch(/WRONG amoCRM account 30100200: http:\/\/127\.0\.0\.1:\d+ does not answer/);
  await ami.listen();
  await amo.listen();
});

it('tries the folder of recordings, or the store where they are', async () => {
  const recordedIn = (recordings: object): void =>
    void (config = { ...config, pbx: config.pbx.map((pbx) => ({ ...pbx, recordings }) as typeof pbx) });
  recordedIn({ folder: join(folder, 'nowhere'), linkDays: 1 });
  expect(await told()).toMatch(/WRONG recordings of "office": cannot be read: .*ENOENT/);
  recordedIn({ folder, linkDays: 1 });
  expect(await told()).toContain(`ok    recordings of "office": ${folder} can be read`);
  const store = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(store, 'listening');
  const { port } = store.address() as AddressInfo;
  recordedIn({ url: `http://127.0.0.1:${port}/{callId}.wav`, linkDays: 1 });
  expect(await told()).toContain('ok    recordings of "office": the store answers');
  store.closeAllConnections();
  store.close();
  recordedIn({ url: 'http://127.0.0.1:1/{callId}.wav', linkDays: 1 });
  expect(await told()).toMatch(/WRONG recordings of "office": cannot be read: .*ECONNREFUSED/);
});

it('refuses a store of a newer gateway before anything is started', async () => {
  const db = openDatabase(config.storePath);
  db.pragma('user_version = 999');
  db.close();
  expect(await told()).toMatch(/WRONG store .*: was written by a newer gateway \(schema 999/);
});
