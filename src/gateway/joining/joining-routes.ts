import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AccountId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { RateLimit } from '../hub/rate-limit';
import type { Log } from '../log';
import type { Joining } from './account-tokens';
import { JOINING_WORDS, joiningLanguage, type JoiningWord } from './joining-words';
import { isUninstallSignature } from './oauth-state';
import { readRedirect, type JoinableAccount } from './redirect';

export interface JoiningRoutesParts {
  readonly accounts: () => readonly JoinableAccount[];
  readonly prefix: string;
  readonly takeCode: (accountId: AccountId, code: string, isAsked: boolean) => Promise<Joining>;
  readonly uninstalled: (accountId: AccountId) => Promise<void>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'warn' | 'info'>;
}

/** amoCRM's webhook of an installation waits 3 s and does not come again (amoCRM, "step-by-step"). */
const ANSWER_WITHIN_MS = 2_000;
/** Each may cost a request to amoCRM; an administrator needs one. */
const RATE = { burst: 10, perSec: 0.2 };

/** Redirect URIs of the integrations, and the hook of an uninstallation. */
export function joiningRoutes(app: FastifyInstance, parts: JoiningRoutesParts): void {
  const rate = new RateLimit(RATE, () => parts.clock.now());
  // Where an account is joined is known only when it is named, which may be later.
  app.get('*', async ({ url, query, ip }, reply) => {
    const [path] = url.split('?', 1);
    const own = parts.accounts().filter(({ redirectUri }) => new URL(redirectUri).pathname === path);
    if (own.length === 0) return reply.callNotFound();
    if (!rate.take(ip)) return page(reply, 429, 'too-many');
    return join(query as Record<string, unknown>, own, ip, parts, reply);
  });
  app.get(`${parts.prefix}/amo/uninstalled`, async ({ query, ip }, reply) => {
    if (!rate.take(ip)) return reply.code(429).send();
    return uninstall(query as Record<string, unknown>, ip, parts, reply);
  });
}

async function join(
  query: Readonly<Record<string, unknown>>,
  accounts: readonly JoinableAccount[],
  address: string,
  { takeCode, clock, log }: JoiningRoutesParts,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const redirect = readRedirect(query, accounts, clock.now());
  switch (redirect.kind) {
    case 'consent-denied':
      return page(reply, 200, 'denied');
    case 'refused':
      log.warn({ address, why: redirect.why }, 'a redirect of amoCRM was refused');
      return page(reply, 403, 'bad-link');
    case 'code': {
      const {
        account: { accountId },
        code,
        isAsked,
      } = redirect;
      const result = await inTime(takeCode(accountId, code, isAsked), clock, (error) =>
        log.error({ err: error, accountId }, 'joining failed'),
      );
      return tellJoining(reply, result);
    }
  }
}

function tellJoining(reply: FastifyReply, result: Joining): FastifyReply {
  if (result === 'joined') return page(reply, 200, 'joined');
  if (result === 'later') return page(reply, 202, 'later');
  return page(
    reply,
    502,
    Object.hasOwn(JOINING_WORDS.ru, result) ? (result as JoiningWord) : 'not-understood',
  );
}

async function uninstall(
  query: Readonly<Record<string, unknown>>,
  address: string,
  { accounts, uninstalled, log }: JoiningRoutesParts,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { account_id: accountId, client_uuid: clientUuid, signature } = query;
  const account = accounts().find((one) => one.accountId === accountId && one.clientUuid === clientUuid);
  const isGenuine =
    account &&
    typeof signature === 'string' &&
    isUninstallSignature(signature, account.clientUuid, account.accountId, account.secret);
  if (!isGenuine) {
    log.warn({ address }, 'a forged hook of an uninstallation was refused');
    return reply.code(403).send();
  }
  // The signature has no time in it, so an old one can be sent again: amoCRM itself is asked whether it is true.
  uninstalled(account.accountId).catch((error: unknown) =>
    log.error({ err: error, accountId }, 'the uninstallation could not be looked into'),
  );
  return reply.code(204).send();
}

function inTime(
  work: Promise<Joining>,
  clock: Clock,
  tellFailure: (error: unknown) => void,
): Promise<Joining> {
  return new Promise((resolve) => {
    const cancel = clock.after(ANSWER_WITHIN_MS, () => resolve('later'));
    work
      .then(resolve, (error: unknown) => {
        tellFailure(error);
        resolve('not-understood');
      })
      .finally(cancel);
  });
}

/** All of it is ours, nothing a stranger's. */
function page(reply: FastifyReply, status: number, word: JoiningWord): FastifyReply {
  const language = joiningLanguage(reply.request.headers['accept-language']);
  const words = JOINING_WORDS[language];
  return reply
    .code(status)
    .header('Cache-Control', 'no-store')
    .header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
    .header('Referrer-Policy', 'no-referrer')
    .header('X-Content-Type-Options', 'nosniff')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${words.title}</title><style>${STYLE}</style><main><h1>${words.title}</h1><p>${words[word]}</p></main></html>`,
    );
}

const STYLE =
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}main{max-width:32rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.25rem}';
