import { closeMicrophone } from './microphone';
import type { PhoneFault } from '../../protocol/faults';
import { isPhoneFault } from './softphone';
import { SoftphoneError } from './softphone-error';

/**
 * The microphone from its opening until a call takes it. One for all who ask at once, and closed when no call took it:
 * a browser that shows "recording" after the last call frightens the agent.
 */
export class WaitingMicrophone {
  private stream: Promise<MediaStream> | undefined;
  private askers = 0;

  /** `told`: why it cannot be opened, or that it can. */
  constructor(
    private readonly told: (fault: PhoneFault | undefined) => void,
    private readonly openChosen: () => Promise<MediaStream>,
  ) {}

  /** Opens it and then does `use`, in which a call may take it. Throws `SoftphoneError` when it cannot be opened. */
  async during(use: () => Promise<void>): Promise<void> {
    this.askers += 1;
    try {
      await (this.stream ??= this.open());
      await use();
    } finally {
      this.askers -= 1;
      if (this.askers === 0) this.close();
    }
  }

  /** From now on it is the call's to close. */
  take(): Promise<MediaStream> {
    const { stream } = this;
    this.stream = undefined;
    return stream ?? this.open();
  }

  close(): void {
    // Whoever asked has been told that it could not be opened.
    this.stream?.then(closeMicrophone, () => undefined);
    this.stream = undefined;
  }

  private async open(): Promise<MediaStream> {
    try {
      const stream = await this.openChosen();
      this.told(undefined);
      return stream;
    } catch (error) {
      if (error instanceof SoftphoneError && isPhoneFault(error.fault)) this.told(error.fault);
      throw error;
    }
  }
}
