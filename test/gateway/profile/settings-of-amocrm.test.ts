import { join } from 'node:path';
import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { Extension } from '../../../src/call/ids';
import type { AccountConfig } from '../../../src/gateway/config';
import { eventually } from '../../support/eventually';
import { customerRings } from '../support/office-calls';
import { USERS, World } from '../support/gateway-under-test';

jest.setTimeout(20_000);

const ADMIN = 504144;
const SETTINGS = `/api/v4/widgets/${DEMO_INTEGRATION.widgetCode}`;

let host: AmoHost;
let world: World;

beforeEach(async () => {
  const { widgetCode: code, clientUuid } = DEMO_INTEGRATION;
  const widget = { code, directory: join(__dirname, '../../..'), clientUuid, settings: {} };
  host = await startAmoHost({ port: 0, widgets: [widget], rateLimit: false });
});
afterEach(async () => {
  await world.stop();
  await host.close();
});

async function gatewayOf(changes: Partial<AccountConfig> = {}): Promise<void> {
  const { clientUuid, clientSecret, redirectUri, longLivedToken } = DEMO_INTEGRATION;
  world = await World.start((own) => {
    own.accountChanges = {
      baseUrl: host.url,
      integration: { clientUuid, secret: clientSecret, redirectUri, token: longLivedToken },
      users: [],
      ...changes,
    };
    own.integration = { clientUuid, secret: clientSecret, redirectUri };
  });
}

/** The administrator presses "Save" in the widget's settings. */
async function save(extensions: Readonly<Record<number, string>>, supervisors = ''): Promise<void> {
  const answer = await fetch(`${host.url}${SETTINGS}`, {
    method: 'POST',
    headers: { cookie: host.cookieFor(ADMIN), 'content-type': 'application/json' },
    body: JSON.stringify({ gateway_url: 'https://pbx.example', extensions, supervisors }),
  });
  expect(answer.status).toBe(200);
}

const has = (extension: string) => (state: { readonly agent: { readonly extension: string } }) =>
  state.agent.extension === extension;

it('takes the extensions from the widget’s settings, and the names from the account', async () => {
  await save({ [USERS.anna]: '101', [USERS.timur]: ' 102 ', [USERS.noPhone]: '' });
  await gatewayOf();
  const anna = await world.agent(USERS.anna);
  expect((await anna.state(has('101'))).agent).toMatchObject({ name: 'Анна Белова', device: 'desk' });
  const denis = await world.agent(USERS.noPhone);
  expect((await denis.state(({ agent }) => agent.name === 'Денис Лаптев')).agent.extension).toBe('');
});

it('rings at the other extension after the settings were saved, without a restart', async () => {
  await save({ [USERS.anna]: '101' });
  await gatewayOf();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  await anna.state(has('101'));
  const lost = anna.nextState(has(''));
  await save({ [USERS.anna]: '', [USERS.timur]: '101' });
  await lost;
  await timur.state(has('101'));
  world.ami.emit(...customerRings('c1', '101'));
  await timur.view('ringing');
  expect(anna.views).toEqual([]);
  expect(await anna.ask('placeCall', { number: '89984445566' })).toEqual({
    ok: false,
    fault: 'no-extension',
  });
});

it('makes a supervisor of whom the settings name, and takes it back', async () => {
  await save({ [USERS.anna]: '101' });
  await gatewayOf();
  const [anna, olga] = [await world.agent(USERS.anna), await world.agent(ADMIN)];
  expect((await anna.state(has('101'))).agent.role).toBe('agent');
  await olga.state(({ agent }) => agent.role === 'administrator');
  await save({ [USERS.anna]: '101' }, '101, nobody@demo.example');
  await anna.state(({ agent }) => agent.role === 'supervisor');
  const back = anna.nextState(({ agent }) => agent.role === 'agent');
  await save({ [USERS.anna]: '101' });
  await back;
});

