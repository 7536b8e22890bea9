import type { Clock } from '../../lib/clock';
import type { Caller } from '../channel/agent-picture';
import type { AmoHost } from '../host/amo-host';
import { lateFile } from '../ui/late-file';
import type { CallerLookup } from './caller-lookup';

/** What the AMD file `lookup.js` gives. */
export type LookupFactory = (host: Pick<AmoHost, 'get' | 'session' | 'say'>, clock: Clock) => CallerLookup;

export interface LookupDoor extends CallerLookup {
  /** Ahead of need. */
  fetch(): void;
}

/** The way to the caller's name, whose file comes after the page has settled or with the first call. Without it the card shows the number. */
export function createLookupDoor(
  load: () => Promise<CallerLookup>,
  report: (error: unknown) => void,
): LookupDoor {
  const open = lateFile(load, report);
  const UNAVAILABLE: Caller = { caller: 'unavailable' };

  return {
    fetch: () => void open(),
    lookUp: async (number, callingCode) => (await open())?.lookUp(number, callingCode) ?? UNAVAILABLE,
    describe: async (owners) => (await open())?.describe(owners) ?? UNAVAILABLE,
  };
}
