import fastify from 'fastify';
import type { Call } from '../../src/call/call';
import type { NumberOwner } from '../../src/call/entity-rule';
import type { AccountId, CallId, Extension, LegId, UserId } from '../../src/call/ids';
import { openCall, transition } from '../../src/call/transition';
import { Directory, type MappedUser } from '../../src/gateway/agents/directory';
import { phoneNumbers } from '../../src/gateway/phone-numbers';
import { localTime } from '../../src/gateway/routing/local-time';
import { dryRunEndpoint } from '../../src/gateway/routing/dry-run-endpoint';
import { routeEndpoint } from '../../src/gateway/routing/route-endpoint';
import { Router, type RouterParts } from '../../src/gateway/routing/router';
import { openDatabase } from '../../src/gateway/store/database';
import { SqliteLastTalks } from '../../src/gateway/store/sqlite-last-talks';
import { systemClock } from '../../src/gateway/system-clock';
import { HandClock } from './support/hand-clock';
import { silentLog } from './support/silent-log';

const ACCOUNT = '1' as AccountId;
const CALL = 'call-1' as CallId;
const MARINA = '+79984445566';
const user = (userId: number, name: string, extension: string): MappedUser => ({
  userId: userId as UserId,
  name,
  extension: extension as Extension,
  device: 'browser',
  role: 'agent',
});
const owner = (responsible: number, more: Partial<NumberOwner> = {}): NumberOwner => ({
  ...{ type: 'contact', id: 1, name: 'Марина', responsibleUserId: responsible as UserId, createdAt: 5 },
  ...{ leads: [], customers: [] },
  ...more,
});

function router(more: Partial<RouterParts> = {}): Router {
  return new Router({
    accountId: ACCOUNT,
    settings: {
      key: 'secret',
      rules: [{ to: 'responsible' }, { to: 'deputy' }, { to: 'last-talked' }],
      deputies: new Map([[1 as UserId, 2 as UserId]]),
    },
    directory: new Directory([user(1, 'Анна Белова', '101'), user(2, 'Тимур Галеев', '102')]),
    owners: async (number) => (number === MARINA ? [owner(1)] : []),
    lastTalks: new SqliteLastTalks(openDatabase(':memory:')),
    calls: () => [],
    statusAt: () => 'ready',
    reachable: () => new Set(['101', '102'] as Extension[]),
    timeZone: () => 'Europe/Moscow',
    phones: phoneNumbers('RU'),
    clock: systemClock,
    log: silentLog,
    ...more,
  });
}
const onlyTimur = (): ReadonlySet<Extension> => new Set(['102' as Extension]);

it('leads to the responsible of the card, however the trunk writes the number', async () => {
  for (const raw of ['89984445566', '79984445566', '+79984445566', '9984445566'])
    expect((await router().decide(raw, CALL)).extensions).toEqual(['101']);
});

it('of several cards takes the one with an open lead', async () => {
  const leads = [{ id: 1, name: 'Окна', statusId: 1 }];
  const owners = async () => [owner(1), owner(2, { id: 2, leads })];
  expect((await router({ owners }).decide(MARINA, CALL)).extensions).toEqual(['102']);
});

it('says on the card whom it passed over', async () => {
  const routing = router({ reachable: onlyTimur });
  routing.keep(CALL, await routing.decide(MARINA, CALL));
  expect(routing.reasonFor(CALL, '102' as Extension)).toEqual({
    kind: 'routed',
    by: 'deputy',
    insteadOf: { extension: '101', name: 'Анна Белова', why: 'offline' },
  });
  expect(routing.reasonFor(CALL, '101' as Extension)).toBeUndefined();
  routing.forget(CALL);
  expect(routing.reasonFor(CALL, '102' as Extension)).toBeUndefined();
});

it('forgets the oldest of ten thousand calls that the PBX never told of', async () => {
  const routing = router();
  const decision = await routing.decide(MARINA, CALL);
  for (let n = 0; n <= 10_000; n += 1) routing.keep(`call-${n}` as CallId, decision);
  expect(routing.reasonFor('call-0' as CallId, '101' as Extension)).toBeUndefined();
  expect(routing.reasonFor('call-1' as CallId, '101' as Extension)).toBeDefined();
});

