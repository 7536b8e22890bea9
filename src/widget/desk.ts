import { showCallCards } from './call-notification/call-cards';
import { missedCallNotice, newlyMissed } from './call-notification/missed-call-notice';
import { tellShown } from './call-notification/tell-shown';
import { createResultDoor } from './call-result/result-door';
import type { ResultFactory } from './call-result/result-desk';
import type { Csv } from './csv/csv';
import { listInSight } from './channel/list-in-sight';
import { createListDoor, type ListDoor } from './call-list/list-door';
import type { ListFactory } from './call-list/list-pane';
import { createLookupDoor, type LookupDoor, type LookupFactory } from './caller-lookup/lookup-door';
import type { AgentCommand } from './channel/agent-command';
import type { AgentLine, CommandTrouble } from './channel/agent-line';
import type { AgentPicture } from './channel/agent-picture';
import { guardCalls } from './channel/calling-guard';
import { gatewayAddress, type GatewayAddress } from './channel/gateway-address';
import { GatewayChannel } from './channel/gateway-channel';
import type { AgentIdentity } from '../protocol/messages';
import type { SoftphoneFile } from './channel/phone-command';
import { startLeader, type Leader } from './channel/leader';
import { openAgentLine, type OpenAgentLine } from './channel/open-agent-line';
import { createFaultNotices, type FaultNotices } from './error-notice/fault-notices';
import type { Fault } from './error-notice/fault';
import { toldMemory } from './error-notice/told-memory';
import type { AmoHost } from './host/amo-host';
import { browserClock } from './host/browser-clock';
import { pageStorage } from './host/page-storage';
import { seenTab } from './host/seen-tab';
import { parseWidgetSettings } from './settings/widget-settings';
import { createSetupDoor } from './phone-setup/setup-door';
import type { SetupFactory } from './phone-setup/phone-setup';
import { createPanelDoor } from './softphone/panel-door';
import type { PanelFactory } from './softphone/phone-panel';
import { createTabsDoor } from './tabs/tabs-door';
import type { TabsFactory } from './tabs/tabs-desk';
import { whenPageIdle } from './ui/page-idle';
import { createSurface } from './ui/surface';
import { keepClearOfToasts } from './ui/toast-clearance';
import { createRender, createTwigView, type Act, type TwigEngine, type TwigView } from './ui/twig-view';

/** Everything of ours on this page, from `init` to `destroy`. */
export interface Desk {
  /** Missing = there is no gateway. */
  readonly line?: AgentLine;
  call(number: string): void;
  /** What is ticked in the list of amoCRM goes into a dial list. */
  addSelected(): void;
  close(): void;
}

/** Builds the rooms and connects them; they do not know each other. */
export function startDesk(host: AmoHost, twig: TwigEngine): Desk {
  const settings = parseWidgetSettings(host.settings);
  const { accountId, widgetCode, userId, language } = host.session;
  const name = `linia:${accountId}:${widgetCode}:${userId}`;
  const notices = createFaultNotices({
    page: host.page,
    say: host.say,
    language,
    supportContact: settings.supportContact,
    memory: toldMemory(pageStorage(), name),
    tab: seenTab,
    clock: browserClock,
  });
  const address = gatewayAddress(settings.gatewayUrl);
  if (address) return connectedDesk(host, twig, notices, address, name, settings.doNotCall);
  notices.refuse('gateway-address');
  const refuse = (): void => notices.tell('gateway-address');
  return { call: refuse, addSelected: refuse, close: () => notices.destroy() };
}

