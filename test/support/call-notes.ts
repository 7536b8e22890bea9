import type { AmoHost } from '../../dev/amo-host/amo-host';
import type { Demo } from '../../dev/demo/demo';
import { eventually } from './eventually';

type CallNote = AmoHost['state']['notes'] extends Map<number, infer Note> ? Note : never;

/** Notes of calls in the stand-in, made after `before`. */
export function callNotes(host: AmoHost): readonly CallNote[] {
  return [...host.state.notes.values()].filter(({ note_type }) => note_type.startsWith('call_'));
}

/** Nothing goes on and nothing waits to be written. */
async function allDelivered(gateway: Demo['gateway']): Promise<void> {
  await eventually('nothing left to deliver', () =>
    Object.values(gateway.health()).every(({ outbox, calls }) => outbox.waiting === 0 && calls === 0),
  );
}

/** The call notes so far, once the calls before are over and delivered: what comes after them is of the next call. */
export async function notesSoFar({
  host,
  gateway,
}: Pick<Demo, 'host' | 'gateway'>): Promise<readonly CallNote[]> {
  await allDelivered(gateway);
  return callNotes(host);
}

/**
 * The one call note that comes after those seen so far. Looks again when the gateway has delivered all it has, so that a
 * second note for the same call is seen as well.
 */
export async function nextCallNote(
  { host, gateway }: Pick<Demo, 'host' | 'gateway'>,
  seen: readonly CallNote[],
): Promise<CallNote> {
  const fresh = (): readonly CallNote[] => callNotes(host).filter((note) => !seen.includes(note));
  const note = await eventually('a call in the feed', () => fresh()[0]);
  await allDelivered(gateway);
  if (fresh().length > 1) throw new Error(`One call, ${fresh().length} notes`);
  return note;
}
