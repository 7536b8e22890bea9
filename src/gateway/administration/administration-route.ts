import type { FastifyInstance } from 'fastify';
import type { CallId } from '../../call/ids';
import type { LocalTime } from '../../call/routing';
import { DELIVERY_KINDS, type DeliveryKind, type DeliveryPage } from '../../protocol/delivery';
import type { Forwarding, TriedCall } from '../../protocol/forwarding';
import type { StandingFault } from '../../protocol/standing-faults';
import type { StaffMember } from '../../protocol/staff';
import { isOneOf } from '../../protocol/raw';
import type { Agent } from '../hub/agent';
import type { Known } from '../hub/agent-auth';
import { isShort, malformed, onlyFor } from '../hub/only-for';
import { wallTime } from '../routing/local-time';

export interface AdministrationRouteParts {
  readonly whoIs: (token: string | undefined, address: string) => Promise<Known>;
  readonly isAdministrator: (agent: Agent) => boolean;
  readonly delivery: (agent: Agent, kind: DeliveryKind, next: string) => Promise<DeliveryPage>;
  /** What amoCRM did not take is tried anew, of one call or of all; resolves with how many calls. */
  readonly resend: (agent: Agent, callId: CallId | undefined) => Promise<number>;
  /** `undefined` = the account has no smart forwarding. */
  readonly forwarding: (agent: Agent) => Forwarding | undefined;
  readonly dryRun: (
    agent: Agent,
    number: string,
    at: LocalTime | undefined,
  ) => Promise<TriedCall | undefined>;
  readonly staff: (agent: Agent) => readonly StaffMember[];
  /** What is wrong with the account now. */
  readonly faults: (agent: Agent) => readonly StandingFault[];
}

/**
 * What administrators of the account ask on the page in amoCRM's settings, beside the ticket's route: `/v1/delivery`,
 * `POST /v1/journal/resend`, `/v1/forwarding`, `/v1/forwarding/dry-run`, `/v1/staff` and
 * `/v1/faults`. GET for people and programs,
 * POST because the widget posts whatever it asks for with a token.
 */
export function administrationRoute(app: FastifyInstance, parts: AdministrationRouteParts): void {
  const method: ['GET', 'POST'] = ['GET', 'POST'];
  const administrators = onlyFor(parts.whoIs, parts.isAdministrator);
  app.route({
    method,
    url: '/v1/delivery',
    handler: administrators(async ({ kind = 'held', next = '' }, reply, agent) => {
      if (!isOneOf(DELIVERY_KINDS, kind) || !isShort(next)) return malformed(reply);
      return reply.send(await parts.delivery(agent, kind, next));
    }),
  });
  app.route({
    method: 'POST',
    url: '/v1/journal/resend',
    handler: administrators(async ({ id }, reply, agent) => {
      if (id !== undefined && !isShort(id)) return malformed(reply);
      return reply.send({ calls: await parts.resend(agent, id as CallId | undefined) });
    }),
  });
  app.route({
    method,
    url: '/v1/forwarding',
    handler: administrators(async (_query, reply, agent) =>
      reply.send({ forwarding: parts.forwarding(agent) ?? null }),
    ),
  });
  app.route({
    method,
    url: '/v1/forwarding/dry-run',
    handler: administrators(async ({ number, at = '' }, reply, agent) => {
      if (!isShort(number) || number === '' || !isShort(at)) return malformed(reply);
      const time = at === '' ? undefined : wallTime(at);
      if (at !== '' && !time) return malformed(reply);
      const tried = await parts.dryRun(agent, number, time);
      return tried ? reply.send(tried) : reply.code(404).send({ fault: 'no-forwarding' });
    }),
  });
  app.route({
    method,
    url: '/v1/staff',
    handler: administrators(async (_query, reply, agent) => reply.send({ staff: parts.staff(agent) })),
  });
  app.route({
    method,
    url: '/v1/faults',
    handler: administrators(async (_query, reply, agent) => reply.send({ faults: parts.faults(agent) })),
  });
}
