export interface PanelKeys {
  /** Where a number is typed; none during a call. */
  readonly field: () => HTMLInputElement | null;
  /** Where a colleague is looked for; none unless a call is being handed over. */
  readonly search: () => HTMLInputElement | null;
  /** A digit, `*`, `#` or `+` that was pressed outside the fields. */
  readonly type: (digit: string) => void;
  readonly call: () => void;
  /** Rows of the search up (−1) or down (1). */
  readonly move: (step: 1 | -1) => void;
  /** The chosen row; `first` = ask there first. */
  readonly take: (first: boolean) => void;
  /** Esc in the search. */
  readonly leaveSearch: () => void;
  readonly close: () => void;
}

/**
 * Keys of the open panel; returns the undo. `root` holds everything of ours: Esc closes the search, then the panel,
 * wherever in it the focus is. Nothing that is typed here reaches the host's own shortcuts.
 */
export function listenToKeys(root: HTMLElement, keys: PanelKeys): () => void {
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.target === keys.search()) inSearch(event, keys);
    else if (event.key === 'Escape') (keys.search() ? keys.leaveSearch : keys.close)();
    else if (event.key === 'Enter' && event.target === keys.field()) keys.call();
    else if (/^[\d+*#]$/.test(event.key) && event.target !== keys.field() && isPlain(event))
      keys.type(event.key);
  };
  root.addEventListener('keydown', onKey);
  return () => root.removeEventListener('keydown', onKey);
}

function inSearch(event: KeyboardEvent, { move, take, leaveSearch }: PanelKeys): void {
  if (event.key === 'Escape') leaveSearch();
  else if (event.key === 'Enter') take(event.shiftKey);
  else if (event.key === 'ArrowDown') move(1);
  else if (event.key === 'ArrowUp') move(-1);
  else return;
  event.preventDefault();
}

function isPlain({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey;
}