/** The promised call has rung there and is over. */
function endedAt(extension: Extension): readonly Call[] {
  const leg = { callId: CALL, legId: 'agent' as LegId };
  const call = openCall({
    ...{ ...leg, event: 'leg-started' as const, at: 1, party: { party: 'agent', extension } },
    ...{ role: 'callee', number: extension, dialled: '' },
  });
  return call ? [transition(call, { ...leg, event: 'leg-ended', at: 2 })] : [];
}

describe('two calls within the moment before the PBX says that the first one rings', () => {
  const second = 'call-2' as CallId;

  it('go to two agents, even when they ask at the same time', async () => {
    const routing = router();
    const decisions = await Promise.all([routing.decide(MARINA, CALL), routing.decide(MARINA, second)]);
    expect(decisions.map(({ extensions }) => extensions)).toEqual([['101'], ['102']]);
  });

  it('give the same phone to a call that asks twice, and nothing to one that only asks', async () => {
    const routing = router();
    await routing.dryRun(MARINA);
    await routing.decide(MARINA, CALL);
    expect((await routing.decide(MARINA, CALL)).extensions).toEqual(['101']);
    expect((await routing.dryRun(MARINA)).extensions).toEqual(['102']);
  });

  it('do not keep the phone of a caller who never got there', async () => {
    const clock = new HandClock();
    const routing = router({ clock });
    await routing.decide(MARINA, CALL);
    clock.turn(2_999);
    expect((await routing.decide(MARINA, second)).extensions).toEqual(['102']);
    clock.turn(1);
    expect((await routing.decide(MARINA, 'call-3' as CallId)).extensions).toEqual(['101']);
  });

  it('leave a phone that has rung and is free again to the next call', async () => {
    const calls: Call[] = [];
    const routing = router({ calls: () => calls });
    await routing.decide(MARINA, CALL);
    calls.push(...endedAt('101' as Extension));
    expect((await routing.decide(MARINA, second)).extensions).toEqual(['101']);
  });
});

it('leads a stranger to the agent who talked with him last', async () => {
  const lastTalks = new SqliteLastTalks(openDatabase(':memory:'));
  await lastTalks.talked(ACCOUNT, '+79110000000', '101' as Extension, 2);
  await lastTalks.talked(ACCOUNT, '+79110000000', '102' as Extension, 1);
  const decision = await router({ lastTalks }).decide('89110000000', CALL);
  expect(decision.extensions).toEqual(['101']);
  expect(await lastTalks.last('2' as AccountId, '+79110000000')).toBeUndefined();
});

it.each([
  ['Europe/Moscow', { weekday: 4, date: '2026-11-26', minute: 23 * 60 + 59 }],
  ['Asia/Yekaterinburg', { weekday: 5, date: '2026-11-27', minute: 119 }],
  ['America/Sao_Paulo', { weekday: 4, date: '2026-11-26', minute: 17 * 60 + 59 }],
])('tells the time of %s', (zone, time) => {
  expect(localTime(Date.parse('2026-11-26T20:59:00Z'), zone)).toEqual(time);
});

