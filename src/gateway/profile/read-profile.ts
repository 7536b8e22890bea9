import type { AccountFault } from '../../protocol/faults';
import type { AmoAnswer, AmoClient } from '../crm/amo-client';
import type { Trouble } from '../trouble';
import type { AccountProfile } from './account-profile';
import { embedded, extensionsIn, factsIn, settingsIn, usersIn, widgetCodeIn } from './profile-parts';

/** A part of the profile, or why it could not be read; no `why` = amoCRM is away, and that is told elsewhere. */
export type PartRead =
  | { readonly kind: 'read'; readonly part: AccountProfile }
  | { readonly kind: 'failed'; readonly why?: Trouble };

export type Amo = Pick<AmoClient, 'request'>;

const PER_PAGE = 250;
/** 25,000 users or widgets: more than any account has. */
const MAX_PAGES = 100;
const ACCOUNT = '/api/v4/account?with=users_groups,task_types,datetime_settings';

/** Extensions and all other settings of the widget that belongs to the integration. */
export async function readSettings(amo: Amo, code: string): Promise<PartRead> {
  const answer = await get(amo, `/api/v4/widgets/${encodeURIComponent(code)}`);
  if (!isOk(answer)) return failed(answer, 'the widget’s settings');
  const extensions = extensionsIn(answer.body);
  if (extensions !== 'hidden')
    return { kind: 'read', part: { extensions, settings: settingsIn(answer.body) } };
  const words =
    'amoCRM hides the widget’s settings: the token must be of the same integration as the widget (integration.clientUuid)';
  return { kind: 'failed', why: { fault: 'settings-hidden', words } };
}

/** The widget's code is known in the account only; `undefined` = no widget of this integration is installed. */
export async function findWidget(amo: Amo, clientUuid: string): Promise<string | undefined | PartRead> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await get(amo, `/api/v4/widgets?limit=${PER_PAGE}&page=${page}`);
    if (isEmpty(answer)) return undefined;
    if (!isOk(answer)) return failed(answer, 'the account’s widgets');
    const code = widgetCodeIn(answer.body, clientUuid);
    if (code !== undefined) return code;
    if (embedded(answer.body, 'widgets').length < PER_PAGE) return undefined;
  }
  return undefined;
}

export async function readUsers(amo: Amo): Promise<PartRead> {
  const users = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await get(amo, `/api/v4/users?limit=${PER_PAGE}&page=${page}`);
    if (isEmpty(answer)) break;
    if (!isOk(answer)) return failed(answer, 'the account’s users');
    users.push(...usersIn(answer.body));
    if (embedded(answer.body, 'users').length < PER_PAGE) break;
  }
  // An account without users is an answer that we do not understand.
  return users.length > 0 ? { kind: 'read', part: { users } } : { kind: 'failed' };
}

export async function readFacts(amo: Amo): Promise<PartRead> {
  const answer = await get(amo, ACCOUNT);
  if (!isOk(answer)) return failed(answer, 'the account');
  const facts = factsIn(answer.body);
  return facts ? { kind: 'read', part: { facts } } : { kind: 'failed' };
}

const get = (amo: Amo, path: string): Promise<AmoAnswer> =>
  amo.request({ method: 'GET', path, urgency: 'record' });

const isOk = (answer: AmoAnswer): answer is Extract<AmoAnswer, { kind: 'answered' }> =>
  answer.kind === 'answered' && answer.status === 200;
/** Also past the last page. */
const isEmpty = (answer: AmoAnswer): boolean => answer.kind === 'answered' && answer.status === 204;

function failed(answer: AmoAnswer, what: string): PartRead {
  const status = answer.kind === 'answered' ? answer.status : 0;
  const because = (fault: AccountFault, words: string): PartRead => ({
    kind: 'failed',
    why: { fault, words },
  });
  if (status === 402) return because('amo-unpaid', 'the amoCRM account is not paid for');
  if (status === 403) {
    const words = `amoCRM does not show ${what}: whoever gave the token must be an administrator of the account, and this server’s address not blocked`;
    return because('amo-forbids', words);
  }
  return status === 404 ? because('amo-lacks', `amoCRM does not have ${what}`) : { kind: 'failed' };
}
