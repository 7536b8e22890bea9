import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { AgentPicture, Caller } from '../channel/agent-picture';
import type { MissedCallNotice } from '../host/amo-host';
import type { Say } from '../host/phrases';
import { newContactPath } from './card-model';

/**
 * Calls that rang in the last picture and are missed in this one. So a notice is given once, by the tab that saw it
 * ring: a reload or a reconnect that finds the call already missed says nothing.
 */
export function newlyMissed(before: AgentPicture, now: AgentPicture): readonly CallView[] {
  const rang = new Set<CallId>(
    before.calls.filter(({ phase }) => phase.phase === 'ringing').map(({ id }) => id),
  );
  return now.calls.filter(({ id, phase }) => phase.phase === 'missed' && rang.has(id));
}

/** For amoCRM's notification centre (decided.md 9; docs `telephony/capabilities-2`). */
export function missedCallNotice(call: CallView, caller: Caller | undefined, say: Say): MissedCallNotice {
  const title = say('card.missed');
  const number = call.other.text || say('card.withheld');
  const at = call.phase.phase === 'missed' ? call.phase.at : call.startedAt;
  if (caller?.caller !== 'found')
    return {
      title,
      text: number,
      from: '',
      at,
      url: call.other.number ? newContactPath(call.other.number) : '',
    };
  const { who, entity } = caller;
  const target = entity.type === 'customer' ? who : entity;
  return {
    title,
    text: `${who.name}, ${number}`,
    from: call.other.number,
    at,
    url: entity.url,
    ...(target.type !== 'customer' && { entity: { type: target.type, id: target.id, name: target.name } }),
  };
}
