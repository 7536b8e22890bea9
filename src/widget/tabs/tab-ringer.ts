import type { Clock } from '../../lib/clock';
import { RingTones, type RingTone } from '../softphone/ring-tones';
import { SoundDevices } from '../softphone/sound-devices';
import { SoundGate } from '../softphone/sound-gate';

export interface TabRinger {
  ring(tone: RingTone | undefined): void;
  close(): void;
}

/** Rings in a tab without the phone, by the device that the agent has chosen. Nothing sounds or is opened before it is named. */
export function createTabRinger(clock: Clock, report: (error: unknown) => void): TabRinger {
  const gate = new SoundGate(() => undefined);
  const devices = new SoundDevices(() => tones.takeRinger(), report);
  const tones = new RingTones(gate, clock, () => devices.idOf('ringer'));
  return {
    ring(tone) {
      if (!tone) return tones.silence();
      devices.start();
      tones.play(tone);
    },
    close() {
      tones.close();
      gate.stop();
      devices.stop();
    },
  };
}