function connectedDesk(
  host: AmoHost,
  twig: TwigEngine,
  notices: FaultNotices,
  address: GatewayAddress,
  name: string,
  doNotCall: string,
): Desk {
  const { say, page, report } = host;
  const surface = createSurface();
  const lookup = createLookupDoor(
    async () => ((await host.load('lookup.js')) as LookupFactory)(host, browserClock),
    report,
  );
  const line = openAgentLine({
    name,
    lead: (inherited, changed) => lead(host, address, lookup, inherited, changed),
    locks: navigator.locks,
    clock: browserClock,
    report,
  });
  const run = async (command: AgentCommand): Promise<CommandTrouble | undefined> => {
    const trouble = await line.run(command);
    if (trouble) notices.tell(trouble);
    return trouble;
  };
  const told = { tell: (fault: Fault): void => notices.tell(fault), report };
  const render = createRender(twig);
  const shared = {
    line,
    run,
    say,
    language: host.session.language,
    navigate: page.navigate,
    clock: browserClock,
  };
  const openView = (place: HTMLElement, act: Act): TwigView =>
    createTwigView(place, render, browserClock, act);
  const lists = createListDoor({
    load: async () => (await host.load('dial.js')) as ListFactory,
    pane: {
      ...shared,
      ...{ name, doNotCall, openView },
      get: host.get,
      loadCsv: async () => (await host.load('csv.js')) as Csv,
      ...told,
      tab: seenTab,
      storage: pageStorage(),
    },
    ...told,
  });
  const setup = createSetupDoor({
    load: async () => (await host.load('phone-setup.js')) as SetupFactory,
    setup: {
      line,
      say,
      language: host.session.language,
      openView,
      page,
      report,
      hide: () => panel.hide(),
      storage: pageStorage(),
      tab: seenTab,
      clock: browserClock,
    },
    ...told,
  });
  const recent = document.createElement('div');
  const panel = createPanelDoor({
    load: async () => (await host.load('panel.js')) as PanelFactory,
    panel: {
      ...{ ...shared, surface, openView, bar: setup.bar, recent, panes: { list: lists, setup } },
      openResult: (callId) => results.open(callId),
    },
    ...told,
  });
  /** What the agent began with a click goes on in the panel, where the button is that ends it. */
  const runInPanel = async (command: AgentCommand): Promise<CommandTrouble | undefined> => {
    const trouble = await run(command);
    if (!trouble && ['answer', 'call'].includes(command.command)) panel.show();
    return trouble;
  };
  const results = createResultDoor({
    load: async () => (await host.load('result.js')) as ResultFactory,
    desk: {
      ...shared,
      name,
      recent,
      host,
      isLeader: line.isLeader,
      openView,
      lookup,
      tab: seenTab,
      locks: navigator.locks,
      ...told,
      opens: () => panel.hide(),
    },
    ...told,
  });
  const guard = guardCalls(page.setCallingStatus, line.isLeader, window);

  const undo = [
    page.linkStyle(),
    // The first to see a new picture: nothing keeps a card waiting.
    showCallCards({ ...shared, render, run: runInPanel, place: surface.card }),
    keepClearOfToasts(surface.root),
    tellShown(line, document),
    line.watch((picture) => guard.follow(picture)),
    line.watch((picture) => notices.follow(picture)),
    tellMissedCalls(line, host),
    createTabsDoor(async () => (await host.load('tabs.js')) as TabsFactory, {
      ...shared,
      ...{ name, tab: seenTab, report },
      marks: pageStorage('sessionStorage'),
      showPanel: () => panel.show(),
      fetchPhone: () => host.load('softphone.js'),
    }),
    () => guard.destroy(),
    () => notices.destroy(),
    whenConnected(line, () => whenPageIdle(() => panel.fetch())),
    whenConnected(line, ({ device }) => whenPageIdle(() => device === 'browser' && setup.fetch())),
    whenConnected(line, () => whenPageIdle(() => results.fetch())),
    () => results.destroy(),
    page.showPhoneIcon(() => panel.toggle()),
    followLists(line, lists, page),
    () => lists.destroy(),
    () => setup.destroy(),
    () => panel.destroy(),
    () => line.close(),
    () => surface.remove(),
  ];
  return {
    line,
    call: (number) => void runInPanel({ command: 'call', number }),
    addSelected() {
      const selection = page.selection();
      if (!selection) return;
      panel.showLists();
      lists.add(selection);
    },
    close: () => undo.forEach((step) => step()),
  };
}

/** This tab leads: it alone connects, rings and asks amoCRM. */
function lead(
  host: AmoHost,
  address: GatewayAddress,
  lookup: LookupDoor,
  inherited: AgentPicture,
  changed: (picture: AgentPicture) => void,
): Leader {
  const { report } = host;
  const channel = new GatewayChannel({
    address,
    postAuthorized: host.postAuthorized,
    clock: browserClock,
    random: Math.random,
    report,
  });
  const unwatchNetwork = watchNetwork(channel);
  const forgetLookup = whenPageIdle(() => lookup.fetch());
  const leader = startLeader({
    channel,
    inherited,
    changed,
    loadSoftphone: async () => (await host.load('softphone.js')) as SoftphoneFile,
    lookUp: lookup.lookUp,
    describe: lookup.describe,
    clock: browserClock,
    report,
  });
  return {
    ...leader,
    stop() {
      unwatchNetwork();
      forgetLookup();
      leader.stop();
    },
  };
}

/** The browser knows of a lost network long before the socket's own timeout. */
function watchNetwork(channel: GatewayChannel): () => void {
  const [back, gone] = [() => channel.hurry(), () => channel.cut()];
  window.addEventListener('online', back);
  window.addEventListener('offline', gone);
  return () => {
    window.removeEventListener('online', back);
    window.removeEventListener('offline', gone);
  };
}

/** Once, at the first picture of the gateway; returns the undo of both. */
function whenConnected(line: OpenAgentLine, begin: (agent: AgentIdentity) => () => void): () => void {
  let undo: (() => void) | undefined;
  const off = line.watch(({ agent }) => {
    if (agent) undo ??= begin(agent);
  });
  return () => {
    off();
    undo?.();
  };
}

/** The counter at the phone icon; and who has a list has its file at hand, for cards that open while it calls. */
function followLists(line: OpenAgentLine, lists: ListDoor, page: AmoHost['page']): () => void {
  let shown = 0;
  return line.watch((picture) => {
    const { left } = listInSight(picture);
    if (left > 0) lists.fetch();
    if (left !== shown) page.countAtPhoneIcon(left);
    shown = left;
  });
}

/** Once per agent: by the leader tab (decided.md 9). */
function tellMissedCalls(line: OpenAgentLine, { page, say }: AmoHost): () => void {
  let before: AgentPicture | undefined;
  return line.watch((picture) => {
    const missed = before && line.isLeader() ? newlyMissed(before, picture) : [];
    before = picture;
    for (const call of missed) page.tellMissedCall(missedCallNotice(call, picture.callers[call.id], say));
  });
}
