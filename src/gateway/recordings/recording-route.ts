import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountId, CallId } from '../../call/ids';
import type { Log } from '../log';
import type { RecordingLinks } from './recording-links';
import {
  RECORDING_FORMATS,
  type RecordingFormat,
  type RecordingSource,
  type ServedRecording,
} from './recording-source';

export interface RecordedAccount {
  readonly source: RecordingSource;
  readonly links: RecordingLinks;
}

export interface RecordingRouteParts {
  readonly account: (id: AccountId) => RecordedAccount | undefined;
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
}

interface Asked {
  Params: { account: string; file: string };
  Querystring: Record<string, unknown>;
}

/** As players know them; `audio/x-wav` and the like are not played by all. */
const TYPES: Readonly<Record<RecordingFormat, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
};

/**
 * `GET` and `HEAD /recordings/:account/:call.:format?at&until&sign`: a recording, whole or in ranges (RFC 9110, 14), to
 * who has a signed link. 403 a link that was not made here, 410 one that has ended, 404 the file is no more, 503 nobody
 * can tell now. To be
 * registered under the gateway's prefix.
 */
export async function recordingRoute(
  app: FastifyInstance,
  { account: accountOf, now, log }: RecordingRouteParts,
): Promise<void> {
  app.get<Asked>('/recordings/:account/:file', async (request, reply) => {
    void reply.header('X-Content-Type-Options', 'nosniff').header('Referrer-Policy', 'no-referrer');
    const asked = askedFor(request);
    const account = accountOf(request.params.account as AccountId);
    if (!asked || !account) return refuse(reply, 403);
    const verdict = account.links.check(asked.wish, asked.until, asked.sign, now());
    if (verdict !== 'good') return refuse(reply, verdict === 'expired' ? 410 : 403);
    const { callId, format } = asked.wish;
    let served: ServedRecording | undefined;
    try {
      served = await account.source.serve(asked.wish, format, request.raw);
    } catch (error) {
      log.warn({ err: error, callId }, 'a recording could not be given to a player');
      return refuse(reply.header('Retry-After', '10'), 503);
    }
    if (!served) return refuse(reply, 404);
    const { statusCode, headers, stream } = served;
    void reply.code(statusCode).headers(headers).header('Cache-Control', 'private, max-age=86400');
    if (statusCode < 300) void reply.type(TYPES[served.format]);
    return reply.send(stream);
  });
}

function askedFor({ params, query }: FastifyRequest<Asked>) {
  const [, callId = '', format] = /^(.+)\.(\w+)$/.exec(params.file) ?? [];
  const { at, until, sign } = query;
  const known = RECORDING_FORMATS.find((each) => each === format);
  if (!known || typeof sign !== 'string' || !isTime(at) || !isTime(until)) return undefined;
  return {
    wish: { callId: callId as CallId, startedAt: Number(at), format: known },
    until: Number(until),
    sign,
  };
}

const isTime = (value: unknown): value is string => typeof value === 'string' && /^\d{1,16}$/.test(value);

const refuse = (reply: FastifyReply, status: number): FastifyReply =>
  reply.code(status).header('Cache-Control', 'no-store').type('text/plain').send('');
