import { saw, together, type Fact } from '../fact';
import { FILLED_TEXT, INTEGER } from '../pattern';
import { problem } from '../refusal';

const OAUTH = { source: 'oauth/step-by-step', trust: 'D' } as const;
const ERRORS = { source: 'crm_platform/error-codes', trust: 'D' } as const;
const ACCOUNT = '/api/v4/account';

/** Who may speak at all. */
export const authorizationFacts: readonly Fact[] = [
  {
    id: '7.0-bearer',
    ...OAUTH,
    says: 'A token in `Authorization: Bearer` is let in; the answer is application/hal+json.',
    check: async (account) =>
      saw(await account.get(ACCOUNT), { status: 200, type: 'hal', body: { id: INTEGER, name: FILLED_TEXT } }),
  },
  {
    id: '7.0-no-token',
    ...ERRORS,
    says: 'Without a token and a session: 401, application/problem+json.',
    check: async (account) => saw(await account.raw({ method: 'GET', path: ACCOUNT }), problem(401)),
  },
  {
    id: '7.0-wrong-token',
    ...ERRORS,
    says: 'A token that nobody issued: 401.',
    check: async (account) =>
      saw(await account.get(ACCOUNT, { Authorization: 'Bearer nobody-issued-this' }), problem(401)),
  },
  {
    id: '7.0-other-scheme',
    ...ERRORS,
    trust: 'likely',
    says: 'Another scheme than Bearer: 401.',
    check: async (account) => saw(await account.get(ACCOUNT, { Authorization: 'Basic YTpi' }), problem(401)),
  },
  {
    id: '7.0-no-token-for-a-write',
    ...ERRORS,
    says: 'A write without a token: 401, before its body is looked at.',
    check: async (account) =>
      saw(
        await account.raw({
          method: 'POST',
          path: '/api/v4/contacts',
          headers: { 'Content-Type': 'application/json' },
          body: '{"no": "array"}',
        }),
        problem(401),
      ),
  },
  {
    id: '7.0-session-cookie',
    source: 'telephony/capabilities-2',
    trust: 'D',
    says: 'From the page of amoCRM the session cookie alone is enough, and the answer is for its user.',
    needs: ['session', 'agent'],
    check: async (account) => {
      const { sessionCookie = '', agentId = 0 } = account.target;
      const answer = await account.raw({ method: 'GET', path: ACCOUNT, headers: { Cookie: sessionCookie } });
      return saw(answer, { status: 200, type: 'hal', body: { current_user_id: agentId } });
    },
  },
  {
    id: '7.0-wrong-cookie',
    ...ERRORS,
    says: 'A session that is not open: 401.',
    check: async (account) =>
      saw(
        await account.raw({
          method: 'GET',
          path: ACCOUNT,
          headers: { Cookie: 'session=closed; session_id=closed' },
        }),
        problem(401),
      ),
  },
  {
    id: '7.0-bad-token-beside-good-cookie',
    ...ERRORS,
    trust: 'likely',
    says: 'A wrong token is refused even when a good cookie comes with it.',
    needs: ['session'],
    check: async (account) =>
      saw(
        await account.get(ACCOUNT, {
          Authorization: 'Bearer nobody-issued-this',
          Cookie: account.target.sessionCookie ?? '',
        }),
        problem(401),
      ),
  },
  {
    id: '7.0-context-user',
    source: 'oauth/scopes',
    trust: 'D',
    says: 'With `X-Context-User-ID` an administrator’s token acts as that user.',
    needs: ['agent'],
    check: async (account) => {
      const own = await account.get(ACCOUNT);
      const asAgent = await account.get(ACCOUNT, account.asAgent);
      return together(
        saw(own, { status: 200, body: { current_user_id: INTEGER } }),
        saw(asAgent, { status: 200, body: { current_user_id: account.target.agentId ?? 0 } }),
      );
    },
  },
];
