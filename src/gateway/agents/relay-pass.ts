import { createHmac } from 'node:crypto';
import type { PhoneAccount } from '../../protocol/messages';

export interface RelaySettings {
  /** `turn:` and `turns:` addresses of one relay, or of several with the same secret. */
  readonly urls: readonly string[];
  /** coturn's `static-auth-secret`. */
  readonly secret: string;
  /** How long a pass is good. */
  readonly passMinutes: number;
}

/**
 * Passes for a relay that knows only the secret (draft-uberti-behave-turn-rest-00, as coturn has it with
 * `use-auth-secret`): the name says until when the pass is good, the password proves that the name is ours. So the relay
 * keeps no list of agents, and a pass that got out is worth nothing an hour later.
 */
export function relayPasses(
  { urls, secret, passMinutes }: RelaySettings,
  extension: string,
  now: number,
): PhoneAccount['iceServers'] {
  const username = `${Math.floor(now / 1000) + passMinutes * 60}:${extension}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return urls.map((url) => ({ urls: url, username, credential }));
}
