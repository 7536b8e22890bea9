import type { AgentStatus } from './agent-status';
import { extensionsIn, type Call } from './call';
import type { Extension } from './ids';
import { isLive, waitsFor } from './leg';
import { isOpen } from './talk';

/** Whether a colleague can take a call now: by the PBX's reports, and of a free one by what he has chosen himself. */
export type Presence =
  | { readonly presence: 'free' }
  /** Epoch ms. */
  | { readonly presence: 'talking'; readonly since: number }
  /** His phone rings, he is calling, or a customer waits for his lost phone. */
  | { readonly presence: 'busy' }
  /** He does not want to be disturbed, or is away from his place. */
  | { readonly presence: Exclude<AgentStatus, 'ready'> }
  /** No phone of his is registered. */
  | { readonly presence: 'offline' }
  /** The PBX does not tell of this phone. */
  | { readonly presence: 'unknown' };

/** `reachable`: extensions with a registered phone; `undefined` = the PBX has not said. */
export function presenceOf(
  extension: Extension,
  calls: readonly Call[],
  reachable: ReadonlySet<Extension> | undefined,
  status: AgentStatus = 'ready',
): Presence {
  const own = calls.filter((call) => call.now.state === 'live' && extensionsIn(call).includes(extension));
  const since = own.flatMap(({ talks }) =>
    talks.filter((talk) => talk.extension === extension && isOpen(talk)).map(({ from }) => from),
  );
  if (since.length > 0) return { presence: 'talking', since: Math.min(...since) };
  const rings = own.some(({ legs }) =>
    legs.some(
      (leg) =>
        waitsFor(leg) === extension ||
        (isLive(leg) && leg.party.party === 'agent' && leg.party.extension === extension),
    ),
  );
  if (rings) return { presence: 'busy' };
  if (reachable && !reachable.has(extension)) return { presence: 'offline' };
  if (status !== 'ready') return { presence: status };
  return { presence: reachable ? 'free' : 'unknown' };
}
