import { isRecord, isText } from '../../protocol/raw';

/** As the browser names it. `label` finds it again when the browser has given it a new id. */
export interface SoundDevice {
  readonly id: string;
  readonly label: string;
}

export const SOUND_ROLES = ['microphone', 'speaker', 'ringer'] as const;
export type SoundRole = (typeof SOUND_ROLES)[number];

/** What the agent has chosen at this computer; missing = what the computer itself uses. */
export type SoundChoice = { readonly [Role in SoundRole]?: SoundDevice | undefined };

/** One for all users of this computer: a headset is plugged into it, not into an account. */
const KEY = 'linia:sound';

export function readSoundChoice(storage: Pick<Storage, 'getItem'> | undefined): SoundChoice {
  try {
    const raw: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    if (!isRecord(raw)) return {};
    return Object.fromEntries(
      SOUND_ROLES.filter((role) => isDevice(raw[role])).map((role) => [role, raw[role]]),
    );
  } catch {
    // Not ours, or of another version of the widget: the computer's own devices are right then.
    return {};
  }
}

export function keepSoundChoice(storage: Pick<Storage, 'setItem'> | undefined, choice: SoundChoice): void {
  try {
    storage?.setItem(KEY, JSON.stringify(choice));
  } catch {
    // Storage full: the choice holds until the page is left.
  }
}

const isDevice = (raw: unknown): raw is SoundDevice =>
  isRecord(raw) && isText(raw['id']) && isText(raw['label']);
