import type { Call } from './call';
import { dispositionOf } from './disposition-of';
import { isExternal } from './is-external';
import { isLive, legAfter, type Leg } from './leg';
import { talksAfter } from './talk';
import { settled } from './transition';

export interface Merged {
  readonly kept: Call;
  readonly gone: Call;
}

/**
 * Two calls become one, as an attended transfer joins the consultation and the customer's call. The customer's call is
 * kept; between equals, `into`. Live legs of the other go on in the kept one; the other ends now, with what was talked in
 * it: agents' talk among themselves is no talk with the customer.
 */
export function merge(into: Call, from: Call, at: number): Merged {
  const keepFrom = from.now.state === 'live' && isExternal(from) && !isExternal(into);
  const [kept, gone] = keepFrom ? [from, into] : [into, from];
  if (kept.now.state === 'ended') return { kept, gone };
  const moved = gone.legs.filter(isLive);
  const isNew = (leg: Leg): boolean => !kept.legs.some((own) => own.id === leg.id);
  return {
    kept: settled(kept, [...kept.legs, ...moved.filter(isNew)], at),
    gone: gone.now.state === 'ended' ? gone : leftBehind(gone, at),
  };
}

function leftBehind(call: Call, at: number): Call {
  const legs = call.legs.map((leg) =>
    legAfter(leg, { event: 'leg-ended', callId: call.id, legId: leg.id, at }),
  );
  const talks = talksAfter(call.talks, legs, at);
  const disposition = dispositionOf({ ...call, legs, talks });
  return {
    ...call,
    legs,
    talks,
    revision: call.revision + 1,
    now: { state: 'ended', endedAt: at, disposition },
  };
}
