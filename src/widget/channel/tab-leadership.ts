/**
 * Among the tabs of one agent exactly one leads (Web Locks): it holds the socket and the phone. The lock is the
 * browser's, so a tab that is closed or crashes passes it on at once, without heartbeats.
 *
 * Where there are no Web Locks (a page without HTTPS, browsers before 2022) every tab leads itself: each has its own
 * connection, and each of them shows the same.
 */
export function standForLeader(
  locks: LockManager | undefined,
  name: string,
  lead: () => () => void,
  report: (error: unknown) => void,
): () => void {
  if (!locks) return lead();
  const leaving = new AbortController();
  const held = new Promise<void>((release) => {
    leaving.signal.addEventListener('abort', () => release(), { once: true });
  });
  const leadWhileHeld = async (): Promise<void> => {
    const step = lead();
    await held;
    step();
  };
  locks.request(name, { signal: leaving.signal }, leadWhileHeld).catch((error: unknown) => {
    // Leaving the queue before our turn came is the one expected refusal.
    if (!leaving.signal.aborted) report(error);
  });
  return () => leaving.abort();
}
