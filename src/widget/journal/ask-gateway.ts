import type { Clock } from '../../lib/clock';
import { AUTH_FAULTS, type PageFault } from '../../protocol/faults';
import { isOneOf, isRecord } from '../../protocol/raw';
import type { AmoHost, HttpAnswer } from '../host/amo-host';

/** Why the page cannot show something; `auth` = the gateway did not take amoCRM's token, and says why. */
export type PageTrouble =
  { readonly trouble: PageFault } | { readonly trouble: 'auth'; readonly fault: string };

export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | ({ readonly ok: false } & PageTrouble);

/** `path`: behind `/v1`, with what is wished in its query. */
export type AskGateway = <Value>(
  path: string,
  parse: (raw: unknown) => Value | undefined,
) => Promise<Answer<Value>>;

/** The gateway lets an agent ask once a second, after a burst. */
const AGAIN_MS = 1_200;

export function askGateway(
  apiUrl: string,
  { postAuthorized }: Pick<AmoHost, 'postAuthorized'>,
  clock: Clock,
): AskGateway {
  const pause = (): Promise<void> => new Promise((over) => void clock.after(AGAIN_MS, over));
  return async (path, parse) => {
    let answer = await postAuthorized(apiUrl + path);
    if (answer.status === 429) {
      await pause();
      answer = await postAuthorized(apiUrl + path);
    }
    if (answer.status !== 200) return { ok: false, ...troubleOf(answer) };
    const value = parse(answer.body);
    return value === undefined ? { ok: false, trouble: 'old-gateway' } : { ok: true, value };
  };
}

function troubleOf({ status, body }: HttpAnswer): PageTrouble {
  const fault = isRecord(body) ? body['fault'] : undefined;
  if (status === 0) return { trouble: 'silent' };
  if (status === 429) return { trouble: 'busy' };
  if (fault === 'not-allowed') return { trouble: 'not-allowed' };
  if (isOneOf(AUTH_FAULTS, fault)) return { trouble: 'auth', fault };
  // A gateway that does not know the route yet.
  return { trouble: status === 404 && fault === undefined ? 'old-gateway' : 'failed' };
}
