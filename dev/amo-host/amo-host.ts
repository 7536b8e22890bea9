/**
 * The stand-in of amoCRM: one port serves the page, its REST API, the files of the widgets and the hands of a tester
 * (`/__standin/…`). It keeps to amoCRM's documented contract and knows nothing of any particular widget.
 *
 * Who is signed in follows from the host name, because browsers keep cookies and storage by host name:
 * - `http://127.0.0.1:PORT/` is the first demo user; `/?user=504142` signs another one in, for all its windows;
 * - `http://u504142.localhost:PORT/` is always user 504142. Chromium and Firefox take `*.localhost` to the loopback
 *   and treat it as secure (microphone, WebRTC). So two agents are two windows of one browser, with storage apart.
 */
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { DEMO_INTEGRATION } from '../demo/demo-account';
import type { OfficeControl } from '../office/office-control';
import { callers } from './access/caller';
import { DisposableTokens } from './access/disposable-tokens';
import { IntegrationHooks } from './access/integration-hooks';
import { OAuthTokens, type Integration } from './access/oauth-tokens';
import { AMO_RATE_LIMIT, RateLimiter, type RateLimit } from './access/rate-limiter';
import { Sessions, userIdOfHost } from './access/sessions';
import type { AccountState } from './account/account-state';
import { demoAccountState } from './account/demo-data';
import { PLATFORMS, type Platform } from './account/platform';
import { mountAjax } from './host-pages/ajax-routes';
import { mountConsent } from './host-pages/consent-page';
import { bundlePage, mountFiles } from './host-pages/page-files';
import { mountUpload } from './host-pages/widget-upload';
import { bootData, shellHtml, type CoreVersion } from './host-pages/shell';
import { accountRoutes } from './rest/account-routes';
import { mountApi, pathOf, sendProblem } from './rest/api-server';
import { callRoutes } from './rest/call-routes';
import { complexLeadRoutes } from './rest/complex-lead-routes';
import { entityRoutes } from './rest/entity-routes';
import { eventRoutes } from './rest/event-routes';
import { legacyRoutes } from './rest/legacy-routes';
import { linkRoutes } from './rest/link-routes';
import { parseNestedQuery } from './rest/nested-query';
import { noteRoutes } from './rest/note-routes';
import { mountOAuth } from './rest/oauth-routes';
import { ApiProblem } from './rest/problem';
import { taskRoutes } from './rest/task-routes';
import { unsortedRoutes } from './rest/unsorted-routes';
import { userRoutes } from './rest/user-routes';
import { webhookRoutes } from './rest/webhook-routes';
import { widgetRoutes } from './rest/widget-routes';
import { endRequests } from './standin/end-requests';
import { Faults } from './standin/faults';
import { Findings } from './standin/findings';
import { liveFeed } from './standin/live-feed';
import { RequestLog } from './standin/request-log';
import { mountOffice, mountStandin } from './standin/standin-routes';
import { SYSTEM_CLOCK, type Clock } from './webhooks/clock';
import { hookFetch } from './webhooks/hook-fetch';
import { WebhookRegistry } from './webhooks/webhook-registry';
import { WebhookSender } from './webhooks/webhook-sender';

export interface HostedWidget {
  readonly code: string;
  /** Folder with `manifest.json`, `script.js`, `i18n/` as they would lie in `widget.zip`. */
  readonly directory: string;
  readonly clientUuid: string;
  readonly settings: Record<string, unknown>;
  /** Default: installed and switched on. */
  readonly active?: boolean;
}

export interface AmoHostOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly listen?: string;
  /** Default: amoCRM. */
  readonly platform?: Platform['name'];
  /** Under which address browsers and the gateway see it, when a proxy stands before it: `https://demo.amocrm.ru`. */
  readonly publicUrl?: string;
  /** Authority in PEM whose servers of integrations are believed beside those that the machine believes. */
  readonly trusts?: string;
  readonly widgets: readonly HostedWidget[];
  readonly integration?: Integration;
  /** Shows the panel that plays the customers. */
  readonly office?: OfficeControl;
  /** Default: amoCRM's own. `false`: none. */
  readonly rateLimit?: RateLimit | false;
  /** By which webhooks are sent again. */
  readonly clock?: Clock;
}

export interface AmoHost {
  readonly url: string;
  readonly port: number;
  /** Everything that the account remembers, for tests to read. */
  readonly state: AccountState;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Breaches of amoCRM's rules that the pages have seen. */
  readonly findings: Findings;
  readonly tokens: OAuthTokens;
  readonly webhooks: WebhookSender;
  /** Where the user's own browser window is: a host name of its own. */
  urlFor(userId: number): string;
  /** A session cookie as the browser of this user would send it. */
  cookieFor(userId: number): string;
  /** A release of amoCRM: open pages reload by its rules. */
  releaseCore(part: keyof CoreVersion): void;
  close(): Promise<void>;
}

/** Everything of the API that needs the account only. */
const STATE_ROUTES = [
  entityRoutes,
  linkRoutes,
  noteRoutes,
  taskRoutes,
  callRoutes,
  complexLeadRoutes,
  unsortedRoutes,
  eventRoutes,
  userRoutes,
  accountRoutes,
  widgetRoutes,
  legacyRoutes,
];