describe('the administrator asks who would get a call now', () => {
  const ask = async (path: string, password = 'secret', routing = router()) => {
    const app = fastify();
    const dryRun = (number: string) => routing.dryRun(number);
    await app.register(dryRunEndpoint, {
      account: (id) => (id === ACCOUNT ? { key: 'secret', dryRun } : undefined),
    });
    const authorization = `Basic ${Buffer.from(`linia:${password}`).toString('base64')}`;
    const { statusCode, body } = await app.inject({ url: path, headers: { authorization } });
    return [statusCode, JSON.parse(body) as unknown] as const;
  };

  it('and reads what came of each rule', async () => {
    const routing = router({ reachable: onlyTimur, clock: new HandClock() });
    expect(await ask('/route/1/dry-run?number=89984445566', 'secret', routing)).toEqual([
      200,
      {
        number: MARINA,
        // The hand clock stands at 2023-11-14 22:13:20 UTC.
        time: { date: '2023-11-15', weekday: 3, minute: 73, zone: 'Europe/Moscow' },
        extensions: ['102'],
        isClosed: false,
        steps: [
          { to: 'responsible', extension: '101', name: 'Анна Белова', outcome: 'offline' },
          { to: 'deputy', extension: '102', name: 'Тимур Галеев', outcome: 'taken' },
        ],
      },
    ]);
  });

  it('and nobody else does', async () => {
    for (const [path, password] of [
      ['/route/1/dry-run?number=1', 'guess'],
      ['/route/2/dry-run?number=1', 'secret'],
    ] as const)
      expect((await ask(path, password))[0]).toBe(403);
  });

  it.each(['', '?number=', '?number=1&number=2', `?number=${'1'.repeat(129)}`])(
    'and is told how when he asks "%s"',
    async (query) => expect((await ask(`/route/1/dry-run${query}`))[0]).toBe(400),
  );
});

describe('the door for the dialplan', () => {
  const kept: CallId[] = [];
  beforeEach(() => void kept.splice(0));
  const door = async (decide = (number: string) => router().decide(number, CALL)) => {
    const app = fastify();
    await app.register(routeEndpoint, {
      account: (id) =>
        id === ACCOUNT
          ? { accountId: ACCOUNT, key: 'secret', decide, keep: (callId) => void kept.push(callId) }
          : undefined,
      clock: systemClock,
      log: silentLog,
    });
    return async (path: string, password = 'secret') => {
      const authorization = `Basic ${Buffer.from(`linia:${password}`).toString('base64')}`;
      const { statusCode, body } = await app.inject({ url: path, headers: { authorization } });
      return [statusCode, body] as const;
    };
  };

  it('answers with extensions, or with nothing for the default route', async () => {
    const ask = await door();
    expect(await ask('/route/1?number=89984445566&call=1.1')).toEqual([200, '101']);
    expect(kept).toEqual(['1.1']);
    expect(await ask('/route/1?number=89110000000&call=1.2')).toEqual([200, '']);
    expect(await ask('/route/1?number=&call=1.3')).toEqual([200, '']);
  });

  it('joins several', async () => {
    const extensions = ['101', '102'] as Extension[];
    const ask = await door(async () => ({ extensions, steps: [], isClosed: false }));
    expect(await ask('/route/1?number=1&call=1.1')).toEqual([200, '101&102']);
  });

  it('lets nothing through that a dialplan could run', async () => {
    const extensions = ['101,${SHELL(id)}', '102'] as Extension[];
    const ask = await door(async () => ({ extensions, steps: [], isClosed: false }));
    expect(await ask('/route/1?number=1&call=1.1')).toEqual([200, '102']);
  });

  it('is closed without the key, with a wrong one, and for other accounts', async () => {
    const ask = await door();
    expect(await ask('/route/1?number=1&call=1.1', 'guess')).toEqual([403, '']);
    expect(await ask('/route/1?number=1&call=1.1', '')).toEqual([403, '']);
    expect(await ask('/route/2?number=1&call=1.1')).toEqual([403, '']);
  });

  it.each(['', '?number=1', '?call=1', `?number=${'1'.repeat(129)}&call=1`, '?number=1&number=2&call=1'])(
    'does not read "%s"',
    async (query) => expect((await (await door())(`/route/1${query}`))[0]).toBe(400),
  );

  it('gives the default route in time when the decision hangs or fails', async () => {
    const hung = await door(() => new Promise(() => undefined));
    const startedAt = performance.now();
    expect(await hung('/route/1?number=1&call=1.1')).toEqual([200, '']);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    // The card must not give a reason that the PBX never heard.
    expect(kept).toEqual([]);
    const broken = await door(() => Promise.reject(new Error('disk')));
    expect(await broken('/route/1?number=1&call=1.1')).toEqual([200, '']);
  });
});
