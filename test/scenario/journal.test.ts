import {
  parseJournalPage,
  parseRecentCalls,
  parseTimeLine,
  type JournalTimeLine,
} from '../../src/protocol/journal';
import type { Outcome } from '../../src/protocol/messages';
import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';
import { USERS, World } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';

/* What the journal says of calls, asked as a supervisor's browser asks it. */

const OLGA = 504144;

const QUALITY = {
  ...{
    forSec: 61,
    mos: 3.9,
    worstMos: 2.1,
    lossInPercent: 1.5,
    lossOutPercent: 0,
    jitterMs: 12.4,
    rttMs: 48,
  },
};

let world: World;
afterEach(() => world.stop());

const office = (changes: (world: World) => void = () => undefined): Promise<World> =>
  World.start((begun) => {
    begun.accountChanges = { settings: { supervisors: '101', result_after: '0' } };
    begun.amo.administrators = [OLGA];
    changes(begun);
  });

async function ask(path: string, userId: number = USERS.anna, method = 'GET'): Promise<Response> {
  const headers = { 'X-Auth-Token': await world.tokenOf(userId) };
  return fetch(`${world.gateway.url}/v1/journal${path}`, { method, headers });
}

const found = async (query: string) => parseJournalPage(await (await ask(query)).json())?.calls ?? [];

/** The time line of a call, once it says this. */
const timeLine = (callId: string, fits: (line: JournalTimeLine) => boolean): Promise<JournalTimeLine> =>
  eventually('the time line', async () => {
    const line = parseTimeLine(await (await ask(`/call?id=${callId}`)).json());
    return line && fits(line) ? line : undefined;
  });

const wasTold = ({ delivery }: JournalTimeLine): boolean => delivery === 'delivered';
const saysOf = ({ steps }: JournalTimeLine) =>
  steps.map((step) =>
    'who' in step && typeof step.who === 'object' ? [step.what, step.who.name] : step.what,
  );

it('tells who rang, who answered and how the call came into amoCRM', async () => {
  world = await office();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101', '102'), ...answers('c1', '101'));
  await anna.view('talking');
  const shown = { callId: 'c1', page: '/leads/detail/17' };
  expect(await anna.ask('cardShown', shown)).toEqual({ ok: true, value: null });
  const none = await anna.ask('cardShown', { ...shown, callId: 'c2' });
  expect(none).toEqual({ ok: false, fault: 'unknown-call' });
  world.ami.emit(...hangsUp('c1', '102', '101'));
  await anna.view('ended');
  expect(await anna.ask('callQuality', { callId: 'c1', quality: QUALITY })).toEqual({
    ok: true,
    value: null,
  });
  expect(await anna.ask('callQuality', { callId: 'c2', quality: QUALITY })).toEqual(none);
  const half = { callId: 'c1', quality: { ...QUALITY, mos: 'good' } };
  expect(await anna.ask('callQuality', half)).toEqual({ ok: false, fault: 'malformed' });
  const result = { status: 4, note: '', link: { link: 'rule' } };
  await eventually('the result is taken', async () => {
    const outcome = await anna.ask('saveResult', { callId: 'c1', result });
    return (outcome as { ok: boolean }).ok;
  });
  const line = await timeLine('c1', wasTold);
  const said = saysOf(line);
  expect(line.steps).toContainEqual(
    expect.objectContaining({ what: 'quality', who: 'Анна', quality: QUALITY }),
  );
  expect(said[0]).toBe('arrived');
  for (const step of [
    ['rang', 'Анна'],
    ['rang', 'Тимур'],
    ['answered', 'Анна'],
    ['not-taken', 'Тимур'],
    'ended',
    'result',
    'delivery',
  ])
    expect(said).toContainEqual(step);
  expect(line.steps).toContainEqual(
    expect.objectContaining({ what: 'card', who: 'Анна', page: '/leads/detail/17' }),
  );
  expect(line).toMatchObject({ direction: 'inbound', who: { name: 'Анна' }, disposition: 'answered' });
});

