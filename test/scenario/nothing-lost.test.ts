import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SignJWT } from 'jose';
import { startAmoHost, type AmoHost } from '../../dev/amo-host/amo-host';
import { DEMO_ACCOUNT, DEMO_INTEGRATION, DEMO_USERS } from '../../dev/demo/demo-account';
import type { CallResult } from '../../src/call/call-result';
import { FakeAmi, type Fields } from '../gateway/support/fake-ami';
import { buildProgram, GatewayProcess } from '../gateway/support/gateway-process';
import { AgentSocket } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';
import { callNotes } from '../support/call-notes';
import { chances, rounds } from '../support/rounds';

/**
 * What is promised to the customer: every call with an outsider stands in amoCRM exactly once, where it belongs, with what
 * the agent said of it, whatever crashes. The gateway is a program of its own, killed again and again; amoCRM is the
 * stand-in, failing again and again.
 */
const { count, timeoutMs } = rounds({
  test: { count: 20, timeoutMs: 240_000 },
  soak: { count: 500, timeoutMs: 3_600_000 },
});
const { random, label } = chances();
const ENV = {
  AMI: 'ami-secret',
  INTEGRATION: DEMO_INTEGRATION.clientSecret,
  TOKEN: DEMO_INTEGRATION.longLivedToken,
};
const [ANNA] = DEMO_USERS.map(({ id }) => id) as [number];
const MARINA = '79984445566';

/** What amoCRM did not take in the rounds before goes first, at seven requests a second. */
const BACKLOG_MS = 120_000;
const LINKS_MS = 30_000;

const KINDS = [
  'known',
  'known saved',
  'stranger',
  'stranger saved',
  'late',
  'missed',
  'ours',
  'colleague',
] as const;
type Kind = (typeof KINDS)[number];

const FAULTS = ['none', 'down', 'slow', '429', '500', 'revoked', 'lost answers'] as const;
/** When the PBX has the recording on its disk. A log waits 20 s for one that never comes: too long for every run. */
const RECORDED = ['at the end', 'later'] as const;
const DEATHS = ['during the talk', 'after the talk', 'at the result', 'none'] as const;

interface MadeCall {
  readonly id: string;
  readonly kind: Kind;
  readonly number: string;
  readonly result?: CallResult;
  /** Missing = it is not. */
  readonly recorded?: (typeof RECORDED)[number];
}

const ami = new FakeAmi();
const folder = mkdtempSync(join(tmpdir(), 'linia-'));
const recordings = join(folder, 'monitor');
const program = buildProgram();
/** Recordings that the PBX has still to write. */
const unwritten: string[] = [];
const calls: MadeCall[] = [];
let host: AmoHost;
let amiPort: number;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  mkdirSync(recordings);
  host = await startAmoHost({
    port: 0,
    widgets: [
      {
        code: DEMO_INTEGRATION.widgetCode,
        directory: join(__dirname, '../../dist/widget'),
        clientUuid: DEMO_INTEGRATION.clientUuid,
        settings: { extensions: '{}' },
      },
    ],
  });
  amiPort = await ami.listen();
});
afterAll(async () => {
  await gateway?.end('SIGKILL');
  await ami.close();
  await host.close();
});

it(
  `writes every call exactly once, on the right card, with the right result, whatever crashes (${label})`,
  async () => {
    for (let round = 1; round <= count; round++) await oneRound(round);
    noFaults();
    writeRecordings();
    // A fresh one begins without the back-off of the faults before.
    await die();
    await gateway?.until(({ outbox, calls: live }) => live === 0 && outbox['waiting'] === 0);
    const isAllThere = (): boolean => isDeepStrictEqual(calls.map(standing), calls.map(wanted));
    // The links come when the recordings are found. What fails is told below.
    await eventually('every recording', isAllThere, LINKS_MS).catch(() => undefined);
    // What the last tries have written is there; nothing else comes.
    await gateway?.until(({ outbox }) => outbox['waiting'] === 0);
    expect(calls.map(standing)).toEqual(calls.map(wanted));
    const ours = new Set(calls.map(({ id }) => id));
    expect(callNotes(host).filter(({ params }) => !ours.has(String(params['uniq'])))).toEqual([]);
    const strangers = calls.filter(({ kind }) => kind === 'stranger saved' || kind === 'late');
    expect(namesOf('leads', 'Сделка ')).toEqual(strangers.map(({ id }) => `Сделка ${id}`).sort());
    expect(namesOf('contacts', 'Незнакомец ')).toEqual(strangers.map(({ id }) => `Незнакомец ${id}`).sort());
    const tasks = [...host.state.tasks.values()]
      .map(({ text }) => text)
      .filter((text) => text.startsWith('Задача '));
    expect(tasks.sort()).toEqual(
      calls
        .filter(({ result }) => result)
        .map(({ id }) => `Задача ${id}`)
        .sort(),
    );
  },
  timeoutMs,
);

