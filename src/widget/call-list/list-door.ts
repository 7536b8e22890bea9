import type { Selection } from '../host/amo-host';
import { createPaneDoor, type Pane, type PaneDoorNeeds } from '../ui/pane-door';
import type { ListFactory, ListNeeds, ListPane } from './list-pane';

export interface ListDoorNeeds extends Omit<PaneDoorNeeds<ListPane>, 'className' | 'open'> {
  /** Fetches `dial.js`; may be asked again after it failed. */
  readonly load: () => Promise<ListFactory>;
  readonly pane: ListNeeds;
}

export interface ListDoor extends Pane {
  /** Ahead of need, or because the agent looks at his lists. */
  fetch(): void;
  /** What was ticked in a list of amoCRM. */
  add(selection: Selection): void;
  destroy(): void;
}

/** The way to the dial lists, whose file comes when an agent has a list, looks at it or adds to it. */
export function createListDoor({ load, pane, ...needs }: ListDoorNeeds): ListDoor {
  const door = createPaneDoor({
    ...needs,
    className: 'tel-lists',
    open: async (element) => (await load())(element, pane),
  });
  return {
    ...door,
    fetch: () => void door.fetch(),
    add: (selection) => void door.fetch().then((own) => own?.add(selection)),
  };
}
