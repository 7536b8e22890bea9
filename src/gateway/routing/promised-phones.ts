import type { Call } from '../../call/call';
import { extensionsIn } from '../../call/call';
import type { CallId, Extension } from '../../call/ids';
import type { Clock } from '../../lib/clock';

/** The PBX rings a phone and says so well within this; a caller who hung up in between blocks nobody for longer. */
const PROMISED_MS = 3_000;

/** Phones given to a call of which the PBX has not yet said that they ring: no other call may get them too. */
export class PromisedPhones {
  private readonly promises = new Map<Extension, { readonly callId: CallId; readonly until: number }>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  promise(callId: CallId, extensions: readonly Extension[]): void {
    const until = this.clock.now() + PROMISED_MS;
    for (const extension of extensions) this.promises.set(extension, { callId, until });
  }

  /** Once the PBX reports the promised call at this phone, its presence is told by `calls` alone. */
  isPromised(extension: Extension, asker: CallId | undefined, calls: readonly Call[]): boolean {
    const promise = this.promises.get(extension);
    if (!promise || promise.callId === asker) return false;
    if (promise.until > this.clock.now() && !hasReached(promise.callId, extension, calls)) return true;
    this.promises.delete(extension);
    return false;
  }
}

function hasReached(callId: CallId, extension: Extension, calls: readonly Call[]): boolean {
  return calls.some((call) => call.id === callId && extensionsIn(call).includes(extension));
}
