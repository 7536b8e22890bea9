import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chances, rounds } from '../support/rounds';
import { FakeAmi } from '../gateway/support/fake-ami';
import { FakeAmo, type Trouble } from '../gateway/support/fake-amo';
import { buildProgram, GatewayProcess, programConfig } from '../gateway/support/gateway-process';
import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';

/** Refused: amoCRM has not got it. Written: amoCRM has it and the gateway does not know. At once: whatever comes first. */
const DEATHS = ['refused', 'written', 'at once'] as const;
const { count, timeoutMs } = rounds({
  test: { count: 20, timeoutMs: 60_000 },
  soak: { count: 300, timeoutMs: 900_000 },
});
const TROUBLE: Readonly<Record<'refused' | 'written', Trouble>> = {
  refused: { status: 503 },
  written: 'writes-and-dies',
};
const { random, label } = chances();

const ami = new FakeAmi();
const amo = new FakeAmo();
const folder = mkdtempSync(join(tmpdir(), 'linia-'));
const program = buildProgram();
let config: object;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  config = programConfig(folder, await ami.listen(), await amo.listen());
});
afterAll(async () => {
  await gateway?.end('SIGKILL');
  await ami.close();
  await amo.close();
});

it(
  `logs every call exactly once, though the gateway is killed with each of them in the outbox (${label})`,
  async () => {
    const calls = Array.from({ length: count }, (_, index) => `c${index + 1}`);
    for (const call of calls) await callAndDie(call, random.pick(DEATHS));
    amo.troubles = [];
    gateway = await start();
    await gateway.until(({ outbox }) => outbox['delivered'] === count);
    expect(amo.calls.map(({ uniq }) => uniq).sort()).toEqual([...calls].sort());
    expect(await gateway.end('SIGTERM')).toBe(0);
    gateway = undefined;
  },
  timeoutMs,
);

async function callAndDie(call: string, death: (typeof DEATHS)[number]): Promise<void> {
  gateway = await start();
  const written = amo.calls.length;
  amo.troubles = death === 'at once' ? [] : Array.from({ length: 50 }, () => TROUBLE[death]);
  ami.emit(...customerRings(call, '101'), ...answers(call, '101'), ...hangsUp(call, '101'));
  await gateway.until(({ outbox }) => sum(outbox) === Number(call.slice(1)));
  if (death === 'written') await amo.logged(written + 1);
  await gateway.end('SIGKILL');
}

async function start(): Promise<GatewayProcess> {
  const started = await GatewayProcess.start(program, folder, config);
  await started.until(({ pbx }) => pbx === 'up');
  return started;
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
