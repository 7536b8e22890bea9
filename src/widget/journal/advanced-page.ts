import frame from '../../../templates/advanced-page.twig';
import type { CallId } from '../../call/ids';
import { isAtLeast } from '../../protocol/agent-role';
import { parseFaults, type StandingFault } from '../../protocol/standing-faults';
import type { AgentLine } from '../channel/agent-line';
import type { AmoHost } from '../host/amo-host';
import { browserClock } from '../host/browser-clock';
import { createTwigView, type Render } from '../ui/twig-view';
import { putInto } from '../ui/put-into';
import type { AskGateway } from './ask-gateway';
import { createChecksPane } from './checks-pane';
import { createDeliveryPane } from './delivery-pane';
import { faultsModel } from './faults-model';
import { createForwardingPane } from './forwarding-pane';
import { createJournalPane } from './journal-pane';
import { TABS, type Pane, type PaneNeeds, type TabName } from './pane';
import { createStaffPane } from './staff-pane';
import { createTeamTab } from './team-tab';

/**
 * What the AMD file `journal.js` gives: draws our page of amoCRM's settings into its place; returns the undo. `apiUrl` of
 * the gateway, `''` = the settings name none. `line` missing = there is no gateway.
 */
export type PageFactory = (
  place: HTMLElement,
  host: AmoHost,
  apiUrl: string,
  line: AgentLine | undefined,
) => () => void;

const READ_EVERY_MS = 10_000;
/** What is sent again is with amoCRM by then. */
const MENDED_MS = 2_000;

export interface PageNeeds extends Pick<AmoHost, 'say' | 'session'> {
  readonly ask: AskGateway;
  readonly render: Render;
  /** For dial lists; missing = there is no gateway. */
  readonly line: AgentLine | undefined;
  /** Fetches the tab of dial lists. */
  readonly loadTeam: (needs: PaneNeeds & { readonly line: AgentLine }) => Promise<Pane>;
}

export function openAdvancedPage(
  place: HTMLElement,
  { say, session, render, line, loadTeam, ...port }: PageNeeds,
): () => void {
  const clock = browserClock;
  const root = document.createElement('div');
  root.className = 'tel tel-page';
  const pane = document.createElement('div');
  pane.setAttribute('role', 'tabpanel');
  place.replaceChildren(root);

  let tab: TabName = 'journal';
  /** Whether he may see more than the journal; `undefined` = not known yet. */
  let isAdministrator: boolean | undefined;
  let isSupervisor = false;
  let isForNobody = false;
  let faults: readonly StandingFault[] = [];
  const listeners = new AbortController();

  /** What the gateway lets him see is told by its answers. */
  const ask: AskGateway = async (path, parse) => {
    const answer = await port.ask(path, parse);
    const isRefused = !answer.ok && answer.trouble === 'not-allowed';
    if (path.startsWith('/journal')) isForNobody = isRefused && !path.startsWith('/journal/resend');
    else if (!path.startsWith('/phone-checks') && (answer.ok || isRefused)) isAdministrator = !isRefused;
    if (path.startsWith('/journal/resend')) clock.after(MENDED_MS, () => void readFaults());
    return answer;
  };
  const needs = { ask, say, language: session.language, clock, paint: () => paint() };
  const staff = createStaffPane(needs);
  const journal = createJournalPane(needs, () => staff.staff());
  const delivery = createDeliveryPane(needs);
  const panes: Readonly<Record<TabName, Pane>> = {
    ...{ journal, delivery, staff },
    forwarding: createForwardingPane(needs),
    checks: createChecksPane(needs),
    dialling: createTeamTab(needs, async () => {
      if (!line) throw new Error('No gateway');
      return loadTeam({ ...needs, line });
    }),
  };

  const act = (name: string, element: HTMLElement): void => {
    if (name === 'tab') return show(element.dataset['tab'] as TabName);
    if (name !== 'show') return panes[tab].act(name, element);
    show('journal');
    journal.open(element.dataset['id'] as CallId);
  };
  const frameView = createTwigView(root, render, clock, act);
  const paneView = createTwigView(pane, render, clock, act);

  /** A gateway that does not answer is told by the tab. */
  const readFaults = async (): Promise<void> => {
    const answer = await ask('/faults', parseFaults);
    if (answer.ok) faults = answer.value;
    paint();
  };

  const tabs = (): readonly TabName[] => {
    if (isAdministrator === true) return TABS;
    return isSupervisor ? ['journal', 'checks', 'dialling'] : ['journal'];
  };

  const paint = (): void => {
    if (listeners.signal.aborted) return;
    const held = delivery.held() ?? 0;
    frameView.paint(frame, {
      label: say('advanced.title'),
      faultsTitle: say('advanced.faultsTitle'),
      faults: faultsModel(faults, { say, language: session.language, now: clock.now() }),
      notForHim: isForNobody ? say('advanced.trouble.not-allowed') : '',
      tabs: tabs().map((name) => ({
        ...{ name, text: say(`advanced.tabs.${name}`), isOn: name === tab },
        ...(name === 'delivery' && held > 0 && { count: held, countText: say('advanced.figure.held') }),
      })),
    });
    pane.setAttribute('aria-label', say(`advanced.tabs.${tab}`));
    putInto(root.querySelector('[data-slot="pane"]'), pane);
    if (!isForNobody) paneView.paint(panes[tab].template, { ...panes[tab].model(), tab });
  };

  const show = (name: TabName): void => {
    if (!tabs().includes(name)) return;
    if (name !== tab) panes[tab].left?.();
    tab = name;
    paint();
    panes[name].read();
  };

  const changed = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement)
      panes[tab].changed?.(target.name, target.value);
  };
  const { signal } = listeners;
  root.addEventListener('input', changed, { signal });
  root.addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      panes[tab].act('try', root);
    },
    { signal },
  );
  root.addEventListener('keydown', (event) => moveTab(event), { signal });

  const moveTab = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLElement) || !event.target.matches('[role="tab"]'))
      return;
    const names = tabs();
    const next = names[(names.indexOf(tab) + step + names.length) % names.length];
    if (next) show(next);
    root.querySelector<HTMLElement>('[role="tab"].is-on')?.focus();
    event.preventDefault();
  };

  const close = (): void => {
    listeners.abort();
    panes[tab].left?.();
    unwatch?.();
    undoTimer();
    frameView.destroy();
    paneView.destroy();
    root.remove();
  };
  /** amoCRM shows another page without a word to us. */
  const again = (): void => {
    if (!root.isConnected) return close();
    if (document.visibilityState === 'visible') {
      panes[tab].read();
      if (tab !== 'delivery' && isAdministrator) delivery.read();
      if (isAdministrator) void readFaults();
    }
    undoTimer = clock.after(READ_EVERY_MS, again);
  };
  let undoTimer = clock.after(READ_EVERY_MS, again);
  // Calls back at once.
  const unwatch = line?.watch(({ agent }) => {
    const isNow = isAtLeast(agent?.role ?? 'agent', 'supervisor');
    if (isNow === isSupervisor) return;
    isSupervisor = isNow;
    paint();
  });

  paint();
  journal.read();
  delivery.read();
  staff.read();
  void readFaults();
  return close;
}
