import type { FastifyReply } from 'fastify';
import type { AuthFault } from '../../protocol/faults';
import type { TicketResult } from './agent-auth';

const STATUS_BY_FAULT = {
  'token-missing': 401,
  'token-invalid': 401,
  'token-expired': 401,
  'clock-off': 401,
  'ticket-invalid': 401,
  'version-unknown': 400,
  'account-unknown': 403,
  'user-off': 403,
  'server-error': 500,
} as const satisfies Record<AuthFault, number>;

/** Sends a ticket, or why there is none. */
export function answerTicket(reply: FastifyReply, result: TicketResult): FastifyReply {
  void reply.header('Cache-Control', 'no-store');
  // The widget takes it for trouble of ours and comes again after its back-off.
  if (result === 'too-many') return reply.code(429).header('Retry-After', 1).send({ fault: 'server-error' });
  return reply.code('fault' in result ? STATUS_BY_FAULT[result.fault] : 200).send(result);
}
