export interface Candidate {
  /** Takes the lead from a tab that holds it and does not answer. Nothing where every tab leads itself. */
  readonly seize: () => void;
  readonly leave: () => void;
}

/**
 * Among the tabs of one agent exactly one leads (Web Locks): it holds the socket and the phone. The lock is the
 * browser's, so a tab that is closed or crashes passes it on at once, without heartbeats. Who was robbed of it while it
 * slept steps down when it wakes, and stands in the queue again.
 *
 * Where there are no Web Locks (a page without HTTPS, browsers before 2022) every tab leads itself: each has its own
 * connection, and each of them shows the same. So it is where the browser denies locks, as it does with blocked cookies.
 */
export function standForLeader(
  locks: LockManager | undefined,
  name: string,
  lead: () => () => void,
  report: (error: unknown) => void,
): Candidate {
  let turn = new AbortController();
  let stepDown = (): void => undefined;

  const leadWhileHeld = (): Promise<void> =>
    new Promise((release) => {
      // Our turn may come in the very moment in which we seize it.
      stepDown();
      const stop = lead();
      stepDown = () => {
        stepDown = () => undefined;
        stop();
        release();
      };
    });
  const stand = (steal?: true): void => {
    // A lock may be waited for or stolen, not both.
    turn.abort();
    const { signal } = (turn = new AbortController());
    locks?.request(name, steal ? { steal } : { signal }, leadWhileHeld).catch((error: DOMException) => {
      if (signal.aborted) return;
      stepDown();
      if (error.name === 'AbortError') stand();
      else if (error.name === 'SecurityError') void leadWhileHeld();
      else report(error);
    });
  };
  if (locks) stand();
  else void leadWhileHeld();
  return {
    seize: () => stand(true),
    leave() {
      turn.abort();
      stepDown();
    },
  };
}
