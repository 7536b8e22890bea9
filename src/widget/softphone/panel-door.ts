import type { PanelFactory, PanelNeeds, PhonePanel } from './phone-panel';

export interface DoorNeeds {
  /** Fetches `panel.js`; may be asked again after it failed. */
  readonly load: () => Promise<PanelFactory>;
  readonly panel: PanelNeeds;
  readonly tell: (fault: 'script-missing') => void;
  readonly report: (error: unknown) => void;
}

export interface PanelDoor {
  toggle(): void;
  /** Opens it at the dial lists. */
  showLists(): void;
  /** Opens it unless it is open. */
  show(): void;
  /** Closes it if it is open. */
  hide(): void;
  /** Ahead of need; that it failed is told when the panel is wanted. */
  fetch(): void;
  destroy(): void;
}

/**
 * The way to the panel, whose file comes after the page has settled or at the first need. When the file cannot be had
 * the agent is told, and the next click tries again.
 */
export function createPanelDoor(needs: DoorNeeds): PanelDoor {
  let panel: PhonePanel | undefined;
  let isLoading = false;
  let isWanted = false;
  let areListsWanted = false;
  let isClosed = false;

  const came = (create: PanelFactory): void => {
    isLoading = false;
    if (isClosed) return;
    panel = create(needs.panel);
    if (areListsWanted) panel.showLists();
    else if (isWanted) panel.toggle();
  };
  const failed = (error: unknown): void => {
    isLoading = false;
    needs.report(error);
    if (isWanted && !isClosed) needs.tell('script-missing');
    [isWanted, areListsWanted] = [false, false];
  };
  const fetch = (): void => {
    if (panel || isLoading) return;
    isLoading = true;
    needs.load().then(came).catch(failed);
  };
  const want = (wanted: boolean): void => {
    isWanted = wanted;
    if (wanted) fetch();
  };

  return {
    toggle() {
      if (panel) panel.toggle();
      else want(!isWanted);
    },
    showLists() {
      if (panel) return panel.showLists();
      areListsWanted = true;
      want(true);
    },
    show() {
      if (!panel) want(true);
      else if (!panel.isOpen()) panel.toggle();
    },
    hide() {
      [isWanted, areListsWanted] = [false, false];
      if (panel?.isOpen()) panel.toggle();
    },
    fetch,
    destroy() {
      isClosed = true;
      panel?.destroy();
      panel = undefined;
    },
  };
}
