import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { AccountId } from '../../../src/call/ids';
import type { AccountConfig } from '../../../src/gateway/config';
import { hookPath } from '../../../src/gateway/crm/phone-index/hook-route';
import { createLog } from '../../../src/gateway/log';
import { AgentSocket, USERS, World } from '../../gateway/support/gateway-under-test';
import { answers, customerRings, hangsUp } from '../../gateway/support/office-calls';
import { eventually } from '../../support/eventually';
import { WatchedDoor } from './watched-door';

jest.setTimeout(30_000);

const { clientUuid, clientSecret, redirectUri, longLivedToken, widgetCode } = DEMO_INTEGRATION;
const REFUSED_TOKEN = 'header.of-a-token-that-is.refused';
const RELAY_SECRET = 'secret-of-the-relay';
const ROUTE_KEY = 'key-of-the-dialplan';
/** Whatever must not stand in a log or in an address. Filled while the scenario runs. */
const secrets = new Map<string, string>([
  ['the integration’s secret', clientSecret],
  ['the long-lived token', longLivedToken],
  ['the AMI password', 'ami-secret'],
  ['the phone’s password', 'pass101'],
  ['the dialplan’s key', ROUTE_KEY],
  ['the relay’s secret', RELAY_SECRET],
  ['a token that was refused', REFUSED_TOKEN],
  ['the address for changes', hookPath({ accountId: '30100200' as AccountId, secret: clientSecret })],
]);
const lines: string[] = [];
let host: AmoHost;
let world: World;
let door: WatchedDoor;

const troubles = (): string => JSON.stringify(world.gateway.health());

async function gatewayOf(
  integration: Partial<AccountConfig['integration']> = {},
  ami = 'ami-secret',
): Promise<string> {
  world = await World.start((own) => {
    own.log = createLog('debug', { write: (line) => void lines.push(line) });
    own.ami.secret = ami;
    own.relay = { urls: ['turn:turn.example'], secret: RELAY_SECRET, passMinutes: 60 };
    own.integration = { clientUuid, secret: clientSecret, redirectUri };
    own.accountChanges = {
      baseUrl: host.url,
      routing: { key: ROUTE_KEY, rules: [{ to: 'responsible' }], deputies: new Map() },
      devIssuerHosts: [`127.0.0.1:${host.port}`],
      integration: { clientUuid, secret: clientSecret, redirectUri, ...integration },
    };
  });
  door = new WatchedDoor(() => world.gateway.port);
  return door.open();
}

/** What amoCRM hands out is ours to keep secret. */
function noteTokens(): void {
  for (const { path, body } of host.requests.all()) {
    if (path !== '/oauth2/access_token') continue;
    const { code = '', refresh_token: refresh = '' } = body as { code?: string; refresh_token?: string };
    if (code) secrets.set(`a code ${code.slice(0, 4)}`, code);
    if (refresh) secrets.set(`a refresh token ${refresh.slice(0, 4)}`, refresh);
  }
  for (const token of host.tokens.issued()) secrets.set(`a token ${token.slice(0, 4)}`, token);
}

async function agentThrough(url: string, transport: 'websocket' | 'polling'): Promise<AgentSocket> {
  const token = await world.tokenOf(USERS.anna);
  secrets.set(`amoCRM’s word for an agent (${transport})`, token);
  const answer = await fetch(`${url}/v1/ticket`, { method: 'POST', headers: { 'X-Auth-Token': token } });
  const { ticket } = (await answer.json()) as { ticket: string };
  secrets.set(`a ticket (${transport})`, ticket);
  const agent = new AgentSocket(url, ticket, transport);
  await agent.state(({ pbx }) => pbx === 'up');
  return agent;
}

beforeAll(async () => {
  const widget = { code: widgetCode, directory: join(__dirname, '../../..'), clientUuid, settings: {} };
  host = await startAmoHost({ port: 0, widgets: [widget], rateLimit: false });
  await everythingThatHappens();
  noteTokens();
});
afterAll(() => host.close());

