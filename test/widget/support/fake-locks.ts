interface Holder {
  readonly robbed: (error: DOMException) => void;
}

interface Waiting {
  readonly take: () => void;
}

const aborted = (): DOMException => new DOMException('The request was aborted.', 'AbortError');

/** Web Locks of one browser, as far as leadership needs them: exclusive, in the order of asking, left by abort, stolen. */
export function fakeLocks(): LockManager {
  const holders = new Map<string, Holder>();
  const queues = new Map<string, Waiting[]>();

  const next = (name: string): void => {
    if (!holders.has(name)) queues.get(name)?.shift()?.take();
  };

  const request = (
    name: string,
    { signal, steal }: { readonly signal?: AbortSignal; readonly steal?: boolean },
    held: () => Promise<unknown>,
  ): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      const take = (): void => {
        const holder: Holder = { robbed: reject };
        holders.set(name, holder);
        void Promise.resolve()
          .then(held)
          .finally(() => {
            if (holders.get(name) !== holder) return;
            holders.delete(name);
            next(name);
          })
          .then(resolve, reject);
      };
      if (steal) {
        holders.get(name)?.robbed(aborted());
        return take();
      }
      const waiting: Waiting = { take };
      queue.push(waiting);
      signal?.addEventListener('abort', () => {
        const place = queue.indexOf(waiting);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(aborted());
      });
      queueMicrotask(() => next(name));
    });
  return { request, query: async () => ({ held: [], pending: [] }) } as unknown as LockManager;
}
