import type { Fault } from './fault';

/** Remembers over reloads what the notification centre has been told, so that it is not told at every page load. */
export interface ToldMemory {
  has(fault: Fault): boolean;
  add(fault: Fault): void;
  remove(fault: Fault): void;
}

/** `name` carries account, widget and user. `storage` may be missing (cookies blocked): then nothing is remembered. */
export function toldMemory(storage: Storage | undefined, name: string): ToldMemory {
  const key = (fault: Fault): string => `${name}:told:${fault}`;
  return {
    has: (fault) => storage?.getItem(key(fault)) === 'yes',
    add(fault) {
      try {
        storage?.setItem(key(fault), 'yes');
      } catch {
        // Storage full: the notice will be repeated after a reload, which is safe.
      }
    },
    remove: (fault) => storage?.removeItem(key(fault)),
  };
}
