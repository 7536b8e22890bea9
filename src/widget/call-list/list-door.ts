import type { Selection } from '../host/amo-host';
import { lateFile } from '../ui/late-file';
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
  element.className = 'tel-lists';
  let opened: ListPane | undefined;
  let isClosed = false;
  const fetch = lateFile(
    async () => {
      const create = await load();
      if (!isClosed) opened = create(element, pane);
      return opened;
    },
    (error) => {
      report(error);
      if (!isClosed) tell('script-missing');
    },
  );

  return {
    element,
    fetch: () => void fetch(),
    add: (selection) => void fetch().then((own) => own?.add(selection)),
    destroy() {
      isClosed = true;
      opened?.destroy();
    },
  };
}
