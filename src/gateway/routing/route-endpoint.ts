import type { FastifyInstance } from 'fastify';
import type { AccountId, CallId } from '../../call/ids';
import type { RouteDecision } from '../../call/routing';
import type { Clock } from '../../lib/clock';
import type { Log } from '../log';
import { isSameSecret } from '../same-secret';
import { basicPassword } from './basic-password';

export interface RoutedAccount {
  readonly accountId: AccountId;
  readonly key: string;
  readonly decide: (number: string, callId: CallId) => Promise<RouteDecision>;
  /** Told only of decisions that reached the PBX in time. */
  readonly keep: (callId: CallId, decision: RouteDecision) => void;
}

export interface RouteEndpointParts {
  readonly accounts: readonly RoutedAccount[];
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

/** The dialplan lets go after 300 ms (decided.md 20); our answer must be on its way before that. */
const DEADLINE_MS = 250;
const LONGEST = 128;

/**
 * `GET /route/:account?number=…&call=…`, password of the account by HTTP Basic: extensions joined by `&`, or nothing for
 * the default route. Asked by the dialplan through `CURL()` (docs/asterisk/linia-routing.conf): nothing but digits and `&`
 * ever stands in the answer. To be registered under the gateway's prefix.
 */
export async function routeEndpoint(
  app: FastifyInstance,
  { accounts, clock, log }: RouteEndpointParts,
): Promise<void> {
  const byId = new Map(accounts.map((account) => [account.accountId as string, account]));
  app.get<{ Params: { account: string }; Querystring: Record<string, unknown> }>(
    '/route/:account',
    async ({ params, query, headers }, reply) => {
      void reply.type('text/plain').header('Cache-Control', 'no-store');
      const account = byId.get(params.account);
      if (!account || !isSameSecret(basicPassword(headers.authorization), account.key))
        return reply.code(403).send('');
      const { number, call } = query;
      if (!isShort(number) || !isShort(call)) return reply.code(400).send('');
      const decision = await inTime(account.decide(number, call as CallId), clock).catch((error: unknown) => {
        log.error(
          { err: error, accountId: params.account },
          'a call could not be routed, it takes the default route',
        );
        return undefined;
      });
      if (decision === 'late')
        log.warn({ accountId: params.account, callId: call }, 'routing took too long, default route');
      if (typeof decision === 'object') account.keep(call as CallId, decision);
      return reply.send(typeof decision === 'object' ? answerOf(decision) : '');
    },
  );
}

/** Extensions are digits by the configuration; whatever else there was would be the dialplan's to run. */
const answerOf = ({ extensions }: RouteDecision): string =>
  extensions.filter((extension) => /^\d+$/.test(extension)).join('&');

const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;

function inTime<Value>(work: Promise<Value>, clock: Clock): Promise<Value | 'late'> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(DEADLINE_MS, () => resolve('late'));
    work.finally(cancel).then(resolve, reject);
  });
}
