export interface PanelKeys {
  readonly field: () => HTMLInputElement | null;
  readonly type: (digit: string) => void;
  readonly call: () => void;
  readonly close: () => void;
}

/**
 * Keys of the open panel; returns the undo. `root` holds everything of ours: Esc closes the panel wherever in it the
 * focus is. Nothing that is typed here reaches the host's own shortcuts.
 */
export function listenToKeys(root: HTMLElement, { field, type, call, close }: PanelKeys): () => void {
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === field()) call();
    else if (/^[\d+*#]$/.test(event.key) && event.target !== field() && isPlain(event)) type(event.key);
  };
  root.addEventListener('keydown', onKey);
  return () => root.removeEventListener('keydown', onKey);
}

function isPlain({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey;
}
