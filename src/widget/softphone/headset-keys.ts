import type { PhoneCall } from './softphone';

export interface KeyCommands {
  answer(id: string): void;
  hangUp(id: string): void;
  setMuted(id: string, muted: boolean): void;
}

/** Not all browsers have all of it. */
interface CallSession extends Omit<MediaSession, 'setActionHandler' | 'setMicrophoneActive'> {
  setActionHandler(action: string, handler: (() => void) | null): void;
  setMicrophoneActive?(active: boolean): Promise<void>;
}

/** `play` and `pause` are the one key that every headset has. */
const KEYS = ['play', 'pause', 'togglemicrophone', 'hangup'] as const;

/**
 * Keys of headsets and keyboards, as far as browser and system pass them on (Media Session). They are taken only while
 * there is a call: else they belong to whatever plays music.
 */
export class HeadsetKeys {
  private readonly session = navigator.mediaSession as CallSession | undefined;
  private calls: readonly PhoneCall[] = [];
  private taken = false;

  constructor(private readonly commands: KeyCommands) {}

  follow(calls: readonly PhoneCall[]): void {
    this.calls = calls;
    const wanted = calls.length > 0;
    if (wanted !== this.taken) this.take(wanted);
    const talk = this.talk();
    if (talk) this.showMuted(talk.muted);
  }

  /** For the system's own sign; some browsers do not allow it to every page. */
  private showMuted(muted: boolean): void {
    this.session?.setMicrophoneActive?.(!muted)?.catch(() => undefined);
  }

  private take(wanted: boolean): void {
    this.taken = wanted;
    for (const key of KEYS) {
      try {
        this.session?.setActionHandler(key, wanted ? () => this.pressed(key) : null);
      } catch {
        // This browser does not know the key, so nobody can press it here.
      }
    }
  }

  private pressed(key: (typeof KEYS)[number]): void {
    const talk = this.talk();
    const [call] = talk ? [talk] : this.calls;
    if (!call) return;
    const rings = call.direction === 'incoming' && call.state === 'ringing';
    if (key === 'hangup') this.commands.hangUp(call.id);
    else if (talk) this.commands.setMuted(talk.id, !talk.muted);
    else if (rings && key !== 'togglemicrophone') this.commands.answer(call.id);
  }

  /** The one that is heard. */
  private talk(): PhoneCall | undefined {
    const talks = this.calls.filter(({ state }) => state === 'established');
    return talks.find(({ held }) => !held) ?? talks[0];
  }
}
