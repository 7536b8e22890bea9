import type { ActiveFaults } from './active-faults';

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
      const text = JSON.stringify(told);
      try {
        if (text === '{}') storage?.removeItem(key);
        else storage?.setItem(key, text);
      } catch {
        // Storage full: the notice may come twice, which is safe.
      }
    },
  };
}

function toldIn(text: string | null): ActiveFaults {
  try {
    const raw = JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
    const told = Object.entries(raw).filter(([, fault]) => typeof fault === 'string');
    return Object.fromEntries(told) as ActiveFaults;
  } catch {
    // Not ours: nothing is known to be told.
    return {};
  }
}
