import { setTimeout as wait } from 'node:timers/promises';
import type { AccountUnderTest } from '../account-under-test';
import { valueAt, type Answer } from '../answer';
import { saw, sawValue, together, type Fact } from '../fact';
import { Shape } from '../pattern';
import { problem } from '../refusal';

const LIMITS = { source: 'https://developers.kommo.com/docs/limitations', trust: 'D' } as const;
const ERRORS = { source: 'crm_platform/error-codes', trust: 'D' } as const;
const OAUTH = { source: 'oauth/step-by-step', trust: 'D' } as const;
const PER_SECOND = 7;

const read = (account: AccountUnderTest, token = account.target.token): Promise<Answer> =>
  account.unpaced({ method: 'GET', path: '/api/v4/account', headers: { Authorization: `Bearer ${token}` } });

const atOnce = (account: AccountUnderTest, count: number): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, () => read(account)));

/** The hands of the stand-in: what goes wrong next. */
const setFaults = (account: AccountUnderTest, faults: object): Promise<Answer> =>
  account.unpaced({
    method: 'POST',
    path: '/__standin/faults',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(faults),
  });

const onDemand = (id: string, status: number, says: string): Fact => ({
  id,
  ...ERRORS,
  says,
  needs: ['stand-in', 'storm'],
  check: async (account) => {
    await setFaults(account, { storm: { status, count: 1, path: '/api/' } });
    const hit = await read(account);
    return together(saw(hit, problem(status)), saw(await read(account), { status: 200 }));
  },
});

/** Too much, too dear, too late: limits, outages and the end of tokens. */
export const limitFacts: readonly Fact[] = [
  {
    id: '7.0-rate-429',
    ...LIMITS,
    says: 'More than 7 requests in a second: the rest get 429, application/problem+json.',
    needs: ['storm'],
    check: async (account) => {
      const answers = await atOnce(account, 20);
      const refused = answers.filter(({ status }) => status === 429);
      const [first] = refused;
      const admitted = new Shape(`at most ${2 * PER_SECOND}`, (count) => Number(count) <= 2 * PER_SECOND);
      return together(
        sawValue('admitted of 20', answers.length - refused.length, admitted),
        first ? saw(first, problem(429)) : { isSame: false, seen: 'no 429 among 20 requests' },
      );
    },
  },
  {
    id: '7.0-rate-seven',
    ...LIMITS,
    says: 'Seven at once are let in.',
    needs: ['storm'],
    check: async (account) => {
      await wait(1100);
      const answers = await atOnce(account, PER_SECOND);
      return sawValue('admitted of 7', answers.filter(({ status }) => status === 200).length, PER_SECOND);
    },
  },
  {
    id: '7.0-rate-recovers',
    ...LIMITS,
    says: 'After a second of quiet the account answers again.',
    needs: ['storm'],
    check: async (account) => {
      await atOnce(account, 10);
      await wait(1100);
      return saw(await read(account), { status: 200, type: 'hal' });
    },
  },
  {
    id: '7.0-rate-block',
    ...LIMITS,
    says: 'Who goes on in spite of 429 is locked out: 403.',
    // A real account would be closed for its other integrations too.
    needs: ['storm', 'stand-in'],
    check: async (account) => {
      await atOnce(account, 70);
      return saw(await read(account), problem(403));
    },
  },
  onDemand('7.0-unpaid', 402, 'An account that is not paid: 402.'),
  onDemand('7.0-too-heavy', 504, 'A request that was too heavy: 504.'),
  onDemand('7.0-server-error', 500, 'amoCRM broken: 500, and the next request may go well.'),
  {
    id: '8.1-access-token-expires',
    ...OAUTH,
    says: 'An expired access token: 401; its refresh token still works.',
    needs: ['oauth', 'storm', 'stand-in'],
    check: async (account) => {
      const { answer } = await account.grant.first();
      const token = String(valueAt(answer.body, 'access_token'));
      const before = await read(account, token);
      await setFaults(account, { expireTokens: true });
      return together(
        saw(before, { status: 200 }),
        saw(await read(account, token), problem(401)),
        saw((await account.grant.refreshed()).answer, { status: 200 }),
      );
    },
  },
  {
    id: '8.2-revoked',
    ...OAUTH,
    says: 'After the integration was switched off every token of it answers 401, the long-lived one too.',
    needs: ['storm', 'stand-in'],
    check: async (account) => {
      await setFaults(account, { revokeTokens: true });
      return saw(await read(account), problem(401));
    },
  },
];
