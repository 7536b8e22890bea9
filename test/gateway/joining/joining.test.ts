import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { AccountConfig } from '../../../src/gateway/config';
import { eventually } from '../../support/eventually';
import { World } from '../support/gateway-under-test';

jest.setTimeout(20_000);

const WIDGET = {
  code: DEMO_INTEGRATION.widgetCode,
  directory: join(__dirname, '../../..'),
  clientUuid: DEMO_INTEGRATION.clientUuid,
  settings: {},
};

let host: AmoHost;
let world: World;

beforeEach(async () => {
  host = await startAmoHost({ port: 0, widgets: [WIDGET], rateLimit: false });
});
afterEach(async () => {
  await world.stop();
  await host.close();
});

const integration = (changes: Partial<AccountConfig['integration']> = {}): AccountConfig['integration'] => ({
  clientUuid: DEMO_INTEGRATION.clientUuid,
  secret: DEMO_INTEGRATION.clientSecret,
  redirectUri: DEMO_INTEGRATION.redirectUri,
  ...changes,
});

async function gatewayOf(changes: Partial<AccountConfig['integration']> = {}): Promise<void> {
  world = await World.start((own) => {
    own.accountChanges = {
      baseUrl: host.url,
      devIssuerHosts: [`127.0.0.1:${host.port}`],
      integration: integration(changes),
    };
  });
}

/** amoCRM's webhook at the click on "Install". */
const install = (code: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${world.gateway.url}/oauth?code=${code}&referer=127.0.0.1:${host.port}&from_widget=1`, { headers });

const uninstall = (accountId: string, signature: string): Promise<Response> =>
  fetch(
    `${world.gateway.url}/amo/uninstalled?account_id=${accountId}&client_uuid=${DEMO_INTEGRATION.clientUuid}&signature=${signature}`,
  );
const signatureBy = (secret: string): string =>
  createHmac('sha256', secret).update(`${DEMO_INTEGRATION.clientUuid}|30100200`).digest('hex');

/** What health says of amoCRM. */
const troubles = (): string =>
  Object.values(world.gateway.health())
    .flatMap((account) => account.troubles)
    .join('\n');

const until = (fits: () => boolean): Promise<boolean> => eventually('health tells', fits);

it('is joined by the installation, and says so', async () => {
  await gatewayOf();
  expect(troubles()).toContain('not joined');
  const answer = await install(host.tokens.issueCode());
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('Готово');
  expect(troubles()).toBe('');
});

it('stays joined after a restart', async () => {
  await gatewayOf();
  await install(host.tokens.issueCode());
  await world.gateway.close();
  await world.startGateway();
  expect(troubles()).toBe('');
});

it('answers the installation within its 3 s though amoCRM takes longer, and is joined later', async () => {
  await gatewayOf();
  host.faults.apply({ latencyMs: 1_500 });
  const begun = Date.now();
  const answer = await install(host.tokens.issueCode());
  expect(answer.status).toBe(202);
  expect(Date.now() - begun).toBeLessThan(3_000);
  await until(() => troubles() === '');
});

it('keeps the code over a restart while amoCRM is down', async () => {
  await gatewayOf();
  host.faults.apply({ down: true });
  expect((await install(host.tokens.issueCode())).status).toBe(202);
  await world.gateway.close();
  host.faults.apply({ down: false });
  await world.startGateway();
  await until(() => troubles() === '');
});

it.each([
  ['the secret is wrong', { secret: 'another secret' }, 'не знает такой интеграции', 'does not know this'],
  [
    'the address is another',
    { redirectUri: 'http://other.example/oauth' },
    'буква в букву',
    'letter by letter',
  ],
])('tells in words that %s', async (_what, changes, onThePage, inTheLog) => {
  await gatewayOf(changes);
  const answer = await install(host.tokens.issueCode());
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain(onThePage);
  expect(troubles()).toContain(inTheLog);
});

it.each([
  ['ru-RU,ru;q=0.9,en;q=0.8', 'ru', 'уже использован'],
  ['en-US,en;q=0.9', 'en', 'used already'],
  ['de, es-MX;q=0.8', 'es', 'Ya se usó'],
  ['pt-BR', 'pt', 'já foi usado'],
  ['zh', 'ru', 'уже использован'],
])('speaks to the browser that wants %s in %s', async (wanted, language, words) => {
  await gatewayOf();
  const text = await (await install('a-code-of-nobody', { 'Accept-Language': wanted })).text();
  expect(text).toContain(`<html lang="${language}">`);
  expect(text).toContain(words);
});

it('says so again when the page is loaded again', async () => {
  await gatewayOf();
  const code = host.tokens.issueCode();
  await install(code);
  expect((await install(code)).status).toBe(200);
  expect(troubles()).toBe('');
});

it('is joined by the true code among those that strangers sent while amoCRM was away', async () => {
  await gatewayOf();
  host.faults.apply({ down: true });
  await install('a-strangers-code-1');
  await install(host.tokens.issueCode());
  for (const n of [2, 3, 4]) expect((await install(`a-strangers-code-${n}`)).status).toBe(202);
  host.faults.apply({ down: false });
  await until(() => troubles() === '');
});

it('tells in words that the code was used already', async () => {
  await gatewayOf();
  expect((await install('a-code-of-nobody')).status).toBe(502);
  expect(troubles()).toContain('used already');
});

it('keeps its access when a stranger sends a code of his own', async () => {
  await gatewayOf();
  await install(host.tokens.issueCode());
  expect((await install('a-code-of-nobody')).status).toBe(502);
  expect(troubles()).toBe('');
});

it('believes an uninstallation that is signed and true', async () => {
  await gatewayOf();
  await install(host.tokens.issueCode());
  host.tokens.revoked = true;
  expect((await uninstall('30100200', signatureBy(DEMO_INTEGRATION.clientSecret))).status).toBe(204);
  await until(() => troubles().includes('uninstalled'));
});

it('does not believe an old signature sent again while amoCRM still lets it in', async () => {
  await gatewayOf();
  await install(host.tokens.issueCode());
  const before = host.requests.all().length;
  await uninstall('30100200', signatureBy(DEMO_INTEGRATION.clientSecret));
  await until(() => host.requests.all().length > before);
  expect(troubles()).toBe('');
});

it.each([
  ['signed by another secret', '30100200', signatureBy('another secret')],
  ['of another account', '30100201', signatureBy(DEMO_INTEGRATION.clientSecret)],
  ['without a signature', '30100200', ''],
])('refuses an uninstallation %s', async (_what, accountId, signature) => {
  await gatewayOf();
  expect((await uninstall(accountId, signature)).status).toBe(403);
});

it('bounds the tries of one address', async () => {
  await gatewayOf();
  const statuses = [];
  for (let n = 0; n < 12; n++) statuses.push((await fetch(`${world.gateway.url}/oauth?code=x`)).status);
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(403));
  expect(statuses.slice(10)).toEqual([429, 429]);
});
