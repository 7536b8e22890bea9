/** What a dialled number does in the office. Pure: numbers in, steps out. */
export interface DialPlanSettings {
  readonly extensions: ReadonlySet<string>;
  readonly lines: readonly {
    readonly number: string;
    readonly ring: readonly string[];
    readonly timeoutSec: number;
    /** Customers wait in the queue of this name, with music, until one of `ring` answers. */
    readonly queue?: string;
  }[];
  /** Sends back what it hears. */
  readonly echo?: string;
  /** Phones that groups and queues do not ring: their agents are not to be disturbed. */
  readonly leftOut?: ReadonlySet<string>;
  /** Phones whose customers wait for them when they are lost in a talk, and how long; none = the call ends. */
  readonly kept?: { readonly extensions: ReadonlySet<string>; readonly forMs: number };
}

export interface DialTarget {
  /** `trunk` or an extension. */
  readonly endpoint: string;
  /** The number behind the trunk. */
  readonly number?: string;
}

export interface Route {
  readonly targets: readonly DialTarget[];
  readonly timeoutSec: number;
  readonly queue?: string;
  /** Nobody is called: the office itself answers, as Echo() does. */
  readonly isEcho?: true;
  /** Outbound calls show this number of ours. */
  readonly showAs?: string;
}

const AGENT_RING_SEC = 20;
const CUSTOMER_RING_SEC = 30;
const EXTERNAL_NUMBER = /^\+?\d{5,20}$/;

/** `from-trunk`: customers dial lines; every other context is `agents`. Undefined: nobody has that number. */
export function routeOf(settings: DialPlanSettings, context: string, exten: string): Route | undefined {
  if (context === 'from-trunk') {
    const line = settings.lines.find((candidate) => candidate.number === exten);
    if (!line) return undefined;
    const { ring, timeoutSec, queue } = line;
    const isOne = ring.length === 1 && queue === undefined;
    const rung = ring.filter((endpoint) => isOne || settings.leftOut?.has(endpoint) !== true);
    const targets = rung.map((endpoint) => ({ endpoint }));
    return { targets, timeoutSec, ...(queue === undefined ? {} : { queue }) };
  }
  if (exten === settings.echo) return { targets: [], timeoutSec: 0, isEcho: true };
  if (settings.extensions.has(exten)) return { targets: [{ endpoint: exten }], timeoutSec: AGENT_RING_SEC };
  if (!EXTERNAL_NUMBER.test(exten)) return undefined;
  const showAs = settings.lines[0]?.number;
  const targets = [{ endpoint: 'trunk', number: exten }];
  return { targets, timeoutSec: CUSTOMER_RING_SEC, ...(showAs === undefined ? {} : { showAs }) };
}

/** As Dial() writes a target: `101`, `79991234567@trunk`. */
export function dialString(target: DialTarget): string {
  return target.number === undefined ? target.endpoint : `${target.number}@${target.endpoint}`;
}

export function dialData(route: Route): string {
  return `${route.targets.map((target) => `PJSIP/${dialString(target)}`).join('&')},${route.timeoutSec},tT`;
}
