import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { AccountId } from '../../../call/ids';
import { isSameSecret } from '../../same-secret';
import type { Touched } from './index-keeper';
import { touchedByHook } from './touched-by-hook';

export interface HookedAccount {
  readonly accountId: AccountId;
  /** Of the integration: the address is made of it and tells nothing of it. */
  readonly secret: string;
}

export interface HookRouteParts {
  readonly account: (id: string) => HookedAccount | undefined;
  readonly touched: (accountId: AccountId, touched: Touched) => void;
}

const LARGEST_FORM = 1024 * 1024;

/** Where amoCRM tells of changes in this account; nobody else can know it. Path below the gateway's prefix. */
export function hookPath({ accountId, secret }: HookedAccount): string {
  const key = createHmac('sha256', secret).update(`changes of ${accountId}`).digest('hex');
  return `/amo/changes/${accountId}/${key}`;
}

/** To be registered under the gateway's prefix. amoCRM waits 2 s for the answer and switches off addresses that fail too often: taken first, worked on later. */
export async function hookRoute(app: FastifyInstance, parts: HookRouteParts): Promise<void> {
  const form = 'application/x-www-form-urlencoded';
  app.addContentTypeParser(form, { parseAs: 'string', bodyLimit: LARGEST_FORM }, (_, body, done) =>
    done(null, body),
  );
  app.post<{ Params: { account: string; key: string } }>(
    '/amo/changes/:account/:key',
    async ({ params, body }, reply) => {
      const account = parts.account(params.account);
      if (!account || !isSameSecret(`/amo/changes/${params.account}/${params.key}`, hookPath(account)))
        return reply.code(404).send();
      parts.touched(account.accountId, touchedByHook(typeof body === 'string' ? body : ''));
      return reply.code(200).send();
    },
  );
}
