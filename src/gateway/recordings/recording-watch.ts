import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { Log } from '../log';
import type { RecordingLinks } from './recording-links';
import type { RecordedCall, Recording, RecordingSource } from './recording-source';

export interface RecordingWatchParts {
  readonly source: Pick<RecordingSource, 'find' | 'ready'>;
  readonly links: RecordingLinks;
  /** Where the world reaches the gateway, without a slash at its end. */
  readonly publicUrl: string;
  /** The recording of an ended call is there and whole. */
  readonly found: (callId: CallId, link: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** MixMonitor closes the file within milliseconds of the hangup; a conversion may take minutes. */
const LOOKS_MS = [300, 1_000, 3_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000];
/** A file that did not change for so long is whole. */
const SETTLED_MS = 1_000;

/** So long after the end of a call its recording is looked for. */
export const RECORDING_AWAITED_MS = LOOKS_MS.reduce((sum, ms) => sum + ms, 0);

/** Looks for the recordings of ended calls until they are there and whole. */
export class RecordingWatch {
  private readonly undos = new Map<CallId, () => void>();

  constructor(private readonly parts: RecordingWatchParts) {}

  /** Of an answered call that has ended. */
  follow(callId: CallId, startedAt: number): void {
    if (!this.undos.has(callId)) this.lookLater(callId, startedAt, 0);
  }

  stop(): void {
    for (const undo of this.undos.values()) undo();
    this.undos.clear();
  }

  private lookLater(callId: CallId, startedAt: number, look: number): void {
    const ms = LOOKS_MS[look];
    if (ms === undefined) {
      this.undos.delete(callId);
      this.parts.log.info({ callId }, 'no recording of the call was found');
      return;
    }
    const undo = this.parts.clock.after(ms, () => {
      void this.look(callId, startedAt)
        .catch((error: unknown) => {
          this.parts.log.error({ err: error, callId }, 'a recording could not be looked for');
          return false;
        })
        .then((isThere) => {
          if (!this.undos.has(callId)) return;
          if (isThere) this.undos.delete(callId);
          else this.lookLater(callId, startedAt, look + 1);
        });
    });
    this.undos.set(callId, undo);
  }

  private async look(callId: CallId, startedAt: number): Promise<boolean> {
    const { source, links, publicUrl, clock, found } = this.parts;
    const call = { callId, startedAt };
    const recording = await source.find(call);
    if (!recording || !(await this.isWhole(recording, call))) return false;
    const { format } = await source.ready(call, recording);
    const link = links.linkFor({ ...call, format }, clock.now());
    await found(callId, publicUrl + link);
    return true;
  }

  /** Told by the file's own clock: that of the PBX may differ from ours. */
  private async isWhole(found: Recording, call: RecordedCall): Promise<boolean> {
    await new Promise<void>((go) => this.parts.clock.after(SETTLED_MS, go));
    const again = await this.parts.source.find(call);
    return again?.bytes === found.bytes && again.changedAt === found.changedAt;
  }
}