it('lets the settings of the configuration go before those in amoCRM', async () => {
  await save({ [USERS.anna]: '101', [USERS.timur]: '102' }, '101');
  await gatewayOf({ settings: { supervisors: '102' } });
  const [anna, timur] = [await world.agent(USERS.anna), await world.agent(USERS.timur)];
  expect((await timur.state(has('102'))).agent.role).toBe('supervisor');
  expect((await anna.state(has('101'))).agent.role).toBe('agent');
});

it('shows the call that rings already to whom the extension is given now', async () => {
  await save({ [USERS.anna]: '101' });
  await gatewayOf();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  await anna.state(has('101'));
  world.ami.emit(...customerRings('c1', '101'));
  await anna.view('ringing');
  await save({ [USERS.timur]: '101' });
  expect((await timur.state(has('101'))).calls).toMatchObject([{ id: 'c1', phase: { phase: 'ringing' } }]);
});

it('gives the browser’s phone to whoever is at an extension that has one', async () => {
  await save({ [USERS.anna]: '101' });
  await gatewayOf({ browserPhones: [{ extension: '101' as Extension, password: 'pass101' }] });
  const anna = await world.agent(USERS.anna);
  expect((await anna.state(has('101'))).agent.device).toBe('browser');
  expect(await anna.ask('phoneAccount', {})).toMatchObject({ ok: true, value: { password: 'pass101' } });
});

it('lets the configuration go before amoCRM, user by user', async () => {
  await save({ [USERS.anna]: '101', [USERS.timur]: '102' });
  const user = {
    userId: USERS.anna as never,
    name: 'Анна',
    extension: '201' as Extension,
    device: 'desk' as const,
  };
  await gatewayOf({ users: [user] });
  const [anna, timur] = [await world.agent(USERS.anna), await world.agent(USERS.timur)];
  await timur.state(has('102'));
  expect((await anna.state(() => true)).agent).toMatchObject({ extension: '201', name: 'Анна' });
});

it('starts with what it read last while amoCRM is down', async () => {
  await save({ [USERS.anna]: '101' });
  await gatewayOf();
  await (await world.agent(USERS.anna)).state(has('101'));
  await world.gateway.close();
  host.faults.apply({ down: true });
  await world.startGateway();
  const anna = await world.agent(USERS.anna);
  expect((await anna.state(() => true)).agent).toMatchObject({ extension: '101', name: 'Анна Белова' });
});

it('cuts off whom the account has removed, and lets him in no more', async () => {
  await save({ [USERS.anna]: '101', [USERS.timur]: '102' });
  await gatewayOf();
  const [anna, timur] = [await world.agent(USERS.anna), await world.agent(USERS.timur)];
  await timur.state(has('102'));
  (host.state.users as unknown[]).splice(1, 1);
  await world.settingsSaved(ADMIN);
  await timur.gone;
  expect(await world.refusal(USERS.timur)).toBe('user-off');
  expect(anna.isConnected).toBe(true);
});

it('reads at once what an administrator has saved, and lets nobody else make it', async () => {
  await gatewayOf();
  const olga = await world.agent(ADMIN);
  await olga.state(({ agent }) => agent.role === 'administrator');
  expect(await world.settingsSaved(USERS.anna)).toBe(403);
  expect(await world.settingsSaved(ADMIN)).toBe(204);
});

it('keeps the mapping when amoCRM goes away', async () => {
  await save({ [USERS.anna]: '101' });
  await gatewayOf();
  const anna = await world.seatedAgent(USERS.anna);
  await anna.state(has('101'));
  host.tokens.revoked = true;
  await eventually('amoCRM refuses the token', () => troubles().includes('long-lived token'));
  world.ami.emit(...customerRings('c1', '101'));
  await anna.view('ringing');
});

it('says that no widget of the integration is installed', async () => {
  host.state.widgets.clear();
  await gatewayOf();
  await eventually('no widget is told', () => troubles().includes('no widget of this integration'));
});

const troubles = (): string =>
  Object.values(world.gateway.health())
    .flatMap((account) => account.troubles)
    .join('\n');