/** A life of the gateway, with all that goes wrong in it. */
async function everythingThatHappens(): Promise<void> {
  let url = await gatewayOf();
  const install = (code: string) =>
    fetch(`${url}/oauth?code=${code}&referer=127.0.0.1:${host.port}&from_widget=1`);
  await install('a-code-that-amocrm-does-not-know');
  await install(host.tokens.issueCode());
  host.tokens.expireAccessTokens();
  for (const transport of ['websocket', 'polling'] as const) {
    const anna = await agentThrough(url, transport);
    await anna.ask('phoneAccount', {});
    await anna.ask('placeCall', { number: '89984445566' });
    const id = transport === 'polling' ? 'c1' : 'c2';
    world.ami.emit(...customerRings(id, '101'), ...answers(id, '101'), ...hangsUp(id, '101'));
    await anna.viewOf(id);
    anna.close();
  }
  await fetch(`${url}/v1/ticket`, { method: 'POST', headers: { 'X-Auth-Token': REFUSED_TOKEN } });
  noteTokens();
  await route(url, ROUTE_KEY);
  await route(url, 'a guessed key');
  host.faults.apply({ down: true });
  world.ami.emit(...customerRings('c3', '101'), ...answers('c3', '101'), ...hangsUp('c3', '101'));
  await eventually('the call waits for amoCRM', () => /"waiting":[1-9]/.test(troubles()));
  host.faults.apply({ down: false });
  host.tokens.revoked = true;
  const signature = createHmac('sha256', clientSecret).update(`${clientUuid}|30100200`).digest('hex');
  await fetch(`${url}/amo/uninstalled?account_id=30100200&client_uuid=${clientUuid}&signature=${signature}`);
  await eventually('the uninstallation is told', () => troubles().includes('uninstalled'));
  host.tokens.revoked = false;
  noteTokens();
  await shut();
  for (const integration of [{ secret: `${clientSecret}-mistyped` }, { token: longLivedToken }]) {
    url = await gatewayOf(integration, 'another password');
    await fetch(`${url}/oauth?code=${host.tokens.issueCode()}&referer=127.0.0.1:${host.port}&from_widget=1`);
    await eventually('the PBX refuses', () => troubles().includes('"refused"'));
    await shut();
  }
}

const route = (url: string, key: string): Promise<Response> =>
  fetch(`${url}/route/30100200?number=79984445566&call=c9`, {
    headers: { Authorization: `Basic ${Buffer.from(`pbx:${key}`).toString('base64')}` },
  });

async function shut(): Promise<void> {
  addresses.push(...door.asked);
  door.close();
  await world.stop();
}
const addresses: string[] = [];

const foundIn = (texts: readonly string[]): readonly string[] =>
  [...secrets].filter(([, secret]) => texts.some((text) => text.includes(secret))).map(([name]) => name);

it('has seen what it looks for', () => {
  expect(secrets.size).toBeGreaterThan(12);
  expect(lines.length).toBeGreaterThan(20);
  expect(addresses.length).toBeGreaterThan(10);
  for (const level of [20, 30, 40, 50])
    expect(lines.some((line) => line.includes(`"level":${level}`))).toBe(true);
});

it('writes no secret into a log, whatever the level', () => {
  expect(foundIn(lines)).toEqual([]);
});

it('writes no customer’s number above debug', () => {
  const above = lines.filter((line) => (JSON.parse(line) as { level: number }).level > 20);
  expect(above.filter((line) => line.includes('9984445566'))).toEqual([]);
});

it('shows no secret in an address that amoCRM is asked for', () => {
  expect(foundIn(host.requests.all().map(({ path, query }) => `${path}?${query}`))).toEqual([]);
});

it('is shown none in an address by widgets; only the one-time code of an installation, which amoCRM puts there', () => {
  const codes = [...secrets.keys()].filter((name) => name.startsWith('a code'));
  expect(foundIn(addresses).filter((name) => !codes.includes(name))).toEqual([]);
});
