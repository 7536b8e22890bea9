import type { FastifyInstance } from 'fastify';
import type { CallId } from '../../call/ids';
import { isSameSecret } from '../same-secret';
import { basicPassword } from './basic-password';
import { timelyRoute, type RouteParts } from './timely-route';

const LONGEST = 128;

/**
 * `GET /route/:account?number=…&call=…`, password of the account by HTTP Basic: extensions joined by `&`, or nothing for
 * the default route. Asked by the dialplan through `CURL()` (docs/asterisk/linia-routing.conf). To be registered under the
 * gateway's prefix.
 */
export async function routeEndpoint(app: FastifyInstance, parts: RouteParts): Promise<void> {
  app.get<{ Params: { account: string }; Querystring: Record<string, unknown> }>(
    '/route/:account',
    async ({ params, query, headers }, reply) => {
      void reply.type('text/plain').header('Cache-Control', 'no-store');
      const account = parts.account(params.account);
      if (!account || !isSameSecret(basicPassword(headers.authorization), account.key))
        return reply.code(403).send('');
      const { number, call } = query;
      if (!isShort(number) || !isShort(call)) return reply.code(400).send('');
      return reply.send(await timelyRoute(account, number, call as CallId, parts));
    },
  );
}

const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;
