import fastify, { type FastifyInstance } from 'fastify';
import type { Server } from 'node:http';
import type { AccountId } from '../call/ids';
import type { Clock } from '../lib/clock';
import { joinableAccount } from './account-amo';
import { administrationRoute, type AdministrationRouteParts } from './administration/administration-route';
import { openAgiDoor } from './agi-door';
import { chooseOwner } from './choose-owner';
import { clientAddress } from './client-address';
import type { AccountHealth, AccountService } from './account-service';
import type { GatewayConfig } from './config';
import { hookRoute } from './crm/phone-index/hook-route';
import { healthRoute } from './health-route';
import type { Agent } from './hub/agent';
import { AgentAuth } from './hub/agent-auth';
import { tokenVerifier } from './hub/disposable-token';
import { allowedOrigins, type IsAllowedOrigin } from './hub/allowed-origins';
import { tellRefusedOrigins } from './hub/refused-origins';
import { linkCheck } from './hub/link-check';
import { ticketRoute } from './hub/ticket-route';
import { WidgetHub } from './hub/widget-hub';
import { journalRoute } from './journal/journal-route';
import { joiningRoutes } from './joining/joining-routes';
import type { Log } from './log';
import type { Metrics } from './operation/metrics';
import { metricsRoute } from './operation/metrics-route';
import { reportRoute, type ReportingPbx } from './pbx/webhook/report-route';
import { phoneCheckRoute } from './phone-checks/phone-check-route';
import { recordingRoute } from './recordings/recording-route';
import { dryRunEndpoint } from './routing/dry-run-endpoint';
import { routeEndpoint } from './routing/route-endpoint';
import { routedAccount } from './routed-account';
import type { ServedAccount, ServedAccounts } from './served-accounts';
import { StartError } from './start-error';
import type { Trouble } from './trouble';
import { FreshCertificate } from './tls/fresh-certificate';
import { createWebServer, takeUp } from './web-server';

