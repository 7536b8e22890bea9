import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Callers } from '../access/caller';
import { pathOf, sendProblem } from '../rest/api-server';
import { BrokenOff } from '../rest/broken-off';
import { ApiProblem } from '../rest/problem';
import { NO_ANSWER, type RequestLog } from './request-log';

const LOGGED = /^\/(api|ajax|oauth2|private)\//;

/** How requests end: with an answer, a problem, or a broken connection. Who sees the end of one finds it in the log. */
export function endRequests(app: FastifyInstance, requests: RequestLog, asking: Callers): void {
  const keep = (request: FastifyRequest, reply: FastifyReply, status: number): void => {
    const path = pathOf(request);
    if (!LOGGED.test(path)) return;
    const actor = asking.actor(request.headers);
    requests.add({
      at: Date.now(),
      method: request.method,
      path,
      query: request.url.split('?')[1] ?? '',
      who: actor ? { kind: actor.kind, userId: actor.user.id } : { kind: 'nobody' },
      body: request.body,
      status,
      durationMs: reply.elapsedTime,
    });
  };
  app.addHook('onSend', async (request, reply) => keep(request, reply, reply.statusCode));
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof BrokenOff)) return sendProblem(reply, problemOf(error));
    keep(request, reply, NO_ANSWER);
    reply.hijack();
    request.raw.socket.destroy();
    return undefined;
  });
}

function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode && statusCode < 500) return ApiProblem.of(statusCode, message ?? '');
  // A mistake of the stand-in itself; whoever runs it should see it.
  console.error(error);
  return ApiProblem.of(500, message ?? 'Internal error');
}