/** Addresses that are pages of the application. */
const PAGES = /^\/($|contacts|companies|leads|customers|todo|dashboard|mail|stats|settings|widget_page)/;

function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    if (text === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(text)));
    } catch {
      done(ApiProblem.of(400, 'Request body is not valid JSON'));
    }
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => done(null, parseNestedQuery(String(text))),
  );
}

interface PageDeps {
  readonly state: AccountState;
  readonly sessions: Sessions;
  readonly core: () => CoreVersion;
  readonly hasOffice: boolean;
}

function mountPages(app: FastifyInstance, { state, sessions, core, hasOffice }: PageDeps): void {
  const fallback = state.users[0]?.id ?? 0;
  const userOf = (request: FastifyRequest): number => {
    const asked = Number((request.query as { user?: string }).user);
    return userIdOfHost(request.headers.host) ?? (asked || sessions.userId(request.headers) || fallback);
  };
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const isForeign = !state.platform.hasCustomers && path.startsWith('/customers');
    if (request.method !== 'GET' || isForeign || !PAGES.test(path))
      return sendProblem(reply, ApiProblem.of(404, `Not found: ${path}`));
    const user = state.user(userOf(request));
    if (!user) return sendProblem(reply, ApiProblem.of(404, 'No such user'));
    if (sessions.userId(request.headers) !== user.id)
      reply.header('Set-Cookie', sessions.cookie(sessions.open(user.id)));
    return reply.type('text/html; charset=utf-8').send(shellHtml(bootData(state, user, core(), hasOffice)));
  });
}

export async function startAmoHost(options: AmoHostOptions): Promise<AmoHost> {
  const listen = options.listen ?? '127.0.0.1';
  const integration = options.integration ?? DEMO_INTEGRATION;
  const platform = PLATFORMS[options.platform ?? 'amocrm'];
  const state = demoAccountState(undefined, platform);
  for (const { active = true, ...widget } of options.widgets)
    state.widgets.set(widget.code, { ...widget, active });
  const sessions = new Sessions();
  const tokens = new OAuthTokens(integration, state.now);
  const faults = new Faults(tokens);
  const findings = new Findings();
  const requests = new RequestLog();
  const asking = callers(state, tokens, sessions);
  const disposableTokens = new DisposableTokens(integration, state.account, state.now);
  let core: CoreVersion = { frontend: '1', backend: '1' };
  const releaseCore = (part: keyof CoreVersion): void => {
    core = { ...core, [part]: String(Number(core[part]) + 1) };
  };

  const app = fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  });
  parseBodies(app);
  endRequests(app, requests, asking);
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'X-Core-Version': core.frontend, 'X-Core-Version-Backend': core.backend });
  });
  const limiter = new RateLimiter(
    options.rateLimit === false ? undefined : (options.rateLimit ?? AMO_RATE_LIMIT),
  );
  let url = '';
  const publicUrl = (): string => options.publicUrl ?? url;
  const toHooks = hookFetch(options.trusts);
  const registry = new WebhookRegistry(state);
  const webhooks = new WebhookSender(state, registry, () => url, options.clock ?? SYSTEM_CLOCK, toHooks);
  mountApi(
    app,
    [...STATE_ROUTES.flatMap((make) => make(state)), ...webhookRoutes(registry, () => webhooks.begin())],
    { state, callers: asking, limiter, faults },
  );
  mountOAuth(app, integration, tokens, faults);
  const account = {
    id: state.account.id,
    platform: platform.oauthNumber,
    host: () => new URL(publicUrl()).host,
  };
  const hooks = new IntegrationHooks(integration, tokens, account, toHooks);
  mountAjax(app, {
    state,
    callers: asking,
    disposableTokens,
    faults,
    accountUrl: publicUrl,
    hooks,
    integrationUuid: integration.clientUuid,
  });
  const forgetUploads = mountUpload(app, {
    ...{ state, callers: asking, integrationUuid: integration.clientUuid },
  });
  mountConsent(app, { integration, hooks, callers: asking, accountName: state.account.name });
  mountFiles(app, state, await bundlePage(), () => faults.scriptDelayMs);
  mountStandin(app, { state, faults, findings, requests, tokens, webhooks, releaseCore });
  if (options.office) mountOffice(app, options.office, state);
  mountPages(app, { state, sessions, core: () => core, hasOffice: options.office !== undefined });

  const feed = liveFeed(app.server, state, (request) => asking.user(request.headers));
  const stopOffice = options.office?.onChange(() =>
    feed.tell({ kind: 'office', calls: options.office?.calls() }),
  );
  await app.listen({ port: options.port, host: listen });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  url = `http://${listen}:${port}`;
  return {
    url,
    port,
    state,
    requests,
    faults,
    findings,
    tokens,
    webhooks,
    urlFor: (userId) => `http://u${userId}.localhost:${port}`,
    cookieFor: (userId) => sessions.cookie(sessions.open(userId)).split(';')[0] ?? '',
    releaseCore,
    close: async () => {
      stopOffice?.();
      webhooks.close();
      feed.close();
      await app.close();
      await forgetUploads();
    },
  };
}
