import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Callers } from '../access/caller';
import type { DisposableTokens } from '../access/disposable-tokens';
import type { IntegrationHooks } from '../access/integration-hooks';
import type { AccountState } from '../account/account-state';
import { mayDo, type AccountUser } from '../account/account-user';
import { ENTITY_TYPES, isEntityType } from '../account/entity';
import { parseNestedQuery, textOf, type NestedQuery } from '../rest/nested-query';
import { sufferFaults } from '../rest/api-server';
import { checkedObject } from '../rest/body-check';
import { ApiProblem } from '../rest/problem';
import type { Faults } from '../standin/faults';
import { proxyPost } from './crm-post-proxy';
import { boardPage, dashboardPage } from './board-data';
import { cardPage, listPage, notificationPayload, taskPage } from './page-data';
import { keptSettings, widgetList } from './widget-list';

export interface PageServices {
  readonly state: AccountState;
  readonly callers: Callers;
  readonly disposableTokens: DisposableTokens;
  readonly faults: Faults;
  readonly accountUrl: () => string;
  readonly hooks: IntegrationHooks;
  /** Whose installation is told. */
  readonly integrationUuid: string;
}

function signedIn({ callers }: Pick<PageServices, 'callers'>, request: FastifyRequest): AccountUser {
  const user = callers.user(request.headers);
  if (!user) throw ApiProblem.unauthorized();
  return user;
}

const formOf = (request: FastifyRequest): NestedQuery =>
  typeof request.body === 'object' && request.body !== null
    ? (request.body as NestedQuery)
    : parseNestedQuery('');

const plain = (value: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(value ?? {})) as Record<string, unknown>;

/** `POST /ajax/v1/inbox/add/` with `request[…]`: what `APP.notifications.add_call` and `add_error` send. */
function addToInbox(services: PageServices, request: FastifyRequest): object {
  const user = signedIn(services, request);
  const given = plain(formOf(request)['request']);
  const text = (key: string): string => (typeof given[key] === 'string' ? given[key] : '');
  const receiver = services.state.user(Number(text('user'))) ?? user;
  const notification = services.state.notify({
    userId: receiver.id,
    type: text('type') === 'call' ? 'call' : 'error',
    header: text('header'),
    text: text('message'),
    link: text('link'),
    clickUrl: text('click_link'),
    createdAt: Number(text('date')) || services.state.now(),
    request: given,
  });
  return { status: 'ok', id: notification.id };
}

/** The page's own "Удалить"; REST v4 has no method for it. */
function deleteEntities({ state, callers }: PageServices, request: FastifyRequest): object {
  const user = signedIn({ callers }, request);
  const { type, ids } = checkedObject(
    request.body,
    z.object({ type: z.enum(ENTITY_TYPES), ids: z.array(z.int()) }),
  );
  const entities = ids.flatMap((id) => state.entities(type).get(id) ?? []);
  if (!entities.every((entity) => mayDo({ kind: 'user', user }, 'delete', entity)))
    throw ApiProblem.forbidden();
  for (const entity of entities) {
    entity.is_deleted = true;
    state.changed({ type, id: entity.id });
  }
  return { status: 'ok', deleted: entities.length };
}

const saveInput = z.object({
  code: z.string(),
  active: z.enum(['Y', 'N']),
  fields: z.record(z.string(), z.unknown()),
});

function saveWidget(services: PageServices, request: FastifyRequest): object {
  const user = signedIn(services, request);
  if (!user.isAdmin) throw ApiProblem.forbidden();
  const { code, active, fields } = checkedObject(request.body, saveInput);
  const widget = services.state.widgets.get(code);
  if (!widget) throw ApiProblem.of(404, 'Widget not found');
  widget.settings = { ...widget.settings, ...keptSettings(widget.directory, fields) };
  const wasActive = widget.active;
  widget.active = active === 'Y';
  if (widget.clientUuid === services.integrationUuid && widget.active !== wasActive) {
    if (widget.active) services.hooks.installed();
    else services.hooks.switchedOff();
  }
  return {
    status: 'ok',
    widget: widgetList([widget], 'widgetsSettings', services.state.languageOf(user.id))[code],
  };
}

/** Endpoints that widgets reach through the members of their base class. */
function mountHostAjax(app: FastifyInstance, services: PageServices): void {
  const breakable = {
    onRequest: (request: FastifyRequest) => sufferFaults(services.faults, request),
  };
  app.post('/ajax/v1/inbox/add', breakable, (request) => addToInbox(services, request));
  app.get('/ajax/v2/integrations/:uuid/disposable_token', breakable, async (request) => {
    const user = signedIn(services, request);
    const { uuid } = request.params as { uuid: string };
    const isKnown = [...services.state.widgets.values()].some(({ clientUuid }) => clientUuid === uuid);
    if (!isKnown) throw ApiProblem.of(404, 'Integration not found');
    return { token: await services.disposableTokens.tokenFor(user, services.accountUrl()) };
  });
  app.post('/ajax/widgets/list', (request) => {
    const user = signedIn(services, request);
    const area = textOf(formOf(request)['area']) ?? '';
    return {
      widgets: widgetList(services.state.widgets.values(), area, services.state.languageOf(user.id)),
      system: {},
    };
  });
  app.post('/ajax/widgets/save', (request) => saveWidget(services, request));
  app.post('/ajax/widgets/crm_post', (request, reply) => {
    signedIn(services, request);
    return proxyPost(request.body, reply);
  });
}

/** Data of the stand-in's own pages; no widget needs them. */
function mountPageData(app: FastifyInstance, services: PageServices): void {
  const { state } = services;
  const typeOf = (request: FastifyRequest) => {
    const { type } = request.params as { type: string };
    if (!isEntityType(type)) throw ApiProblem.of(404, 'No such list');
    return type;
  };
  app.get('/ajax/page/list/:type', (request) => {
    const { page, limit } = request.query as { page?: string; limit?: string };
    return listPage(
      state,
      signedIn(services, request),
      typeOf(request),
      Number(page) || 1,
      Number(limit) || 50,
    );
  });
  app.get('/ajax/page/card/:type/:id', (request) => {
    const { id } = request.params as { id: string };
    const card = cardPage(state, signedIn(services, request), typeOf(request), Number(id));
    if (!card) throw ApiProblem.of(404, 'No such card');
    return card;
  });
  app.post('/ajax/page/delete', (request) => deleteEntities(services, request));
  app.get('/ajax/page/pipeline', (request) => {
    const { id } = request.query as { id?: string };
    return boardPage(state, signedIn(services, request), Number(id));
  });
  app.get('/ajax/page/dashboard', (request) => dashboardPage(state, signedIn(services, request)));
  app.get('/ajax/page/tasks', (request) => (signedIn(services, request), { tasks: taskPage(state) }));
  app.get('/ajax/page/plain', (request) => (signedIn(services, request), {}));
  app.get('/ajax/page/notifications', (request) => {
    const user = signedIn(services, request);
    const own = state.notifications.filter(({ userId }) => userId === user.id);
    return { notifications: own.slice(-100).reverse().map(notificationPayload) };
  });
  app.post('/ajax/page/notifications/read', (request) => {
    const user = signedIn(services, request);
    for (const notification of state.notifications)
      if (notification.userId === user.id) notification.isRead = true;
    return { status: 'ok' };
  });
}

export function mountAjax(app: FastifyInstance, services: PageServices): void {
  mountHostAjax(app, services);
  mountPageData(app, services);
}
