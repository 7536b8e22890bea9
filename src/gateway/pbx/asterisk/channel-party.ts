import type { Party } from '../../../call/call-event';
import type { Extension } from '../../../call/ids';

export interface ChannelNames {
  /** Endpoints that lead outside: `trunk`, or with the technology, `DAHDI/i1`. */
  readonly trunks: readonly string[];
  /** Of agents' endpoints; its first group, or the whole match, is the extension. */
  readonly extensionPattern: RegExp;
}

/** `PJSIP/trunk-00000007`, `SIP/101-0000001a`, `DAHDI/i1/4155550123-1`, `Local/101@from-queue-00000003;2`. */
const CHANNEL = /^([^/]+)\/(.+?)(?:-[0-9a-f]+)?(;[12])?$/i;

/** Who is at the end of a channel, by its name: names of endpoints are configuration, so they are believed. */
export function partyOf(channel: string, names: ChannelNames): Party {
  const [, technology = '', endpoint = '', half] = CHANNEL.exec(channel) ?? [];
  if (half !== undefined) return { party: 'pbx', passage: channel.slice(0, -half.length) };
  const full = `${technology}/${endpoint}`;
  if (names.trunks.some((trunk) => trunk === endpoint || trunk === full || full.startsWith(`${trunk}/`)))
    return { party: 'outside' };
  const extension = extensionOf(endpoint, names);
  return extension ? { party: 'agent', extension } : { party: 'pbx' };
}

/** The extension in the name of an endpoint, or in a dialled number. */
export function extensionOf(name: string, { extensionPattern }: ChannelNames): Extension | undefined {
  const match = extensionPattern.exec(name);
  return match ? ((match[1] ?? match[0]) as Extension) : undefined;
}
