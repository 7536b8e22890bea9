import type { Call } from './call';

/**
 * Whether the call is logged (decided.md 3 of the product's rules): somebody outside on one end, and an extension,
 * queue, group or IVR on the other. A call that only passes through the PBX, from trunk to trunk, is nobody's.
 */
export function isExternal(call: Call): boolean {
  const outside = call.legs.filter((leg) => leg.party.party === 'outside').length;
  const inside = call.legs.length - outside;
  return outside > 0 && (inside > 0 || outside === 1);
}
