import { valueAt } from '../answer';
import { saw, together, type Fact } from '../fact';
import { FILLED_TEXT, INTEGER, oneOf, Shape } from '../pattern';

const DOCS = { source: 'oauth/step-by-step', trust: 'D' } as const;
const PAIR = {
  token_type: 'Bearer',
  expires_in: 86400,
  server_time: INTEGER,
  access_token: FILLED_TEXT,
  refresh_token: FILLED_TEXT,
} as const;
const REFUSED = { status: 400, body: { status: 400, title: FILLED_TEXT } } as const;
const NO_CODE = { grant_type: 'authorization_code', code: 'nobody-issued-this-code' } as const;

const spoilt = (id: string, says: string, grant: object, changes: object = {}): Fact => ({
  id,
  ...DOCS,
  says,
  needs: ['oauth'],
  check: async ({ grant: oauth }) => saw(await oauth.ask(grant, changes), REFUSED),
});

/** A code for tokens, tokens for tokens. */
export const oauthFacts: readonly Fact[] = [
  {
    id: '8.1-code',
    ...DOCS,
    says: 'A fresh code gives a pair: Bearer, 86400 s, server time, access and refresh token.',
    needs: ['oauth'],
    check: async ({ grant }) => saw((await grant.first()).answer, { status: 200, body: PAIR }),
  },
  {
    id: '8.1-code-once',
    ...DOCS,
    says: 'The same code a second time: 400.',
    needs: ['oauth'],
    check: async ({ grant }) => {
      const { spent: code } = await grant.first();
      return saw(await grant.ask({ grant_type: 'authorization_code', code }), REFUSED);
    },
  },
  {
    id: '8.1-access-token',
    ...DOCS,
    says: 'The access token is let in.',
    needs: ['oauth'],
    check: async (account) => {
      const token = String(valueAt((await account.grant.refreshed()).answer.body, 'access_token'));
      return saw(await account.get('/api/v4/account', { Authorization: `Bearer ${token}` }), {
        status: 200,
        type: 'hal',
      });
    },
  },
  {
    id: '8.1-refresh-is-no-access',
    ...DOCS,
    says: 'A refresh token is no access token: 401.',
    needs: ['oauth'],
    check: async (account) => {
      const token = String(valueAt((await account.grant.refreshed()).answer.body, 'refresh_token'));
      return saw(await account.get('/api/v4/account', { Authorization: `Bearer ${token}` }), { status: 401 });
    },
  },
  {
    id: '8.1-refresh',
    ...DOCS,
    says: 'A refresh token gives a new pair; both tokens are new.',
    needs: ['oauth'],
    check: async ({ grant }) => {
      const { answer: first } = await grant.first();
      const { answer, spent } = await grant.refreshed();
      const another = (old: unknown) =>
        new Shape('another token than before', (token) => typeof token === 'string' && token !== old);
      return saw(answer, {
        status: 200,
        body: {
          ...PAIR,
          access_token: another(valueAt(first.body, 'access_token')),
          refresh_token: another(spent),
        },
      });
    },
  },
  {
    id: '8.1-refresh-once',
    ...DOCS,
    says: 'A refresh token works once; used again: 400.',
    needs: ['oauth'],
    check: async ({ grant }) => {
      const { spent } = await grant.refreshed();
      return saw(await grant.ask({ grant_type: 'refresh_token', refresh_token: spent }), REFUSED);
    },
  },
  {
    id: '8.1-token-length',
    ...DOCS,
    says: 'Tokens are long: a column of 255 characters is too short.',
    needs: ['oauth'],
    check: async ({ grant }) => {
      const long = new Shape('more than 255 characters', (token) => String(token).length > 255);
      return saw((await grant.first()).answer, {
        status: 200,
        body: { access_token: long, refresh_token: long },
      });
    },
  },
  {
    id: '8.1-get',
    ...DOCS,
    says: 'Tokens are asked for by POST; GET is refused with 404 or 405.',
    check: async (account) =>
      together(
        saw(await account.raw({ method: 'GET', path: '/oauth2/access_token' }), { status: [404, 405] }),
      ),
  },
  spoilt('8.1-unknown-code', 'A code that nobody issued: 400.', NO_CODE),
  spoilt('8.1-unknown-refresh', 'A refresh token that nobody issued: 400.', {
    grant_type: 'refresh_token',
    refresh_token: 'nobody-issued-this-token',
  }),
  spoilt('8.1-wrong-secret', 'A wrong client_secret: 400.', NO_CODE, { client_secret: 'a-wrong-secret' }),
  spoilt('8.1-wrong-redirect', 'A redirect_uri that is not exactly that of the integration: 400.', NO_CODE, {
    redirect_uri: 'https://example.com/elsewhere',
  }),
  spoilt('8.1-unknown-grant', 'Another grant_type: 400.', {
    grant_type: 'password',
    username: 'a',
    password: 'b',
  }),
  spoilt('8.1-no-code', 'authorization_code without a code: 400.', { grant_type: 'authorization_code' }),
  {
    id: '8.1-wrong-client',
    ...DOCS,
    says: 'A client_id that no integration has is refused.',
    needs: ['oauth'],
    check: async ({ grant }) =>
      saw(await grant.ask(NO_CODE, { client_id: '00000000-0000-4000-8000-000000000000' }), {
        status: [400, 401, 403, 404],
        body: { status: oneOf(400, 401, 403, 404) },
      }),
  },
];
