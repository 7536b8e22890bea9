import type { AccountUnderTest } from './account-under-test';
import { saw, type ExpectedAnswer, type Fact, type Trust } from './fact';
import { FILLED_TEXT, listWith, TEXT, type Pattern } from './pattern';
import type { Need } from './target';

/** The body of a problem that is not about fields. */
export const problem = (status: number): ExpectedAnswer => ({
  status,
  type: 'problem',
  body: { title: FILLED_TEXT, type: FILLED_TEXT, status, detail: TEXT },
});

/** A validation body that names this mistake, among others perhaps. */
export const validationError = (path: string, code: Pattern, requestId: Pattern = TEXT): ExpectedAnswer => ({
  status: 400,
  type: 'problem',
  body: {
    title: 'Bad Request',
    status: 400,
    detail: 'Request validation failed',
    'validation-errors': listWith({
      request_id: requestId,
      errors: listWith({ code, path, detail: FILLED_TEXT }),
    }),
  },
});

export interface WrongInput {
  readonly id: string;
  readonly source: string;
  readonly trust: Trust;
  readonly says: string;
  readonly needs?: readonly Need[];
  readonly method?: 'POST' | 'PATCH';
  readonly path: string | ((account: AccountUnderTest) => Promise<string>);
  readonly body: (account: AccountUnderTest) => unknown;
  /** Where the mistake is, as `path` of the validation body names it. */
  readonly at: string;
  readonly code: Pattern;
  readonly requestId?: string;
}

/** A fact that wrong input is refused with its code and path. */
export const refusal = (wrong: WrongInput): Fact => ({
  id: wrong.id,
  source: wrong.source,
  trust: wrong.trust,
  says: wrong.says,
  needs: wrong.needs ?? ['write'],
  check: async (account) => {
    const path = typeof wrong.path === 'string' ? wrong.path : await wrong.path(account);
    const body = await wrong.body(account);
    const answer = await (wrong.method === 'PATCH' ? account.patch(path, body) : account.post(path, body));
    return saw(answer, validationError(wrong.at, wrong.code, wrong.requestId));
  },
});
