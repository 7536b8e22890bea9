/** Web Locks of one browser, as far as leadership needs them: exclusive, in the order of asking, left by abort. */
export function fakeLocks(): LockManager {
  const queues = new Map<string, Promise<unknown>>();
  const request = async (
    name: string,
    options: { readonly signal?: AbortSignal },
    held: () => Promise<unknown>,
  ): Promise<unknown> => {
    const turn = queues.get(name) ?? Promise.resolve();
    const mine = turn.then(() => {
      if (options.signal?.aborted) throw new DOMException('The request was aborted.', 'AbortError');
      return held();
    });
    queues.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  };
  return { request, query: async () => ({ held: [], pending: [] }) } as unknown as LockManager;
}