it('finds a call by the last digits of its number, and hides the number from who may not see all contacts', async () => {
  world = await office();
  await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...hangsUp('c1', '101'));
  await timeLine('c1', wasTold);
  expect((await found('?find=4445566')).map(({ callId }) => callId)).toEqual(['c1']);
  expect((await found(`?find=${encodeURIComponent('8 998 444-55-66')}`)).length).toBe(1);
  expect((await found('?find=66')).length).toBe(0);
  expect(await found('?find=0000000')).toEqual([]);
  const [call] = await found('');
  expect(call?.number.replaceAll('\u00a0', ' ')).toBe('+7 998 •••-••-66');
  const text = await (await ask('/call?id=c1')).text();
  expect(text).not.toMatch(/9984445566|444-55/);
});

it('shows one agent’s calls, the missed ones, or those of some hours', async () => {
  world = await office();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  await anna.view('talking');
  world.ami.emit(...hangsUp('c1', '101'), ...customerRings('c2', '102'), ...hangsUp('c2', '102'));
  const { at } = await timeLine('c2', wasTold);
  const ids = async (query: string) => (await found(query)).map(({ callId }) => callId);
  expect(await ids('?extension=101')).toEqual(['c1']);
  expect(await ids('?missed=1')).toEqual(['c2']);
  expect(await ids(`?until=${at - 60_000}`)).toEqual([]);
  expect((await ids(`?since=${at - 60_000}&until=${at + 60_000}`)).sort()).toEqual(['c1', 'c2']);
  for (const query of ['?since=-1', '?until=yesterday', '?extension=1&extension=2'])
    expect((await ask(query)).status).toBe(400);
});

it('tells of a call that nobody took, and why amoCRM does not have it yet', async () => {
  world = await office();
  await world.seatedAgent(USERS.anna);
  world.amo.troubles = Array.from({ length: 4 }, () => ({ status: 503 }));
  world.ami.emit(...customerRings('c1', '101'), ...hangsUp('c1', '101'));
  const failed = ({ steps }: JournalTimeLine): boolean =>
    steps.some((step) => step.what === 'delivery' && step.tries > 0 && step.why.includes('503'));
  const line = await timeLine('c1', failed);
  expect(line.disposition).toBe('missed');
  expect((await found('?undelivered=1')).map(({ callId }) => callId)).toEqual(['c1']);
  world.amo.troubles = [];
  expect((await ask('/resend', OLGA, 'POST')).status).toBe(200);
  await timeLine('c1', wasTold);
  expect(await found('?undelivered=1')).toEqual([]);
});

it('is for supervisors and administrators only, and asks who it is', async () => {
  world = await office();
  for (const path of ['', '/call?id=c1']) {
    expect((await ask(path, USERS.timur)).status).toBe(403);
    expect((await fetch(`${world.gateway.url}/v1/journal${path}`)).status).toBe(401);
  }
  expect((await ask('/call?id=nobody')).status).toBe(404);
  expect((await ask('/call')).status).toBe(400);
  expect((await ask(`?find=${'9'.repeat(200)}`)).status).toBe(400);
});

it('keeps what happened over a restart of the gateway', async () => {
  world = await office();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'));
  await anna.view('ringing');
  await world.gateway.close();
  await world.startGateway();
  const line = await timeLine('c1', () => true);
  expect(saysOf(line)).toEqual(['arrived', ['rang', 'Анна']]);
});

it('gives an agent his own last calls with customers, whole numbers and names, and nobody else’s', async () => {
  world = await office();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'), ...hangsUp('c1', '101'));
  await anna.view('ended');
  const recent = async (agent: typeof anna) => {
    const outcome = (await agent.ask('recentCalls', {})) as Outcome<unknown>;
    return (outcome.ok && parseRecentCalls(outcome.value)) || [];
  };
  const calls = await eventually('it is written down', async () => {
    const now = await recent(anna);
    return now.length > 0 ? now : undefined;
  });
  expect(calls).toEqual([
    expect.objectContaining({ callId: 'c1', direction: 'inbound', disposition: 'answered' }),
  ]);
  expect(calls[0]?.number).toMatch(/^\+7 [\d -]+$/);
  expect(await recent(timur)).toEqual([]);
});
