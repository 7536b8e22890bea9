import { z } from 'zod';
import type { AccountState, InstalledWidget } from '../account/account-state';
import type { Actor } from '../account/account-user';
import { NOTHING_FOUND, ok, selfLink, type ApiRequest, type ApiRoute } from './api-route';
import { checkedObject } from './body-check';
import { pageOf } from './paging';
import { ApiProblem } from './problem';
import { readManifest, widgetText } from './widget-folder';

function adminOnly({ actor }: ApiRequest): void {
  if (actor.kind === 'user' && !actor.user.isAdmin) throw ApiProblem.forbidden();
}

const isOwnKey = (actor: Actor, widget: InstalledWidget): boolean =>
  actor.kind === 'integration' && actor.clientUuid === widget.clientUuid;

const fieldsOf = ({ directory }: InstalledWidget) => Object.entries(readManifest(directory)?.settings ?? {});

const view = (state: AccountState, widget: InstalledWidget, request: ApiRequest) => ({
  id: [...state.widgets.keys()].indexOf(widget.code) + 1,
  code: widget.code,
  version: readManifest(widget.directory)?.widget.version ?? '1.0.0',
  rating: 0,
  settings_template: fieldsOf(widget).map(([key, field]) => ({
    key,
    name: widgetText(widget.directory, field.name ?? key),
    type: field.type,
    is_required: field.required ?? false,
  })),
  is_lead_source: false,
  is_work_with_dp: false,
  is_crm_template: false,
  client_uuid: widget.clientUuid,
  is_active_in_account: widget.active,
  pipeline_id: null,
  _links: selfLink(request, `/api/v4/widgets/${widget.code}`),
});

/** Settings are for the key of the widget's own integration; everybody else sees that the widget is there. */
const detail = (state: AccountState, widget: InstalledWidget, request: ApiRequest) => ({
  ...view(state, widget, request),
  ...(isOwnKey(request.actor, widget) && { settings: widget.settings }),
});

const filled = z.union([z.string().min(1), z.number()]);
const login = z.object({ login: z.string(), password: z.string() });

/** The value of a setting by its type (docs, "widgets-api"). */
function valueOf(type: string): z.ZodType {
  if (type === 'users') return z.record(z.string(), z.union([z.string(), z.number()]));
  return type === 'users_lp' ? z.record(z.string(), login) : filled;
}

/** Which settings have to come, and in what shape; what the widget does not know is kept all the same. */
function settingsInput(widget: InstalledWidget) {
  const fields = fieldsOf(widget).map(([key, { type, required }]): [string, z.ZodType] => [
    key,
    required ? valueOf(type) : z.union([valueOf(type), z.literal('')]).optional(),
  ]);
  return z.looseObject(Object.fromEntries(fields));
}

function named(state: AccountState, request: ApiRequest): InstalledWidget {
  const widget = state.widgets.get(request.params['code'] ?? '');
  if (!widget) throw ApiProblem.of(404, 'Widget not found');
  return widget;
}

export const widgetRoutes = (state: AccountState): ApiRoute[] => [
  {
    path: '/api/v4/widgets',
    methods: {
      GET: (request) =>
        pageOf(request, 'widgets', [...state.widgets.values()], (widget) => view(state, widget, request)),
    },
  },
  {
    path: '/api/v4/widgets/:code',
    methods: {
      GET: (request) => ok(detail(state, named(state, request), request)),
      POST: (request) => {
        adminOnly(request);
        const widget = named(state, request);
        const given = checkedObject(request.body, settingsInput(widget));
        widget.settings = { ...widget.settings, ...given };
        widget.active = true;
        return ok(detail(state, widget, request));
      },
      DELETE: (request) => {
        adminOnly(request);
        named(state, request).active = false;
        return NOTHING_FOUND;
      },
    },
  },
];
