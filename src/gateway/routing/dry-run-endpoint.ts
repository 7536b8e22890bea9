import type { FastifyInstance } from 'fastify';
import type { DryRun } from '../../protocol/forwarding';
import { isSameSecret } from '../same-secret';
import { basicPassword } from './basic-password';

interface TriedAccount {
  readonly key: string;
  readonly dryRun: (number: string) => Promise<DryRun>;
}

const LONGEST = 128;

/**
 * `GET /route/:account/dry-run?number=…` with the password of the account by HTTP Basic: who would get a call from this
 * number now, and what came of each rule. For the administrator; no phone is kept for it and no card shows it. To be
 * registered under the gateway's prefix.
 */
export async function dryRunEndpoint(
  app: FastifyInstance,
  { account: accountOf }: { readonly account: (id: string) => TriedAccount | undefined },
): Promise<void> {
  app.get<{ Params: { account: string }; Querystring: Record<string, unknown> }>(
    '/route/:account/dry-run',
    async ({ params, query: { number }, headers }, reply) => {
      void reply.header('Cache-Control', 'no-store');
      const account = accountOf(params.account);
      if (!account || !isSameSecret(basicPassword(headers.authorization), account.key))
        return reply.code(403).send({ error: 'the account or its routing key is another one' });
      if (typeof number !== 'string' || number === '' || number.length > LONGEST)
        return reply.code(400).send({ error: 'give one number, e.g. ?number=%2B79984445566' });
      return account.dryRun(number);
    },
  );
}
