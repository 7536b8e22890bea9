import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeAmi } from './support/fake-ami';
import { FakeAmo } from './support/fake-amo';
import { buildProgram, GatewayProcess } from './support/gateway-process';
import { answers, customerRings, hangsUp } from './support/office-calls';

const ROUNDS = 4;
const ENV = { AMI: 'ami-secret', INTEGRATION: 'secret-of-the-integration', TOKEN: 'long-lived' };

const ami = new FakeAmi();
const amo = new FakeAmo();
const folder = mkdtempSync(join(tmpdir(), 'linia-'));
const program = buildProgram();
let config: object;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  config = configFor(await ami.listen(), await amo.listen());
});
afterAll(async () => {
  await gateway?.end('SIGKILL');
  await ami.close();
  await amo.close();
});

it('logs every call exactly once, though the gateway is killed with each of them in the outbox', async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    // Odd rounds die before amoCRM has it, even ones after amoCRM wrote it and before the gateway knew.
    amo.troubles = Array.from({ length: 50 }, () => (round % 2 ? { status: 503 } : 'writes-and-dies'));
    gateway = await start();
    ami.emit(
      ...customerRings(`c${round}`, '101'),
      ...answers(`c${round}`, '101'),
      ...hangsUp(`c${round}`, '101'),
    );
    await gateway.until(({ outbox }) => sum(outbox) === round);
    if (round % 2 === 0) await amo.logged(1);
    await gateway.end('SIGKILL');
  }
  amo.troubles = [];
  gateway = await start();
  await gateway.until(({ outbox }) => outbox['delivered'] === ROUNDS);
  expect(amo.calls.map(({ uniq }) => uniq).sort()).toEqual(['c1', 'c2', 'c3', 'c4']);
  expect(await gateway.end('SIGTERM')).toBe(0);
  gateway = undefined;
}, 60_000);

async function start(): Promise<GatewayProcess> {
  const started = await GatewayProcess.start(program, folder, config, ENV);
  await started.until(({ pbx }) => pbx === 'up');
  return started;
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function configFor(amiPort: number, amoPort: number): object {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    store: join(folder, 'store.sqlite'),
    logLevel: 'error',
    pbx: [
      {
        id: 'office',
        kind: 'asterisk',
        host: '127.0.0.1',
        port: amiPort,
        user: 'crm',
        secret: { env: 'AMI' },
        trunks: ['trunk'],
        originate: { context: 'agents' },
      },
    ],
    accounts: [
      {
        id: 30100200,
        baseUrl: `http://127.0.0.1:${amoPort}`,
        integration: {
          clientUuid: 'a1c5b7f0',
          secret: { env: 'INTEGRATION' },
          redirectUri: 'https://pbx.example/oauth',
          token: { env: 'TOKEN' },
        },
        pbxId: 'office',
        users: [{ userId: 504141, name: 'Анна', extension: '101', device: 'desk' }],
      },
    ],
  };
}
