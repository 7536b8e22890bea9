/** Listeners on `window` and `document`, running timers, elements, globals and stored keys: what a guest may leave behind. */
export interface PageTraces {
  readonly listeners: readonly string[];
  readonly timers: number;
  readonly head: string;
  readonly body: string;
  readonly globals: readonly string[];
  readonly stored: readonly string[];
}

/** Starts to keep the books; must come before the guest's code is run, which may take hold of `setTimeout` and the like. */
export function keepBooks(): () => PageTraces {
  const listeners: string[] = [];
  const timers = new Set<unknown>();
  for (const target of [window, document, document.body, document.documentElement]) {
    const [add, remove] = [target.addEventListener.bind(target), target.removeEventListener.bind(target)];
    const entry = (type: string) => `${target.constructor.name} ${type}`;
    target.addEventListener = (type: string, ...rest: never[]) => {
      listeners.push(entry(type));
      (add as (...all: unknown[]) => void)(type, ...rest);
    };
    target.removeEventListener = (type: string, ...rest: never[]) => {
      const place = listeners.indexOf(entry(type));
      if (place >= 0) listeners.splice(place, 1);
      (remove as (...all: unknown[]) => void)(type, ...rest);
    };
  }
  const { setTimeout: start, clearTimeout: stop } = window;
  Object.assign(window, {
    setTimeout: (run: () => void, ms?: number) => {
      const timer: unknown = start(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer: never) => {
      timers.delete(timer);
      stop(timer);
    },
  });
  return () => ({
    listeners: [...listeners].sort(),
    timers: timers.size,
    head: document.head.innerHTML,
    body: document.body.innerHTML,
    globals: Object.keys(window).sort(),
    stored: Object.keys(localStorage).sort(),
  });
}
