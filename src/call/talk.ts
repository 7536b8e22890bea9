import type { BridgeId, Extension } from './ids';
import { bridgeOf, type Leg } from './leg';

/** A span in which an agent and the other side of the call shared a bridge. No `to` = they talk now. Epoch ms. */
export interface Talk {
  readonly extension: Extension;
  readonly from: number;
  readonly to?: number;
}

export const isOpen = (talk: Talk): boolean => talk.to === undefined;

/**
 * The talks after the legs changed: opened for agents who now share a bridge with the other side, closed for those who
 * no longer do; the same array when neither. The other side is the outside, in a call that has (had) one, else any
 * other agent.
 */
export function talksAfter(talks: readonly Talk[], legs: readonly Leg[], at: number): readonly Talk[] {
  const talking = extensionsTalking(legs);
  const closing = talks.some((talk) => isOpen(talk) && !talking.has(talk.extension));
  const opening = [...talking].filter(
    (extension) => !talks.some((talk) => isOpen(talk) && talk.extension === extension),
  );
  if (!closing && opening.length === 0) return talks;
  return [
    ...talks.map((talk) =>
      isOpen(talk) && !talking.has(talk.extension) ? { ...talk, to: Math.max(at, talk.from) } : talk,
    ),
    ...opening.map((extension) => ({ extension, from: at })),
  ];
}

/** Milliseconds in which anybody talked: two agents at once count once. Open talks count until `at`. */
export function talkMs(talks: readonly Talk[], at: number): number {
  let total = 0;
  let reached = -Infinity;
  for (const { from, to = Math.max(at, from) } of [...talks].sort((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return total;
}

/**
 * Since when this agent talks, or talked last; 0 = never. A gap in which nobody else talked (his phone was lost and came
 * back) does not begin the time anew.
 */
export function talkingSince(talks: readonly Talk[], extension: Extension): number {
  let since = 0;
  let left = Infinity;
  for (const talk of [...talks].sort((a, b) => a.from - b.from)) {
    if (talk.extension === extension) {
      since ||= talk.from;
      left = talk.to ?? Infinity;
    } else if (talk.from >= left) since = 0;
  }
  return since || (talks.filter((talk) => talk.extension === extension).at(-1)?.from ?? 0);
}

function extensionsTalking(legs: readonly Leg[]): ReadonlySet<Extension> {
  const hasOutside = legs.some((leg) => leg.party.party === 'outside');
  const rooms = joinedBridges(legs);
  const roomOf = (leg: Leg): BridgeId | undefined => {
    const bridgeId = bridgeOf(leg);
    return bridgeId && (rooms.get(bridgeId) ?? bridgeId);
  };
  const talking = new Set<Extension>();
  for (const leg of legs) {
    const room = roomOf(leg);
    if (leg.party.party !== 'agent' || room === undefined) continue;
    const isOtherSide = (other: Leg): boolean =>
      other !== leg && other.party.party === (hasOutside ? 'outside' : 'agent') && roomOf(other) === room;
    if (legs.some(isOtherSide)) talking.add(leg.party.extension);
  }
  return talking;
}

/**
 * Bridges that hear each other through a passage (Asterisk's Local channels, which FreePBX puts between a queue and its
 * agents): bridge → one name for all that are joined.
 */
function joinedBridges(legs: readonly Leg[]): ReadonlyMap<BridgeId, BridgeId> {
  const rooms = new Map<BridgeId, BridgeId>();
  const firstOf = new Map<string, BridgeId>();
  for (const leg of legs) {
    const bridgeId = bridgeOf(leg);
    if (bridgeId === undefined || leg.party.party !== 'pbx' || leg.party.passage === undefined) continue;
    const first = firstOf.get(leg.party.passage);
    if (first === undefined) firstOf.set(leg.party.passage, bridgeId);
    else join(rooms, first, bridgeId);
  }
  return rooms;
}

function join(rooms: Map<BridgeId, BridgeId>, a: BridgeId, b: BridgeId): void {
  const kept = rooms.get(a) ?? a;
  const gone = rooms.get(b) ?? b;
  for (const [bridgeId, room] of rooms) if (room === gone) rooms.set(bridgeId, kept);
  rooms.set(a, kept).set(b, kept).set(gone, kept);
}
