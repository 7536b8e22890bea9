import { extensionsIn, type Call } from './call';
import type { Extension } from './ids';

/**
 * Whose call it is in the log: the agent who talked last; if nobody did, who placed the call, or the one whose phone
 * rang last. `undefined` = it reached no agent.
 */
export function responsibleOf(call: Call): Extension | undefined {
  const lastTalk = call.talks.reduce<Call['talks'][number] | undefined>(
    (last, talk) => (last === undefined || talk.from >= last.from ? talk : last),
    undefined,
  );
  if (lastTalk) return lastTalk.extension;
  return call.origin === 'inbound' ? extensionsIn(call).at(-1) : extensionsIn(call)[0];
}
