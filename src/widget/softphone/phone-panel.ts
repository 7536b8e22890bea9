import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AgentCommand } from '../channel/agent-command';
import type { OpenAgentLine } from '../channel/open-agent-line';
import { EMPTY_PICTURE } from '../channel/picture';
import type { Say } from '../host/phrases';
import type { Pane } from '../ui/pane-door';
import type { Surface } from '../ui/surface';
import type { Act, TwigView } from '../ui/twig-view';
import { openPanel, type OpenPanel } from './open-panel';
import type { PanelTab } from './panel-model';
import { createPanelCommands } from './panel-commands';

/** What `script.js` lends to `panel.js`, so that what both need runs once. */
export interface PanelNeeds {
  readonly surface: Surface;
  readonly line: Pick<OpenAgentLine, 'watch' | 'isLeader'>;
  /** Carries out and tells the agent when it could not be done. */
  readonly run: (command: AgentCommand) => Promise<unknown>;
  readonly navigate: (path: string) => void;
  readonly say: Say;
  readonly language: string;
  /** The window of a call's result. */
  readonly openResult: (callId: CallId) => void;
  /** Drawn by themselves; they are fetched when they are looked at. */
  readonly panes: Readonly<Record<Exclude<PanelTab, 'phone'>, Pane>>;
  /** How a talk sounds, below its clock; drawn by itself. */
  readonly bar: HTMLElement;
  /** The agent's last calls, below the keypad; drawn by themselves. */
  readonly recent: HTMLElement;
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  readonly clock: Clock;
}

export interface PhonePanel {
  toggle(): void;
  /** Opens it at the dial lists. */
  showLists(): void;
  isOpen(): boolean;
  destroy(): void;
}

/** What the AMD file `panel.js` gives. */
export type PanelFactory = (needs: PanelNeeds) => PhonePanel;

/** The panel behind the phone icon. A picture of the line and a set of commands; closing hides it and never hangs up. */
export function createPhonePanel(needs: PanelNeeds): PhonePanel {
  let picture = EMPTY_PICTURE;
  let panel: OpenPanel | undefined;
  /** What was looked at last comes up again. */
  let tab: PanelTab = 'phone';
  const choose = (next: PanelTab): void => {
    tab = next;
    if (next !== 'phone') needs.panes[next].fetch(() => tab === next && choose('phone'));
    panel?.paint();
  };
  const open = (): void => {
    panel = openPanel(needs, { picture: () => picture, tab: () => tab, choose }, commands, hide);
  };

  const commands = createPanelCommands(
    needs.run,
    () => picture,
    () => panel?.paint(),
    needs.clock,
  );
  const unwatch = needs.line.watch((next) => {
    picture = next;
    commands.follow(next);
    panel?.paint();
  });
  const hide = (): void => {
    const open = panel;
    panel = undefined;
    open?.close();
  };

  return {
    toggle() {
      if (panel) hide();
      else open();
    },
    showLists() {
      choose('list');
      if (!panel) open();
    },
    isOpen: () => panel !== undefined,
    destroy() {
      unwatch();
      commands.destroy();
      hide();
    },
  };
}
