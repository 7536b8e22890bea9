import type { FastifyInstance } from 'fastify';
import type { KeptPhoneCheck } from '../../protocol/phone-check';
import type { Agent } from '../hub/agent';
import type { Known } from '../hub/agent-auth';
import { onlyFor } from '../hub/only-for';

export interface PhoneCheckRouteParts {
  readonly whoIs: (token: string | undefined, address: string) => Promise<Known>;
  readonly mayRead: (agent: Agent) => boolean;
  readonly list: (agent: Agent) => Promise<readonly KeptPhoneCheck[]>;
}

/** `/v1/phone-checks`: the self-tests that agents of the account have sent, the newest first; asked like the journal. */
export function phoneCheckRoute(app: FastifyInstance, { whoIs, mayRead, list }: PhoneCheckRouteParts): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/v1/phone-checks',
    handler: onlyFor(
      whoIs,
      mayRead,
    )(async (_query, reply, agent) => reply.send({ checks: await list(agent) })),
  });
}
