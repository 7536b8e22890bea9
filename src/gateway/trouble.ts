import type { AccountFault } from '../protocol/faults';

/** Something that does not mend itself. */
export interface Trouble {
  /** What it is for people in amoCRM. */
  readonly fault: AccountFault;
  /** The same, more exactly, for whoever runs the gateway: in the log, under `/healthz` and for `--check`. */
  readonly words: string;
}
