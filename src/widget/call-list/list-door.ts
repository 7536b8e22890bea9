import type { Selection } from '../host/amo-host';
import type { ListFactory, ListNeeds, ListPane } from './list-pane';

export interface ListDoorNeeds {
  /** Fetches `dial.js`; may be asked again after it failed. */
  readonly load: () => Promise<ListFactory>;
  readonly pane: ListNeeds;
  readonly tell: (fault: 'script-missing') => void;
  readonly report: (error: unknown) => void;
}

export interface ListDoor {
  /** Where the lists are drawn; whoever shows it puts it into his own place. */
  readonly element: HTMLElement;
  /** Ahead of need, or because the agent looks at his lists. */
  fetch(): void;
  /** What was ticked in a list of amoCRM. */
  add(selection: Selection): void;
  destroy(): void;
}

/** The way to the dial lists, whose file comes when an agent has a list, looks at it or adds to it. */
export function createListDoor({ load, pane, tell, report }: ListDoorNeeds): ListDoor {
  const element = document.createElement('div');
  let loading: Promise<ListPane | undefined> | undefined;
  let isClosed = false;

  const come = async (): Promise<ListPane | undefined> => {
    try {
      const create = await load();
      return isClosed ? undefined : create(element, pane);
    } catch (error) {
      loading = undefined;
      report(error);
      if (!isClosed) tell('script-missing');
      return undefined;
    }
  };
  const fetch = (): Promise<ListPane | undefined> => (loading ??= come());
  element.className = 'tel-lists';

  return {
    element,
    fetch: () => void fetch(),
    add: (selection) => void fetch().then((opened) => opened?.add(selection)),
    destroy() {
      isClosed = true;
      void loading?.then((opened) => opened?.destroy());
    },
  };
}
