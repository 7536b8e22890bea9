import { z } from 'zod';
import type { AccountState, InstalledWidget } from '../account/account-state';
import { NOTHING_FOUND, ok, selfLink, type ApiRequest, type ApiRoute } from './api-route';
import { checkedObject } from './body-check';
import { readManifest } from './widget-folder';
import { ApiProblem } from './problem';

function adminOnly(request: ApiRequest): void {
  if (request.actor.kind === 'user' && !request.actor.user.isAdmin) throw ApiProblem.forbidden();
}

/** Settings are for the widget's own integration; everybody else sees that the widget is there. */
const view = (widget: InstalledWidget, request: ApiRequest) => ({
  id: 1,
  code: widget.code,
  version: readManifest(widget.directory)?.widget.version ?? '1.0.0',
  rating: 0,
  settings_template: Object.entries(readManifest(widget.directory)?.settings ?? {}).map(([key, field]) => ({
    key,
    name: field.name ?? key,
    type: field.type,
    is_required: field.required ?? false,
  })),
  is_lead_source: false,
  is_work_with_dp: false,
  is_crm_template: false,
  client_uuid: widget.clientUuid,
  is_active_in_account: widget.active,
  pipeline_id: null,
  settings: request.actor.kind === 'integration' ? widget.settings : null,
  _links: selfLink(request, `/api/v4/widgets/${widget.code}`),
});

function named(state: AccountState, request: ApiRequest): InstalledWidget {
  const widget = state.widgets.get(request.params['code'] ?? '');
  if (!widget) throw ApiProblem.of(404, 'Widget not found');
  return widget;
}

export const widgetRoutes = (state: AccountState): ApiRoute[] => [
  {
    path: '/api/v4/widgets',
    methods: {
      GET: (request) => {
        adminOnly(request);
        if (state.widgets.size === 0) return NOTHING_FOUND;
        const widgets = [...state.widgets.values()].map((widget) => view(widget, request));
        return ok({ _total_items: widgets.length, _page: 1, _page_count: 1, _embedded: { widgets } });
      },
    },
  },
  {
    path: '/api/v4/widgets/:code',
    methods: {
      GET: (request) => {
        adminOnly(request);
        return ok(view(named(state, request), request));
      },
      POST: (request) => {
        adminOnly(request);
        const widget = named(state, request);
        widget.settings = {
          ...widget.settings,
          ...checkedObject(request.body, z.record(z.string(), z.unknown())),
        };
        widget.active = true;
        return ok(view(widget, request));
      },
      DELETE: (request) => {
        adminOnly(request);
        named(state, request).active = false;
        return NOTHING_FOUND;
      },
    },
  },
];
