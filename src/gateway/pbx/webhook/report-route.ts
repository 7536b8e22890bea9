import type { FastifyInstance } from 'fastify';
import type { Log } from '../../log';
import { readReport, type Report } from './report';
import { isSigned, SIGNATURE_HEADER, SIGNATURE_LIVES_MS, TIME_HEADER } from './signature';

export interface ReportingPbx {
  readonly key: string;
  readonly take: (report: Report, sentAt: number) => void;
}

export interface ReportRouteParts {
  readonly pbxes: ReadonlyMap<string, ReportingPbx>;
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
}

const LONGEST_REPORT = 512 * 1024;

/**
 * `POST /pbx/:id/events`, signed (docs/pbx-webhook.md): 204 taken, 403 not signed by this PBX now, 400 not understood.
 * A report that was taken already is taken for good: who got no answer sends it again as it was. To be registered under
 * the gateway's prefix.
 */
export async function reportRoute(
  app: FastifyInstance,
  { pbxes, now, log }: ReportRouteParts,
): Promise<void> {
  /** Signature → end of its life. */
  const taken = new Map<string, number>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LONGEST_REPORT }, (_, body, done) =>
    done(null, body),
  );
  app.post<{ Params: { id: string } }>('/pbx/:id/events', async ({ params, headers, body, ip }, reply) => {
    const pbx = pbxes.get(params.id);
    const [time, signature] = [String(headers[TIME_HEADER]), String(headers[SIGNATURE_HEADER])];
    const text = typeof body === 'string' ? body : '';
    if (!pbx || !isSigned(pbx.key, time, signature, text, now())) {
      log.warn({ address: ip, pbx: params.id }, 'a report that no PBX of ours has signed was refused');
      return reply.code(403).send();
    }
    for (const [old, endsAt] of taken) if (endsAt < now()) taken.delete(old);
    if (taken.has(signature)) return reply.code(204).send();
    const report = readReport(parsed(text));
    if (typeof report === 'string') {
      log.warn({ pbx: params.id, why: report }, 'a report of the PBX is not understood');
      return reply.code(400).send({ error: report });
    }
    taken.set(signature, now() + 2 * SIGNATURE_LIVES_MS);
    pbx.take(report, Number(time));
    return reply.code(204).send();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON is no report; the sender is told.
  }
}
