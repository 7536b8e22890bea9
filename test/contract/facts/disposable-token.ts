import { createHmac } from 'node:crypto';
import type { AccountUnderTest } from '../account-under-test';
import { valueAt, type Answer } from '../answer';
import { NotChecked, saw, sawValue, together, type Fact } from '../fact';
import { FILLED_TEXT, INTEGER, matching, Shape } from '../pattern';

const DOCS = { source: 'oauth/disposable-tokens', trust: 'D' } as const;
const SEEN = { source: 'seen in the code of amoCRM’s pages', trust: 'H' } as const;
const NEEDS = ['session', 'oauth'] as const;

const ask = (
  account: AccountUnderTest,
  cookie: string,
  uuid = account.target.integration?.clientId ?? '',
): Promise<Answer> =>
  account.raw({
    method: 'GET',
    path: `/ajax/v2/integrations/${uuid}/disposable_token`,
    headers: { ...(cookie && { Cookie: cookie }), 'X-Requested-With': 'XMLHttpRequest' },
  });

async function tokenOf(account: AccountUnderTest): Promise<readonly [string, string, string]> {
  const answer = await ask(account, account.target.sessionCookie ?? '');
  const token = valueAt(answer.body, 'token');
  const [head, claims, signature, ...more] = typeof token === 'string' ? token.split('.') : [];
  if (head && claims && signature && more.length === 0) return [head, claims, signature];
  throw new NotChecked(`No token came: ${answer.status} ${answer.text.slice(0, 200)}`);
}

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** The token by which a widget tells its own server who is signed in. */
export const disposableTokenFacts: readonly Fact[] = [
  {
    id: '8.3-token',
    ...SEEN,
    says: 'The page gets it by its session at /ajax/v2/integrations/{client_id}/disposable_token.',
    needs: NEEDS,
    check: async (account) =>
      saw(await ask(account, account.target.sessionCookie ?? ''), {
        status: 200,
        body: { token: FILLED_TEXT },
      }),
  },
  {
    id: '8.3-signature',
    ...DOCS,
    says: 'It is a JWT, HS256, signed with the integration’s secret.',
    needs: NEEDS,
    check: async (account) => {
      const [head, claims, signature] = await tokenOf(account);
      const secret = account.target.integration?.clientSecret ?? '';
      const own = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url');
      return together(
        sawValue('alg', valueAt(decoded(head), 'alg'), 'HS256'),
        sawValue('signature is ours', signature === own, true),
      );
    },
  },
  {
    id: '8.3-claims',
    ...DOCS,
    says: 'It names account, user, integration, issuer and has times and a jti.',
    needs: [...NEEDS, 'agent'],
    check: async (account) => {
      const [, claims] = await tokenOf(account);
      return sawValue('claims', decoded(claims), {
        iss: matching(/^https?:\/\/[^/]+$/),
        jti: FILLED_TEXT,
        iat: INTEGER,
        nbf: INTEGER,
        exp: INTEGER,
        account_id: INTEGER,
        user_id: account.target.agentId ?? 0,
        client_uuid: account.target.integration?.clientId ?? '',
      });
    },
  },
  {
    id: '8.3-audience',
    ...DOCS,
    says: 'aud is the scheme and host of the redirect_uri.',
    needs: NEEDS,
    check: async (account) => {
      const [, claims] = await tokenOf(account);
      const aud = new URL(account.target.integration?.redirectUri ?? '').origin;
      return sawValue('aud', valueAt(decoded(claims), 'aud'), aud);
    },
  },
  {
    id: '8.3-lives-half-an-hour',
    ...DOCS,
    says: 'It lives 30 minutes.',
    needs: NEEDS,
    check: async (account) => {
      const [, claims] = await tokenOf(account);
      const { iat, exp } = decoded(claims) as { iat: number; exp: number };
      return sawValue(
        'exp - iat',
        exp - iat,
        new Shape('about 1800 s', (seconds) => Math.abs(Number(seconds) - 1800) <= 300),
      );
    },
  },
  {
    id: '8.3-without-session',
    ...SEEN,
    says: 'Without a session: 401 or 403, no token.',
    needs: ['oauth'],
    check: async (account) => saw(await ask(account, ''), { status: [401, 403] }),
  },
  {
    id: '8.3-unknown-integration',
    ...SEEN,
    trust: 'likely',
    says: 'An integration that the account has not: 4xx, no token.',
    needs: ['session'],
    check: async (account) =>
      saw(await ask(account, account.target.sessionCookie ?? '', '00000000-0000-4000-8000-000000000000'), {
        status: [400, 403, 404, 422],
      }),
  },
];
