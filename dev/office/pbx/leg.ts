import type { AudioPort } from '../media/audio-port';

export interface Invitation {
  readonly callerNumber: string;
  readonly callerName?: string;
  /** Headers that an Originate asked for (`PJSIP_HEADER(add,…)`). */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What a phone wants when it transfers: ring another extension, or join the two calls it has. */
export type TransferTarget =
  { readonly kind: 'blind'; readonly exten: string } | { readonly kind: 'attended'; readonly consult: Leg };

/** Causes are Q.850 numbers, `techCause` is the SIP status behind them. */
export type LegEvent =
  | { readonly type: 'ringing' }
  | { readonly type: 'answered' }
  | { readonly type: 'refused'; readonly status: number }
  | { readonly type: 'hung-up'; readonly cause: number; readonly techCause?: number }
  | { readonly type: 'held' }
  | { readonly type: 'resumed' }
  | { readonly type: 'digit'; readonly digit: string }
  /** `settle` tells the phone how it went: a SIP status, 200 when the transfer was done. */
  | { readonly type: 'transfer'; readonly target: TransferTarget; settle(status: number): void };

/** How the office ends a leg; `status` refuses a caller who is not answered yet. */
export interface LegEnd {
  readonly cause: number;
  readonly status?: number;
}

/** One party's side of a call: a browser phone, a desk phone or a customer behind the trunk. */
export interface Leg {
  readonly audio: AudioPort;
  /** Packets of sound that came from a browser's phone. */
  readonly packetsHeard?: number;
  /** Exactly one listener: the channel that the leg belongs to. */
  listen(listener: (event: LegEvent) => void): void;
  /** Rings this party. */
  invite(invitation: Invitation): void;
  /** Tells the calling party that it rings at the other side. */
  ring(): void;
  /** Accepts the call of the calling party. */
  answer(): void;
  /** Ends the leg whatever its state; no event follows. */
  hangUp(end: LegEnd): void;
}
