import { pageStorage } from '../host/page-storage';
import { readSoundChoice, type SoundChoice, type SoundDevice, type SoundRole } from './sound-choice';

const KIND_OF = { microphone: 'audioinput', speaker: 'audiooutput', ringer: 'audiooutput' } as const;

/**
 * The chosen devices and which of them are plugged in. Calls `changed` when either is news; browsers tell of devices only
 * by an event without contents, so the list is read anew each time.
 */
export class SoundDevices {
  private choice: SoundChoice = {};
  private present: readonly MediaDeviceInfo[] = [];
  private running = false;

  constructor(
    private readonly changed: () => void,
    private readonly report: (error: unknown) => void,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    navigator.mediaDevices.addEventListener('devicechange', this.look);
    this.takeChoice();
  }

  stop(): void {
    this.running = false;
    navigator.mediaDevices.removeEventListener('devicechange', this.look);
  }

  /** The agent may have chosen others, in any tab. */
  takeChoice(): void {
    this.choice = readSoundChoice(pageStorage());
    this.look();
  }

  /** Id for the browser; `''` = the computer's own, because none is chosen or the chosen one is not plugged in. */
  idOf(role: SoundRole): string {
    const wanted = this.choice[role];
    if (!wanted) return '';
    const there = this.present.filter(({ kind }) => kind === KIND_OF[role]);
    const found =
      there.find(({ deviceId }) => deviceId === wanted.id) ??
      there.find(({ label }) => label === wanted.label);
    // Before the microphone is allowed the browser tells neither ids nor labels: what is wished may be there.
    const isSecret = there.every(({ deviceId }) => deviceId === '');
    return found?.deviceId ?? (isSecret && role === 'microphone' ? wanted.id : '');
  }

  /** Chosen, and not plugged in. */
  missing(role: SoundRole): SoundDevice | undefined {
    const wanted = this.choice[role];
    return wanted && this.idOf(role) === '' ? wanted : undefined;
  }

  /** Name of the device that the computer itself uses; `''` = the browser does not tell. */
  ownSpeaker(): string {
    const outputs = this.present.filter(({ kind }) => kind === 'audiooutput');
    return (outputs.find(({ deviceId }) => deviceId === 'default') ?? outputs[0])?.label ?? '';
  }

  private readonly look = (): void => {
    const read = async (): Promise<void> => {
      this.present = await navigator.mediaDevices.enumerateDevices();
      if (this.running) this.changed();
    };
    read().catch(this.report);
  };
}
