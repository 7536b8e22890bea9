/** A page that never rests is not waited for any longer. */
const PATIENCE_MS = 3_000;

/** Runs once when the page has nothing better to do; returns the undo. Safari has no `requestIdleCallback`. */
export function whenPageIdle(run: () => void): () => void {
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = window.setTimeout(run, PATIENCE_MS);
    return () => window.clearTimeout(timer);
  }
  const handle = window.requestIdleCallback(run, { timeout: PATIENCE_MS });
  return () => window.cancelIdleCallback(handle);
}
