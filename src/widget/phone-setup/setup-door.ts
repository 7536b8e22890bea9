import { createPaneDoor, type Pane, type PaneDoorNeeds } from '../ui/pane-door';
import type { PhoneSetup, SetupFactory, SetupNeeds } from './phone-setup';

export interface SetupDoorNeeds extends Omit<PaneDoorNeeds<PhoneSetup>, 'className' | 'open'> {
  /** Fetches `phone-setup.js`; may be asked again after it failed. */
  readonly load: () => Promise<SetupFactory>;
  readonly setup: SetupNeeds;
}

export interface SetupDoor extends Pane {
  /** Below the clock of a talk: how it sounds. */
  readonly bar: HTMLElement;
  /** Without `leave`: ahead of need, because this agent talks in the browser. */
  fetch(leave?: () => unknown): void;
  destroy(): void;
}

/** The way to what an agent sets, checks and sees of his browser's phone; nothing of it comes to agents without one. */
export function createSetupDoor({ load, setup, ...needs }: SetupDoorNeeds): SetupDoor {
  const bar = document.createElement('div');
  const door = createPaneDoor({
    ...needs,
    className: 'tel-setup',
    open: async (element) => (await load())(element, bar, setup),
  });
  return {
    ...door,
    bar,
    fetch: (leave) => void door.fetch().then((own) => leave && own?.show(leave)),
  };
}
