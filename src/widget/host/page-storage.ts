/** A browser that blocks cookies for the page throws when its storage is only looked at; then there is none. */
export function pageStorage(kind: 'localStorage' | 'sessionStorage' = 'localStorage'): Storage | undefined {
  try {
    return window[kind];
  } catch {
    // Nothing of ours depends on it but that a notice is not told twice.
    return undefined;
  }
}