export interface DoorParts {
  readonly config: GatewayConfig;
  readonly served: ServedAccounts;
  /** PBXs that post what happens, by their ids. */
  readonly reporting: ReadonlyMap<string, ReportingPbx>;
  readonly metrics: Metrics;
  /** `false` = what agents do now could not be kept. */
  readonly isStoreThere: () => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Door {
  readonly port: number;
  /** Of its certificate. */
  readonly trouble: Trouble | undefined;
  /** Browsers that are connected. */
  readonly sockets: number;
  /** Says that it is not ready, answers what was asked, and closes. */
  close(): Promise<void>;
}

/** HTTP and sockets for the widgets. */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const { config, served, metrics, clock, log } = parts;
  const { tls } = config.listen;
  let isStopping = false;
  const trustsProxy = proxiesOf(config) !== false;
  const now = (): number => clock.now();
  const ownPages = served.derived((all) => allowedOrigins(all.map(baseUrlOf), config.allowedOrigins));
  const isAllowedOrigin = tellRefusedOrigins((origin) => ownPages()(origin), now, log);
  /** The account may have gone between a ticket and its socket. */
  const hasLeft = ({ accountId, userId }: Agent): boolean =>
    served.get(accountId)?.service.people.hasLeft(userId) ?? true;
  const verify = served.derived((all) => tokenVerifier(all.map(trustedAccount), now));
  const auth = new AgentAuth({ verify: (token) => verify()(token), now, hasLeft, log });
  const app = openApp(config);
  const certificate =
    tls &&
    new FreshCertificate({
      ...tls,
      use: (renewed) => takeUp(app.server, renewed),
      clock,
      log,
    });
  healthRoute(app, {
    prefix: config.pathPrefix,
    health: () => healthOf(served),
    trouble: () => certificate?.trouble?.words,
    async unready() {
      if (isStopping) return 'stopping';
      return (await parts.isStoreThere()) ? undefined : 'no-store';
    },
    trustsProxy,
  });
  metricsRoute(app, { prefix: config.pathPrefix, metrics, key: config.metrics?.key, trustsProxy });
  await app.register(ticketRoute, {
    prefix: config.pathPrefix,
    isAllowedOrigin,
    ticketFor: (token, address) => auth.ticketFor(token, address),
    whoIs: (token, address) => auth.whoIs(token, address),
    beside(scope) {
      const whoIs = (token: string | undefined, address: string) => auth.whoIs(token, address);
      journalRoute(scope, { whoIs, journalOf: ({ accountId }) => serviceOf(served, accountId).journal });
      phoneCheckRoute(scope, {
        whoIs,
        mayRead: ({ accountId, userId }) => serviceOf(served, accountId).journal.mayRead(userId),
        list: ({ accountId }) => serviceOf(served, accountId).phoneChecks.list(),
      });
      administrationRoute(scope, { whoIs, ...administration(served) });
    },
    linkCheck({ accountId, userId }) {
      const service = serviceOf(served, accountId);
      const { desk, people } = service;
      const extension = people.extensionOf(userId);
      return linkCheck({ userId, desk, extension, pbx: service.health().pbx, now: now() });
    },
    settingsSaved: ({ accountId, userId }) => {
      const service = serviceOf(served, accountId);
      const isAdministrator = service.desk.roleOf(userId) === 'administrator';
      if (isAdministrator) service.settingsSaved();
      return isAdministrator;
    },
    log,
  });
  joiningRoutes(app, {
    accounts: () => served.all().map(({ account }) => joinableAccount(account)),
    prefix: config.pathPrefix,
    takeCode: (accountId, code, isAsked) => serviceOf(served, accountId).amo.takeCode(code, isAsked),
    uninstalled: (accountId) => serviceOf(served, accountId).amo.uninstalled(),
    clock,
    log,
  });
  await app.register(reportRoute, { prefix: config.pathPrefix, pbxes: parts.reporting, now, log });
  await app.register(hookRoute, {
    account: (id) => {
      const account = served.get(id as AccountId)?.account;
      return account && { accountId: account.id, secret: account.integration.secret };
    },
    prefix: config.pathPrefix,
    touched: (accountId, touched) => serviceOf(served, accountId).index.touch(touched),
  });
  const routed = (id: string) => {
    const account = served.get(id as AccountId);
    return account && routedAccount(account);
  };
  await app.register(dryRunEndpoint, { prefix: config.pathPrefix, account: routed });
  await app.register(routeEndpoint, { prefix: config.pathPrefix, account: routed, clock, log });
  await app.register(recordingRoute, {
    prefix: config.pathPrefix,
    account: (id) => served.get(id)?.service.recordings,
    now,
    log,
  });
  const hub = openHub(app.server, config, served, { auth, isAllowedOrigin, clock, log });
  await app.listen(config.listen).catch((error: unknown) => {
    throw StartError.noDoor('listen', config.listen, error);
  });
  const closeAgi = await openAgiDoor(config.agi, { account: routed, clock, log }).catch(
    async (error: unknown) => {
      // A widget may have come in the meantime: its socket would hold the process.
      await hub.close();
      await app.close();
      throw error;
    },
  );
  certificate?.start();
  if (isOpenToAll(config))
    log.warn(
      { host: config.listen.host },
      'plain HTTP for other machines: give "listen.tls", or name the proxy before it in "trustProxy"',
    );
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : config.listen.port,
    get trouble() {
      return certificate?.trouble;
    },
    get sockets() {
      return hub.sockets;
    },
    async close() {
      isStopping = true;
      certificate?.stop();
      await hub.close();
      await closeAgi();
      const undo = clock.after(CLOSE_GRACE_MS, () => app.server.closeAllConnections());
      await app.close();
      undo();
    },
  };
}

/** What administrators may ask of their own account. */
function administration(served: ServedAccounts): Omit<AdministrationRouteParts, 'whoIs'> {
  const of = ({ accountId }: Agent): AccountService => serviceOf(served, accountId);
  return {
    isAdministrator: (agent) => of(agent).desk.roleOf(agent.userId) === 'administrator',
    delivery: (agent, kind, next) => of(agent).delivery.page(agent.userId, kind, next),
    resend: (agent, callId) => of(agent).resend(callId),
    forwarding: (agent) => of(agent).router?.forwarding(),
    async dryRun(agent, number, at) {
      const { router, callers } = of(agent);
      if (!router) return undefined;
      const tried = await router.dryRun(number, at);
      const owner = (await callers.ownersFor(agent.userId, tried.number))?.[0]?.name;
      return { ...tried, ...(owner && { owner }) };
    },
    staff: (agent) => of(agent).staff(),
    faults: (agent) => of(agent).faults.list(),
  };
}

