export interface NetworkNews {
  /** The network is there again, or the page woke up: whoever waits need not wait. */
  readonly back: () => void;
  /** Gone, or another one: what stands may be dead. */
  readonly doubtful: () => void;
}

/** What the browser says of its network and of sleep; returns the undo. Only hints: a phone that hears none of them finds out by itself. */
export function watchNetwork({ back, doubtful }: NetworkNews): () => void {
  const seen = (): void => {
    if (document.visibilityState === 'visible') back();
  };
  const undos = [
    listen(window, 'online', back),
    listen(window, 'offline', doubtful),
    listen(document, 'visibilitychange', seen),
    // Of a page that the browser had frozen.
    listen(document, 'resume', back),
    listen(connectionOf(navigator), 'change', doubtful),
  ];
  return () => undos.forEach((undo) => undo());
}

/** Chrome and its kin; elsewhere there is none. */
function connectionOf(browser: Navigator): EventTarget | undefined {
  return (browser as { readonly connection?: EventTarget }).connection;
}

function listen(target: EventTarget | undefined, event: string, listener: () => void): () => void {
  target?.addEventListener(event, listener);
  return () => target?.removeEventListener(event, listener);
}
