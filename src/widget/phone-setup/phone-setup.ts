import type { Clock } from '../../lib/clock';
import type { AgentLine } from '../channel/agent-line';
import type { AmoPage } from '../host/amo-host';
import type { Say } from '../host/phrases';
import type { SeenTab } from '../host/seen-tab';
import type { Act, TwigView } from '../ui/twig-view';
import { createCallBar } from './call-bar';
import { tellQuality } from './tell-quality';
import { createSetupPane } from './setup-pane';

/** What `script.js` lends to `phone-setup.js`. */
export interface SetupNeeds {
  readonly line: AgentLine & { readonly isLeader: () => boolean };
  readonly say: Say;
  readonly language: string;
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  readonly storage: Storage | undefined;
  readonly page: Pick<AmoPage, 'tellFault'>;
  readonly tab: SeenTab;
  /** Closes the panel. */
  readonly hide: () => void;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

export interface PhoneSetup {
  /** The agent looks at it; `leave` brings the phone back. */
  show(leave: () => unknown): void;
  destroy(): void;
}

/** What the AMD file `phone-setup.js` gives: draws the pane into `element`, and how a talk sounds into `bar`. */
export type SetupFactory = (element: HTMLElement, bar: HTMLElement, needs: SetupNeeds) => PhoneSetup;

export const createPhoneSetup: SetupFactory = (element, bar, needs) => {
  const pane = createSetupPane(element, needs);
  const destroyBar = createCallBar(bar, needs);
  const forgetQuality = tellQuality(needs);
  return {
    show: (leave) => pane.show(leave),
    destroy() {
      pane.destroy();
      destroyBar();
      forgetQuality();
    },
  };
};
