import type { Call } from '../../../src/call/call';
import type { AccountId, CallId, Extension, UserId } from '../../../src/call/ids';
import { NOTHING_GRANTED, type Grant } from '../../../src/gateway/joining/grant';
import type { OpenStores } from '../../../src/gateway/store/stores';
import type { KeptPhoneCheck } from '../../../src/protocol/phone-check';

const ONE = '1' as AccountId;
const TWO = '2' as AccountId;
const ANNA = 11 as UserId;
const TIMUR = 12 as UserId;
const NUMBER = '+79984445566';
const MARINA = { type: 'contact', id: 5 } as const;
const WINDOWS = { type: 'company', id: 6 } as const;

const call = (id: string, state: 'live' | 'ended' = 'live') =>
  ({ id, legs: [], talks: [], now: { state } }) as unknown as Call;
const pair = (name: string): Grant => ({
  holding: {
    state: 'pair',
    pair: { accessToken: `access ${name}`, refreshToken: `refresh ${name}`, accessEndsAt: 9_000_000_000_000 },
  },
  codes: [],
});

/** What the stores of a few lines keep to; `open` gives empty ones. */
export function keepsToTheSmallStores(open: () => Promise<OpenStores>): void {
  it('keeps calls in progress until they end, and when they were last seen', async () => {
    const { liveCalls } = await open();
    await liveCalls.save(ONE, [call('c1'), call('c2')], 10);
    await liveCalls.save(ONE, [call('c1', 'ended'), call('c2')], 20);
    await liveCalls.save(TWO, [call('c3')], 5);
    expect(await liveCalls.load(ONE)).toEqual({ calls: [call('c2')], savedAt: 20, unreadable: [] });
    await liveCalls.seen(ONE, 1_764_000_000_000);
    expect((await liveCalls.load(ONE)).savedAt).toBe(1_764_000_000_000);
    expect(await liveCalls.dropSavedBefore(6)).toBe(1);
    expect(await liveCalls.load(TWO)).toEqual({ calls: [], savedAt: 0, unreadable: [] });
  });

  it('drops a call in progress that it cannot read, and says which', async () => {
    const { liveCalls } = await open();
    await liveCalls.save(ONE, [{ id: 'torn', now: { state: 'live' } } as Call, call('c1')], 10);
    expect(await liveCalls.load(ONE)).toEqual({ calls: [call('c1')], savedAt: 10, unreadable: ['torn'] });
    expect((await liveCalls.load(ONE)).unreadable).toEqual([]);
  });

  it('changes a grant by what stood there, one change after another', async () => {
    const { grants } = await open();
    expect(await grants.load(ONE)).toEqual(NOTHING_GRANTED);
    await grants.change(ONE, () => pair('a'));
    const codes = ['x', 'y', 'z'].map((code) => ({ code, receivedAt: 1, isAsked: true }));
    await Promise.all(
      codes.map((code) => grants.change(ONE, (grant) => ({ ...grant, codes: [...grant.codes, code] }))),
    );
    const kept = await grants.load(ONE);
    expect(kept.holding).toEqual(pair('a').holding);
    expect(kept.codes).toHaveLength(3);
    expect(await grants.load(TWO)).toEqual(NOTHING_GRANTED);
  });

  it('leaves a grant alone when it cannot be changed', async () => {
    const { grants } = await open();
    await grants.change(ONE, () => pair('a'));
    const fails = (): Grant => {
      throw new Error('killed');
    };
    await expect(grants.change(ONE, fails)).rejects.toThrow('killed');
    expect(await grants.load(ONE)).toEqual(pair('a'));
    expect(await grants.alone(ONE, async () => 'done')).toBe('done');
  });

  it('keeps the profile of an account as it was read last', async () => {
    const { profiles } = await open();
    expect(await profiles.load(ONE)).toEqual({});
    await profiles.save(ONE, { settings: { wrap_up: '10' } });
    await profiles.save(ONE, { settings: { wrap_up: '20' } });
    expect(await profiles.load(ONE)).toEqual({ settings: { wrap_up: '20' } });
    expect(await profiles.load(TWO)).toEqual({});
  });

  it('keeps what agents have chosen', async () => {
    const { statusStore } = await open();
    await statusStore.save(ONE, ANNA, 'away');
    await statusStore.save(ONE, ANNA, 'ready');
    await statusStore.save(TWO, TIMUR, 'away');
    expect(await statusStore.all(ONE)).toEqual(new Map([[ANNA, 'ready']]));
  });

  it('knows who talked last with a number, whatever the order in which it is told', async () => {
    const { lastTalks } = await open();
    await lastTalks.talked(ONE, NUMBER, '101' as Extension, 20);
    await lastTalks.talked(ONE, NUMBER, '102' as Extension, 10);
    expect(await lastTalks.last(ONE, NUMBER)).toBe('101');
    await lastTalks.talked(ONE, NUMBER, '103' as Extension, 20);
    expect(await lastTalks.last(ONE, NUMBER)).toBe('103');
    expect(await lastTalks.last(TWO, NUMBER)).toBeUndefined();
  });

  it('remembers whom agents chose among those with a number, and with whom each talked', async () => {
    const { ownerMemory } = await open();
    await ownerMemory.choose(ONE, NUMBER, WINDOWS);
    await ownerMemory.choose(ONE, NUMBER, MARINA);
    await ownerMemory.talked(ONE, NUMBER, ANNA, MARINA, 20);
    await ownerMemory.talked(ONE, NUMBER, ANNA, MARINA, 10);
    await ownerMemory.talked(ONE, NUMBER, TIMUR, WINDOWS, 30);
    expect(await ownerMemory.recall(ONE, NUMBER, ANNA)).toEqual({
      chosen: MARINA,
      talks: [{ owner: MARINA, at: 20 }],
    });
    expect(await ownerMemory.recall(ONE, NUMBER, undefined)).toEqual({ chosen: MARINA, talks: [] });
    expect(await ownerMemory.recall(TWO, NUMBER, ANNA)).toEqual({ talks: [] });
  });

  it('knows what a call is about until that is unclear again, or long ago', async () => {
    const { ownerMemory } = await open();
    const [c1, c2] = ['c1' as CallId, 'c2' as CallId];
    await ownerMemory.setTopic(ONE, c1, { type: 'customer', id: 4 }, 10);
    await ownerMemory.setTopic(ONE, c1, { type: 'lead', id: 7 }, 20);
    await ownerMemory.setTopic(ONE, c2, { type: 'lead', id: 8 }, 20);
    expect(await ownerMemory.topic(ONE, c1)).toEqual({ type: 'lead', id: 7 });
    await ownerMemory.setTopic(ONE, c2, undefined, 30);
    expect(await ownerMemory.topic(ONE, c2)).toBeUndefined();
    expect(await ownerMemory.topic(TWO, c1)).toBeUndefined();
    expect(await ownerMemory.dropTopicsBefore(21)).toBe(1);
    expect(await ownerMemory.topic(ONE, c1)).toBeUndefined();
  });

  it('keeps the newest self-tests of each agent', async () => {
    const { phoneCheckStore } = await open();
    const check = (userId: UserId, at: number) => ({ userId, at, name: 'Анна' }) as unknown as KeptPhoneCheck;
    await phoneCheckStore.save(ONE, check(TIMUR, 1));
    for (let at = 2; at <= 13; at++) await phoneCheckStore.save(ONE, check(ANNA, at));
    const kept = await phoneCheckStore.list(ONE, 100);
    expect(kept.map(({ at }) => at)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 1]);
    expect(await phoneCheckStore.list(ONE, 1)).toEqual([check(ANNA, 13)]);
    expect(await phoneCheckStore.list(TWO, 100)).toEqual([]);
  });

  it('says whether it is there', async () => {
    const stores = await open();
    expect(await stores.isThere()).toBe(true);
  });
}
