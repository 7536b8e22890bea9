import { closeMicrophone, openMicrophone } from './microphone';
import type { SipCall } from './sip-call';
import type { PhoneFault } from '../../protocol/faults';
import { isPhoneFault, type SoundNow } from './softphone';
import type { SoundDevices } from './sound-devices';
import { SoftphoneError } from './softphone-error';

export interface TalkSoundNeeds {
  readonly devices: SoundDevices;
  readonly calls: () => readonly SipCall[];
  /** Why the microphone of a talk cannot be opened, or that it can. */
  readonly told: (fault: PhoneFault | undefined) => void;
  readonly changed: () => void;
  readonly report: (error: unknown) => void;
}

/**
 * Talks follow the devices: one that is unplugged is replaced by the computer's own, and taken again when it is back or
 * when the agent chooses another. The far end hears a gap of some tens of ms and no new call begins.
 */
export class TalkSound {
  /** What each open microphone was opened as. */
  private readonly wished = new WeakMap<MediaStreamTrack, string>();
  /** The computer's own microphone was unplugged in this talk. */
  private lostOwn = false;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly needs: TalkSoundNeeds) {}

  /** The chosen microphone. Throws `SoftphoneError`. */
  async open(): Promise<MediaStream> {
    const id = this.needs.devices.idOf('microphone');
    const stream = await openMicrophone(id);
    for (const track of stream.getTracks()) {
      this.wished.set(track, id);
      // Not told when we ourselves stop it.
      track.addEventListener('ended', () => this.follow());
    }
    return stream;
  }

  /** Devices were plugged, unplugged or chosen. */
  follow(): void {
    this.turn = this.turn.then(() => this.settle()).catch(this.needs.report);
  }

  /** What is used instead of what was chosen; `undefined` = all is as chosen. */
  now(): SoundNow | undefined {
    const { devices, calls } = this.needs;
    const [talk] = calls().filter((call) => call.microphone);
    if (!talk) this.lostOwn = false;
    if (!talk) return undefined;
    const isOther = this.lostOwn || devices.missing('microphone') !== undefined;
    const speaker = devices.missing('speaker') && devices.ownSpeaker();
    if (!isOther && speaker === undefined) return undefined;
    const track = talk.microphone;
    return {
      ...(isOther && { microphone: track?.readyState === 'live' ? track.label : '' }),
      ...(speaker !== undefined && { speaker }),
    };
  }

  private async settle(): Promise<void> {
    const { calls, changed } = this.needs;
    for (const call of calls()) {
      call.takeSpeaker();
      await this.settleMicrophone(call);
    }
    changed();
  }

  private async settleMicrophone(call: SipCall): Promise<void> {
    const { devices, told } = this.needs;
    const { microphone } = call;
    if (!microphone || call.isOver) return;
    const isGone = microphone.readyState === 'ended';
    if (!isGone && this.wished.get(microphone) === devices.idOf('microphone')) return;
    this.lostOwn ||= isGone;
    try {
      const stream = await this.open();
      if (call.isOver) return closeMicrophone(stream);
      await call.takeMicrophone(stream);
      if (!isGone) this.lostOwn = false;
      told(undefined);
    } catch (error) {
      if (!(error instanceof SoftphoneError) || !isPhoneFault(error.fault)) throw error;
      told(error.fault);
    }
  }
}
