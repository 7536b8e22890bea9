/**
 * Among the tabs of one agent exactly one leads (Web Locks): it holds the socket and the phone. The lock is the
 * browser's, so a tab that is closed or crashes passes it on at once, without heartbeats.
 *
 * Where there are no Web Locks (a page without HTTPS, browsers before 2022) every tab leads itself: each has its own
 * connection, and each of them shows the same. So it is where the browser denies locks, as it does with blocked cookies.
 */
export function standForLeader(
  locks: LockManager | undefined,
  name: string,
  lead: () => () => void,
  report: (error: unknown) => void,
): () => void {
  if (!locks) return lead();
  const leaving = new AbortController();
  let stepDown = (): void => undefined;
  const held = new Promise<void>((release) => {
    leaving.signal.addEventListener('abort', () => release(), { once: true });
  });
  const leadWhileHeld = async (): Promise<void> => {
    const step = lead();
    await held;
    step();
  };
  locks.request(name, { signal: leaving.signal }, leadWhileHeld).catch((error: unknown) => {
    // We left the queue before our turn came.
    if (leaving.signal.aborted) return;
    if (isDenied(error)) stepDown = lead();
    else report(error);
  });
  return () => {
    leaving.abort();
    stepDown();
  };
}

const isDenied = (error: unknown): boolean => error instanceof DOMException && error.name === 'SecurityError';
