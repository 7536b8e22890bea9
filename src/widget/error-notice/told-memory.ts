import { FAULT_KINDS, type ActiveFaults } from './active-faults';
import { FAULT_MANNERS, type Fault } from './fault';

/** What the agent has been told and what has not ended since: shared by his tabs, and kept over reloads. */
export interface ToldMemory {
  read(): ActiveFaults;
  write(told: ActiveFaults): void;
}

/** `name` carries account, widget and user. `storage` may be missing (cookies blocked): then this tab remembers for itself. */
export function toldMemory(storage: Storage | undefined, name: string): ToldMemory {
  const key = `${name}:told`;
  let own: ActiveFaults = {};
  return {
    read: () => (storage ? toldIn(storage.getItem(key)) : own),
    write(told) {
      own = told;
      try {
        if (FAULT_KINDS.some((kind) => told[kind])) storage?.setItem(key, JSON.stringify(told));
        else storage?.removeItem(key);
      } catch {
        // Storage full: the notice may come twice, which is safe.
      }
    },
  };
}

function toldIn(text: string | null): ActiveFaults {
  try {
    const raw = JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      FAULT_KINDS.filter((kind) => isFault(raw[kind])).map((kind) => [kind, raw[kind]]),
    );
  } catch {
    // Not ours, or of another version of the widget: nothing is known to be told.
    return {};
  }
}

const isFault = (word: unknown): word is Fault =>
  typeof word === 'string' && Object.hasOwn(FAULT_MANNERS, word);
