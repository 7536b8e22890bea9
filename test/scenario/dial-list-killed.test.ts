import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { DEFAULT_SETTINGS, type ListSettings } from '../../src/call/dial-list';
import type { CallId } from '../../src/call/ids';
import {
  MOST_ROWS_AT_ONCE,
  type RowNow,
  type RowsAdded,
  type RowsFound,
} from '../../src/protocol/dial-lists';
import type { PastCallNow } from '../../src/protocol/dial-team';
import type { Outcome } from '../../src/protocol/messages';
import { DialledCustomers, type Reaction } from '../gateway/support/dialled-customers';
import { FakeAmi } from '../gateway/support/fake-ami';
import { FakeAmo } from '../gateway/support/fake-amo';
import { buildProgram, GatewayProcess } from '../gateway/support/gateway-process';
import { AgentSocket } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';
import { chances, rounds } from '../support/rounds';

/**
 * What is promised to the customers of a list: each is called as often as its rules say and never once more, whatever
 * crashes, however many agents call. The PBX is the witness. Where a crash leaves it open whether somebody was called
 * he is not called again, and the list says so.
 */
const { count, timeoutMs } = rounds({
  test: { count: 60, timeoutMs: 240_000 },
  soak: { count: 1_000, timeoutMs: 3_600_000 },
});
const { random, label } = chances();
const ACCOUNT = 30100200;
const INTEGRATION = {
  clientUuid: 'a1c5b7f0-5b0e-4a6e-9a35-5f0f6f1d2c3b',
  secret: 'secret of the integration under test 0001',
  redirectUri: 'https://pbx.example/oauth',
};
const AGENTS = [504141, 504142, 504143] as const;
const TRIES = 2;
const EXPECTED: Readonly<Partial<Record<Reaction, { readonly calls: number; readonly outcome: number }>>> = {
  answers: { calls: 1, outcome: 4 },
  busy: { calls: TRIES, outcome: 7 },
  'no-answer': { calls: TRIES, outcome: 6 },
  'wrong-number': { calls: 1, outcome: 5 },
};
const REACTIONS = ['answers', 'busy', 'no-answer', 'wrong-number'] as const;
/** About one death for so many rows. */
const ROWS_PER_DEATH = 4;

const ami = new FakeAmi();
const amo = new FakeAmo();
const customers = new DialledCustomers(ami);
// Long enough to be killed in.
customers.ringMs = 150;
const folder = mkdtempSync(join(tmpdir(), 'linia-'));
const program = buildProgram();
let gateway: GatewayProcess;
let ports: { readonly ami: number; readonly amo: number };
let listId = '';
let agents: AgentSocket[] = [];

beforeAll(async () => {
  amo.clientUuid = INTEGRATION.clientUuid;
  ports = { ami: await ami.listen(), amo: await amo.listen() };
  gateway = await start();
});
afterAll(async () => {
  for (const agent of agents) agent.close();
  await gateway.end('SIGKILL');
  await ami.close();
  await amo.close();
});

it(
  `calls everybody of a list as often as the rules say, with three agents and a gateway that is killed (${label})`,
  async () => {
    const numbers = Array.from({ length: count }, (_, index) => `+7998${String(3_000_000 + index)}`);
    customers.reactions = Object.fromEntries(
      numbers.map((number) => [number.slice(1), random.pick(REACTIONS)]),
    );
    await fill(numbers);
    let deaths = 0;
    while (!(await isThrough())) {
      await work(random.pick([80, 150, 300, 600]));
      if (deaths < count / ROWS_PER_DEATH) {
        deaths += 1;
        await die();
      }
    }
    for (const agent of agents) agent.close();
    const chief = await connect(AGENTS[0]);
    const rows = await allRows(chief, numbers.length);
    const lost = rows.filter(({ outcome }) => outcome === 'unknown');
    const told = rows.filter(({ outcome }) => outcome !== 'unknown');
    const seen = ({ number, outcome }: RowNow) => ({
      number,
      outcome,
      calls: customers.timesCalled(number.slice(1)),
    });
    expect(told.map(seen)).toEqual(told.map(({ number }) => ({ number, ...expectedOf(number) })));
    for (const { number } of lost)
      expect(customers.timesCalled(number.slice(1))).toBeLessThanOrEqual(expectedOf(number)?.calls ?? 0);
    expect(new Set(rows.map(({ number }) => number)).size).toBe(count);
    // A crash leaves no more in doubt than those who were just being called.
    expect(lost.length).toBeLessThanOrEqual(deaths * AGENTS.length);
    const history = await allCalls(chief);
    chief.close();
    const kept = new Set(history.map(({ callId }) => callId));
    expect(customers.calls.filter(({ callId }) => !kept.has(callId as CallId))).toEqual([]);
    expect(history.filter(({ outcome }) => outcome === undefined)).toEqual([]);
  },
  timeoutMs,
);

const expectedOf = (number: string) => EXPECTED[customers.reactions[number.slice(1)] ?? 'answers'];