async function oneRound(round: number): Promise<void> {
  // With no window at all a saved result is a late one: over a note, or over an entry of "Incoming leads".
  gateway ??= await start(random.chance(0.5) ? 0 : 10);
  writeRecordings();
  fail(random.pick(FAULTS));
  if (random.chance(0.3)) await cutPbx();
  const kind = random.pick(KINDS);
  const call = made(`c${round}`, kind);
  const death = random.pick(DEATHS);
  await talk(call, death === 'during the talk');
  if (call.kind === 'colleague') return;
  if (death === 'after the talk') await die();
  const isLate = kind === 'late';
  if (isLate) {
    noFaults();
    await die();
    await settled(call, 'closed');
    await eventually('an entry in "Incoming leads"', () => standing(call).where === 'unsorted', BACKLOG_MS);
  }
  if (call.result) await settled(call, 'saved');
  else if (call.kind !== 'missed') await settled(call, 'closed');
  if (death === 'at the result') await die();
}

/** The PBX's part. `dies`: the gateway is killed while they talk, and comes back after the call. */
async function talk({ id, kind, number, recorded }: MadeCall, dies: boolean): Promise<void> {
  const { rings, answer, end } = eventsOf(id, kind, number);
  const isConnected = gateway as GatewayProcess;
  await isConnected.until(({ pbx }) => pbx === 'up');
  ami.emit(...rings);
  await isConnected.until(({ calls: live }) => live > 0);
  ami.emit(...answer);
  // Calls in progress are saved within 200 ms.
  await new Promise((resolve) => setTimeout(resolve, 350));
  if (dies) await die();
  gateway ??= await start(10);
  if (recorded) unwritten.push(id);
  if (recorded === 'at the end') writeRecordings();
  ami.emit(...end);
  await gateway.until(({ calls: live }) => live === 0);
}

function writeRecordings(): void {
  for (const id of unwritten.splice(0)) writeFileSync(join(recordings, `${id}.wav`), Buffer.alloc(4_000, 7));
}

async function cutPbx(): Promise<void> {
  const logins = ami.count('Login');
  ami.cut();
  await eventually('the gateway at the PBX again', () => ami.count('Login') > logins);
}

async function die(): Promise<void> {
  await gateway?.end('SIGKILL');
  gateway = undefined;
  gateway = await start(random.chance(0.5) ? 0 : 10);
}

/** The agent says something of the call, again and again until the gateway has it, as his browser does. */
async function settled(call: MadeCall, how: 'saved' | 'closed'): Promise<void> {
  await eventually(
    `${call.id} ${how}`,
    async () => {
      const agent = await atWork();
      const outcome =
        how === 'saved'
          ? await agent.ask('saveResult', { callId: call.id, result: call.result })
          : await agent.ask('closeResult', { callId: call.id });
      agent.close();
      return (outcome as { ok: boolean }).ok;
    },
    20_000,
  );
}

