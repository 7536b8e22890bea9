import type { PhoneFault } from './softphone';

/** A command that the phone could not carry out; `fault` says what the agent can do about it. */
export class SoftphoneError extends Error {
  private constructor(
    readonly fault: PhoneFault | 'already-calling',
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

  static browserUnsupported(): SoftphoneError {
    return new SoftphoneError(
      'browser-unsupported',
      'The browser has no WebRTC, or the page is not secure (https)',
    );
  }

  static alreadyCalling(): SoftphoneError {
    return new SoftphoneError('already-calling', 'The phone is busy with another call');
  }

  static notRegistered(): SoftphoneError {
    return new SoftphoneError('server-unreachable', 'The phone is not registered at the PBX');
  }
}