/** The agents call, the customers talk a little, for about so long. */
async function work(forMs: number): Promise<void> {
  await seat();
  const until = Date.now() + forMs;
  while (Date.now() < until) {
    for (const callId of customers.talks) if (random.chance(0.6)) customers.hangUp(callId);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Everybody is at the list, and clicks what he is asked to click. */
async function seat(): Promise<void> {
  for (const agent of agents) agent.close();
  agents = await Promise.all(AGENTS.map((userId) => connect(userId)));
  for (const agent of agents) {
    const click = (what: string): void => agent.tell('dialDo', { listId, what });
    click('start');
    agent.onDialling(({ seat: place }) => {
      if (place?.step === 'after') click('next');
      else if (place?.paused) click('resume');
    });
  }
}

async function die(): Promise<void> {
  await gateway.end('SIGKILL');
  // While nobody watches, too.
  for (const callId of customers.talks) if (random.chance(0.3)) customers.hangUp(callId);
  gateway = await start();
}

async function isThrough(): Promise<boolean> {
  const agent = await connect(AGENTS[0]);
  const { lists } = await agent.dialling(() => true);
  agent.close();
  return lists.some(({ id, total, done }) => id === listId && done === total);
}

async function fill(numbers: readonly string[]): Promise<void> {
  const chief = await connect(AGENTS[0]);
  listId = await ask<string>(chief, 'dialEdit', { edit: 'new', name: 'Реактивация' });
  await ask(chief, 'dialEdit', { edit: 'members', listId, members: AGENTS });
  await ask(chief, 'dialEdit', { edit: 'settings', listId, settings: settings() });
  for (let from = 0; from < numbers.length; from += MOST_ROWS_AT_ONCE) {
    const rows = numbers
      .slice(from, from + MOST_ROWS_AT_ONCE)
      .map((number) => ({ number, name: '', company: '', links: [] }));
    expect((await ask<RowsAdded>(chief, 'dialAdd', { listId, rows })).added).toBe(rows.length);
  }
  chief.close();
}

function settings(): ListSettings {
  const again = { tries: TRIES, afterMin: 0 };
  return {
    ...DEFAULT_SETTINGS,
    ...{ intervalSec: 0, perDay: 20, hours: { fromMin: 0, toMin: 24 * 60 } },
    retry: { 2: again, 3: again, 6: again, 7: again },
  };
}

async function allRows(chief: AgentSocket, total: number): Promise<readonly RowNow[]> {
  const rows: RowNow[] = [];
  for (let from = 0; from < total; from += MOST_ROWS_AT_ONCE) {
    const window = { listId, from, count: MOST_ROWS_AT_ONCE, find: '' };
    rows.push(...(await ask<RowsFound>(chief, 'dialRows', window)).rows);
  }
  return rows;
}

/** The history of the list, to its beginning. */
async function allCalls(chief: AgentSocket): Promise<readonly PastCallNow[]> {
  const calls: PastCallNow[] = [];
  for (;;) {
    const before = calls.at(-1)?.place;
    const window = { listId, count: MOST_ROWS_AT_ONCE, ...(before !== undefined && { before }) };
    const page = await ask<readonly PastCallNow[]>(chief, 'dialCalls', window);
    calls.push(...page);
    if (page.length < MOST_ROWS_AT_ONCE) return calls;
  }
}

async function ask<Value>(agent: AgentSocket, command: string, args: object): Promise<Value> {
  return eventually(command, async () => {
    const outcome = (await agent.ask(command, args)) as Outcome<Value>;
    return outcome.ok ? outcome.value : undefined;
  });
}

async function connect(userId: number): Promise<AgentSocket> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { account_id: ACCOUNT, user_id: userId, client_uuid: INTEGRATION.clientUuid };
  const aud = new URL(INTEGRATION.redirectUri).origin;
  const token = await new SignJWT({
    ...claims,
    iss: 'https://demo.amocrm.ru',
    aud,
    iat: now,
    exp: now + 1800,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(INTEGRATION.secret));
  const answer = await fetch(`${gateway.url}/v1/ticket`, {
    method: 'POST',
    headers: { 'X-Auth-Token': token },
  });
  return new AgentSocket(gateway.url, ((await answer.json()) as { ticket: string }).ticket);
}

async function start(): Promise<GatewayProcess> {
  const started = await GatewayProcess.start(program, folder, configOf(), {
    AMI: 'ami-secret',
    INTEGRATION: INTEGRATION.secret,
    TOKEN: 'long-lived',
  });
  await started.until(({ pbx }) => pbx === 'up');
  return started;
}

function configOf(): object {
  const { clientUuid, redirectUri } = INTEGRATION;
  return {
    listen: { host: '127.0.0.1', port: 0 },
    store: join(folder, 'store.sqlite'),
    logLevel: 'error',
    pbx: [
      {
        ...{ id: 'office', kind: 'asterisk', host: '127.0.0.1', port: ports.ami, user: 'crm' },
        ...{ secret: { env: 'AMI' }, trunks: ['trunk'], originate: { context: 'agents' } },
      },
    ],
    accounts: [
      {
        id: ACCOUNT,
        baseUrl: `http://127.0.0.1:${ports.amo}`,
        integration: { clientUuid, secret: { env: 'INTEGRATION' }, redirectUri, token: { env: 'TOKEN' } },
        pbxId: 'office',
        settings: { supervisors: '101', result_after: '9999' },
        users: AGENTS.map((userId, index) => ({
          ...{ userId, name: `Агент ${index + 1}`, extension: `10${index + 1}`, device: 'desk' },
        })),
      },
    ],
  };
}