/** A request that is not answered by then when the gateway stops is cut. */
const CLOSE_GRACE_MS = 2_000;
/** No body of an agent or of amoCRM is longer, unless its route says so. */
const LONGEST_BODY = 64 * 1024;

function openApp(config: GatewayConfig): FastifyInstance {
  return fastify({
    logger: false,
    // Those that wait for an answer get it; how long that may take, `close` says.
    forceCloseConnections: 'idle',
    trustProxy: proxiesOf(config),
    bodyLimit: LONGEST_BODY,
    serverFactory: (listener) => createWebServer(listener, config.listen.tls?.certificate),
  });
}

const isOpenToAll = ({ listen, trustProxy = [] }: GatewayConfig): boolean =>
  !listen.tls && trustProxy.length === 0 && !/^(127\.|::1$|localhost$)/.test(listen.host);

interface HubNeeds {
  readonly auth: AgentAuth;
  readonly isAllowedOrigin: IsAllowedOrigin;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sockets of the widgets, each tied to the desk of its account. */
function openHub(
  server: Server,
  { pathPrefix, trustProxy = [] }: GatewayConfig,
  served: ServedAccounts,
  { auth, isAllowedOrigin, clock, log }: HubNeeds,
): WidgetHub {
  const deskOf = (agent: { readonly accountId: AccountId }) => serviceOf(served, agent.accountId).desk;
  const resultsOf = (agent: Pick<Agent, 'accountId'>) => serviceOf(served, agent.accountId).results;
  const listsOf = (agent: Pick<Agent, 'accountId'>) => serviceOf(served, agent.accountId).dialLists;
  const hub = new WidgetHub(server, {
    path: `${pathPrefix}/socket.io`,
    isAllowedOrigin,
    addressOf: clientAddress(trustProxy),
    agentOf: (raw) => auth.agentOf(raw),
    stateOf: (agent) => deskOf(agent).stateFor(agent.userId),
    callersOf: ({ accountId, userId }, calls) => {
      const { callers } = serviceOf(served, accountId);
      return Promise.all(calls.map((view) => callers.callerFor(userId, view)));
    },
    resultsOf: (agent) => resultsOf(agent).awaitedBy(agent.userId),
    diallingOf: (agent) => listsOf(agent).stateFor(agent.userId),
    present: ({ accountId, userId }, isThere) => served.get(accountId)?.service.present(userId, isThere),
    commands: {
      roleOf: (agent) => deskOf(agent).roleOf(agent.userId),
      placeCall: (agent, number) => deskOf(agent).placeCall(agent.userId, number),
      hangUp: (agent, callId) => deskOf(agent).hangUp(agent.userId, callId),
      phoneAccount: async (agent) => deskOf(agent).phoneAccount(agent.userId),
      colleagues: async (agent, find) => ({ ok: true, value: deskOf(agent).colleagues(agent.userId, find) }),
      chooseStatus: (agent, { status }) => deskOf(agent).chooseStatus(agent.userId, status),
      chooseOwner: (agent, choice) =>
        chooseOwner(serviceOf(served, agent.accountId), agent.userId, choice, (caller) =>
          hub.pushCaller(agent, caller),
        ),
      saveResult: (agent, callId, result) => resultsOf(agent).save(agent.userId, callId, result),
      closeResult: (agent, callId) => resultsOf(agent).close(agent.userId, callId),
      cardShown: async ({ accountId, userId }, { callId, page }) => {
        const { desk, journalWriter } = serviceOf(served, accountId);
        if (!desk.stateFor(userId).calls.some(({ id }) => id === callId))
          return { ok: false, fault: 'unknown-call' };
        journalWriter.cardShown(callId, userId, page);
        return { ok: true, value: null };
      },
      phoneCheck: ({ accountId, userId }, report) =>
        serviceOf(served, accountId).phoneChecks.save(userId, report),
      recentCalls: async ({ accountId, userId }) => {
        const { desk, journal } = serviceOf(served, accountId);
        const { extension } = desk.stateFor(userId).agent;
        return { ok: true, value: await journal.recent(userId, extension, clock.now()) };
      },
      callQuality: async ({ accountId, userId }, { callId, quality }) => {
        const { desk, journalWriter } = serviceOf(served, accountId);
        if (!desk.stateFor(userId).calls.some(({ id }) => id === callId))
          return { ok: false, fault: 'unknown-call' };
        journalWriter.quality(callId, userId, quality);
        return { ok: true, value: null };
      },
      saveDraft: (agent, callId, draft) => resultsOf(agent).saveDraft(agent.userId, callId, draft),
      dialAdd: (agent, asked) => listsOf(agent).add(agent.userId, asked),
      dialRows: (agent, asked) => listsOf(agent).rows(agent.userId, asked),
      dialDo: (agent, asked) => listsOf(agent).carryOut(agent.userId, asked),
      dialEdit: (agent, asked) => listsOf(agent).edit(agent.userId, asked),
      dialTeam: (agent, asked) => listsOf(agent).team.now(agent.userId, asked),
      dialRuns: (agent, asked) => listsOf(agent).team.runs(agent.userId, asked),
      dialCalls: (agent, asked) => listsOf(agent).team.calls(agent.userId, asked),
    },
    clock,
    log,
  });
  const ofAccount = (accountId: AccountId) => hub.agents().filter((agent) => agent.accountId === accountId);
  const connect = ({ account: { id: accountId }, service }: ServedAccount): void => {
    const { desk, callers, people, results, dialLists, meter } = service;
    dialLists.on('changed', (userId) => hub.pushDialling({ accountId, userId }));
    results.on('changed', (userId) => hub.pushResults({ accountId, userId }));
    callers.on('changed', ({ userId, caller }) => hub.pushCaller({ accountId, userId }, caller));
    people.onLeft((userId) => hub.disconnect({ accountId, userId }));
    desk.on('view', ({ userId, view }) => {
      const agent = { accountId, userId };
      hub.pushCall(agent, view);
      meter.viewSent();
      void callers.callerForNew(userId, view).then((caller) => caller && hub.pushCaller(agent, caller));
    });
    desk.on('stateOf', (userId) => hub.pushState({ accountId, userId }));
    desk.on('state', () => {
      for (const agent of ofAccount(accountId)) hub.pushState(agent);
    });
    // Those who were there when the account changed.
    for (const agent of ofAccount(accountId)) {
      service.present(agent.userId, true);
      hub.pushState(agent);
      hub.pushResults(agent);
      hub.pushDialling(agent);
    }
  };
  served.all().forEach(connect);
  served.on('came', connect);
  served.on('gone', (accountId) => {
    for (const agent of ofAccount(accountId)) hub.disconnect(agent);
  });
  return hub;
}

/** Tickets and redirects are for accounts of the configuration only. */
function serviceOf(served: ServedAccounts, accountId: AccountId): AccountService {
  const service = served.get(accountId)?.service;
  if (!service) throw new Error(`No account ${accountId} in the configuration`);
  return service;
}

/** Nobody's word for it unless the configuration says whose. */
const proxiesOf = ({ trustProxy = [] }: GatewayConfig): string[] | false =>
  trustProxy.length > 0 && [...trustProxy];

const baseUrlOf = ({ account: { baseUrl } }: ServedAccount) => ({ baseUrl });

function trustedAccount({ account: { id, integration, devIssuerHosts } }: ServedAccount) {
  const { clientUuid, secret, redirectUri } = integration;
  return { accountId: id, clientUuid, clientSecret: secret, redirectUri, extraIssuerHosts: devIssuerHosts };
}

export function healthOf(served: ServedAccounts): Record<AccountId, AccountHealth> {
  return Object.fromEntries(served.all().map(({ account, service }) => [account.id, service.health()]));
}
