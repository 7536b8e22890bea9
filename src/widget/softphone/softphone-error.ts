import type { PhoneFault, TalkFault } from '../../protocol/faults';

/** A command that the phone could not carry out; `fault` says what the agent can do about it. */
export class SoftphoneError extends Error {
  private constructor(
    readonly fault: PhoneFault | TalkFault,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'SoftphoneError';
  }

  static microphoneDenied(cause: unknown): SoftphoneError {
    return new SoftphoneError(
      'microphone-denied',
      'The browser does not give the microphone to this page',
      cause,
    );
  }

  static microphoneMissing(cause: unknown): SoftphoneError {
    return new SoftphoneError('microphone-missing', 'The browser finds no microphone that works', cause);
  }

  static noPhoneHere(fault: 'browser-unsupported' | 'page-insecure'): SoftphoneError {
    return new SoftphoneError(fault, 'The browser has no WebRTC, or the page is not secure (https)');
  }

  static alreadyCalling(): SoftphoneError {
    return new SoftphoneError('already-calling', 'The phone is busy with another call');
  }

  /** `status` 0 = it was not even asked. */
  static holdRefused(status: number, cause?: unknown): SoftphoneError {
    return new SoftphoneError('hold-refused', `The PBX does not hold the call (SIP ${status})`, cause);
  }

  static transferRefused(status: number): SoftphoneError {
    return new SoftphoneError('transfer-refused', `The PBX does not hand the call over (SIP ${status})`);
  }

  static tonesRefused(): SoftphoneError {
    return new SoftphoneError('tones-refused', 'The connection has no channel for tones');
  }

  static notRegistered(): SoftphoneError {
    return new SoftphoneError('server-unreachable', 'The phone is not registered at the PBX');
  }
}