async function atWork(): Promise<AgentSocket> {
  const { url } = gateway as GatewayProcess;
  const now = Math.floor(Date.now() / 1000);
  const claims = { account_id: DEMO_ACCOUNT.id, user_id: ANNA, client_uuid: DEMO_INTEGRATION.clientUuid };
  const aud = new URL(DEMO_INTEGRATION.redirectUri).origin;
  const token = await new SignJWT({
    ...claims,
    iss: 'https://demo.amocrm.ru',
    aud,
    iat: now,
    exp: now + 1800,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(DEMO_INTEGRATION.clientSecret));
  const answer = await fetch(`${url}/v1/ticket`, { method: 'POST', headers: { 'X-Auth-Token': token } });
  return new AgentSocket(url, ((await answer.json()) as { ticket: string }).ticket);
}

function made(id: string, kind: Kind): MadeCall {
  const isStranger = kind.startsWith('stranger') || kind === 'late';
  const number = isStranger ? `7998300${String(calls.length).padStart(4, '0')}` : MARINA;
  const task = { typeId: 1, text: `Задача ${id}`, dueAt: Date.now() + 86_400_000 };
  const link = isStranger
    ? ({ link: 'new', contactName: `Незнакомец ${id}`, leadName: `Сделка ${id}` } as const)
    : ({ link: 'rule' } as const);
  const isSaved = kind.endsWith('saved') || kind === 'late';
  const isRecorded = kind !== 'missed' && kind !== 'colleague';
  // What is to stand in "Incoming leads" is waited for at once.
  const recorded = kind === 'late' ? 'at the end' : random.pick(RECORDED);
  const call: MadeCall = {
    ...{ id, kind, number },
    ...(isRecorded && { recorded }),
    ...(isSaved && { result: { status: 2, note: `Итог ${id}`, task, link } }),
  };
  if (kind !== 'colleague') calls.push(call);
  return call;
}

/** Where amoCRM has it, and what it says. */
function standing({ id }: MadeCall) {
  const notes = callNotes(host).filter(({ params }) => params['uniq'] === id);
  const entries = [...host.state.unsorted.values()].filter(({ metadata }) => metadata['uniq'] === id);
  const waiting = entries.filter(({ state }) => state === 'waiting');
  const [note] = notes;
  return {
    id,
    times: notes.length + waiting.length,
    where: note ? note.entityType : waiting.length > 0 ? 'unsorted' : 'nowhere',
    result: note ? ((note.params['call_result'] as string | undefined) ?? '') : '',
    status: note?.params['call_status'] ?? 0,
    phone: String((note?.params ?? waiting[0]?.metadata ?? {})['phone']),
    recording: pathOf((note?.params ?? waiting[0]?.metadata ?? {})['link']),
    links: [...notes.map(({ params }) => params), ...waiting.map(({ metadata }) => metadata)].filter(
      ({ link }) => pathOf(link) !== '',
    ).length,
  };
}

function wanted({ id, kind, number, result, recorded }: MadeCall): ReturnType<typeof standing> {
  const isOpen = kind === 'stranger';
  return {
    id,
    times: 1,
    where: isOpen ? 'unsorted' : 'leads',
    result: result?.note ?? '',
    status: isOpen ? 0 : result ? 2 : kind === 'missed' ? 6 : 4,
    phone: `+${number}`,
    recording: recorded === undefined ? '' : `/recordings/${DEMO_ACCOUNT.id}/${id}.wav`,
    links: recorded === undefined ? 0 : 1,
  };
}

const pathOf = (link: unknown): string =>
  typeof link === 'string' && link !== '' ? new URL(link).pathname : '';

const namesOf = (type: 'leads' | 'contacts', start: string): readonly string[] =>
  [...host.state.entities(type).values()]
    .map(({ name }) => name)
    .filter((name) => name.startsWith(start))
    .sort();

function fail(fault: (typeof FAULTS)[number]): void {
  noFaults();
  host.faults.apply({
    down: fault === 'down',
    latencyMs: fault === 'slow' ? 300 : 0,
    loseAnswers: fault === 'lost answers' ? 1 + random.below(3) : 0,
    revokeTokens: fault === 'revoked',
    storm: fault === '429' || fault === '500' ? { status: Number(fault), count: 1 + random.below(6) } : null,
  });
}

const noFaults = (): void =>
  host.faults.apply({ down: false, latencyMs: 0, loseAnswers: 0, revokeTokens: false, storm: null });

async function start(windowMin: number): Promise<GatewayProcess> {
  const started = await GatewayProcess.start(program, folder, configOf(windowMin), ENV);
  await started.until(({ pbx }) => pbx === 'up');
  return started;
}

function configOf(windowMin: number): object {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    store: join(folder, 'store.sqlite'),
    logLevel: 'error',
    pbx: [
      {
        ...{ id: 'office', kind: 'asterisk', host: '127.0.0.1', port: amiPort, user: 'crm' },
        ...{ secret: { env: 'AMI' }, trunks: ['trunk'], originate: { context: 'agents' } },
        recordings: { folder: recordings },
      },
    ],
    accounts: [
      {
        id: DEMO_ACCOUNT.id,
        baseUrl: host.url,
        integration: {
          clientUuid: DEMO_INTEGRATION.clientUuid,
          secret: { env: 'INTEGRATION' },
          redirectUri: DEMO_INTEGRATION.redirectUri,
          token: { env: 'TOKEN' },
        },
        pbxId: 'office',
        settings: { result_after: '0', result_window: String(windowMin) },
        users: [{ userId: ANNA, name: 'Анна Белова', extension: '101', device: 'desk' }],
      },
    ],
  };
}

function eventsOf(id: string, kind: Kind, number: string) {
  const outside: Fields = {
    ...{ Channel: `PJSIP/trunk-${id}`, Uniqueid: `${id}t`, Linkedid: id, CallerIDNum: number },
    Exten: '74950000101',
  };
  const anna: Fields = {
    ...{ Channel: `PJSIP/101-${id}a`, Uniqueid: `${id}a`, Linkedid: id, CallerIDNum: '101', Exten: 's' },
  };
  const colleague: Fields = {
    ...{ Channel: `PJSIP/102-${id}b`, Uniqueid: `${id}b`, Linkedid: id, CallerIDNum: '102', Exten: 's' },
  };
  const [first, second] =
    kind === 'ours'
      ? [{ ...anna, Exten: `8${number.slice(1)}` }, outside]
      : kind === 'colleague'
        ? [{ ...anna, Exten: '102' }, colleague]
        : [outside, anna];
  const firstCalls = { ...first, Uniqueid: id };
  return {
    rings: [
      { Event: 'Newchannel', ChannelStateDesc: 'Ring', ...firstCalls },
      { Event: 'Newchannel', ChannelStateDesc: 'Down', ...second },
      { Event: 'Newstate', ChannelStateDesc: 'Ringing', ...second },
    ],
    answer:
      kind === 'missed'
        ? []
        : [
            { Event: 'Newstate', ChannelStateDesc: 'Up', ...second },
            { Event: 'BridgeEnter', BridgeUniqueid: `bridge-${id}`, ...second },
            { Event: 'BridgeEnter', BridgeUniqueid: `bridge-${id}`, ...firstCalls },
          ],
    end: [
      { Event: 'Hangup', Cause: '16', ...second },
      { Event: 'Hangup', Cause: '16', ...firstCalls },
    ],
  };
}
