import type { AccountState } from '../account/account-state';
import { GROUPS } from '../account/account-user';
import { TASK_TYPES } from '../account/activity';
import { CUSTOM_FIELDS } from '../account/custom-field';
import { PIPELINES, type Pipeline } from '../account/pipeline';
import { ok, selfLink, type ApiRequest, type ApiRoute } from './api-route';
import { listOf } from './nested-query';
import { pageOf } from './paging';
import { ApiProblem } from './problem';

/** What this account calls its leads. */
const ENTITY_NAMES = {
  leads: {
    ru: { gender: 'f', plural_form: { default: 'сделки' }, singular_form: { default: 'сделка' } },
    en: { gender: 'f', plural_form: { default: 'leads' }, singular_form: { default: 'lead' } },
  },
};

function accountView(state: AccountState, request: ApiRequest): object {
  const wanted = new Set(listOf(request.query['with']));
  const embedded = {
    ...(wanted.has('users_groups') && {
      users_groups: GROUPS.map(({ id, name, uuid }) => ({ id, name, uuid })),
    }),
    ...(wanted.has('task_types') && { task_types: TASK_TYPES }),
    ...(wanted.has('amojo_rights') && { amojo_rights: { can_direct: true, can_create_groups: false } }),
    ...(wanted.has('datetime_settings') && {
      datetime_settings: {
        date_pattern: 'd.m.Y H:i',
        short_date_pattern: 'd.m.Y',
        short_time_pattern: 'H:i',
        date_formant: 'd.m.Y',
        time_format: 'H:i:s',
        timezone: state.account.timezone,
        timezone_offset: '+03:00',
      },
    }),
  };
  return {
    id: state.account.id,
    name: state.account.name,
    subdomain: state.account.subdomain,
    current_user_id: request.actor.user.id,
    country: 'RU',
    currency: state.platform.currency,
    currency_symbol: state.platform.currency === 'RUB' ? '₽' : '$',
    ...(state.platform.hasCustomers && { customers_mode: 'segments' }),
    is_unsorted_on: true,
    is_loss_reason_enabled: true,
    is_helpbot_enabled: false,
    is_technical_account: false,
    contact_name_display_order: 1,
    // The official PHP client reads it without looking whether it is there.
    mobile_feature_version: 1,
    ...(wanted.has('version') && { version: 14 }),
    ...(wanted.has('amojo_id') && { amojo_id: '7b2f9c1e-0f5d-4f0e-8d36-30100200aaaa' }),
    ...(wanted.has('drive_url') && { drive_url: request.origin }),
    ...(wanted.has('is_api_filter_enabled') && { is_api_filter_enabled: true }),
    ...(wanted.has('entity_names') && { entity_names: ENTITY_NAMES }),
    ...(wanted.has('invoices_settings') && { invoices_settings: { lang: 'ru', invoices_catalog_id: null } }),
    _links: selfLink(request, '/api/v4/account'),
    _embedded: embedded,
  };
}

const pipelineView = (pipeline: Pipeline, request: ApiRequest) => ({
  id: pipeline.id,
  name: pipeline.name,
  sort: 1,
  is_main: pipeline.isMain,
  is_unsorted_on: true,
  is_archive: false,
  _links: selfLink(request, `/api/v4/leads/pipelines/${pipeline.id}`),
  _embedded: {
    statuses: pipeline.statuses.map((status) => ({
      ...status,
      is_editable: status.type === 0,
      pipeline_id: pipeline.id,
      _links: selfLink(request, `/api/v4/leads/pipelines/${pipeline.id}/statuses/${status.id}`),
    })),
  },
});

/** What rarely changes: the account, its pipelines and its fields. */
export const accountRoutes = (state: AccountState): ApiRoute[] => [
  { path: '/api/v4/account', methods: { GET: (request) => ok(accountView(state, request)) } },
  {
    path: '/api/v4/leads/pipelines',
    methods: {
      GET: (request) =>
        ok({
          _total_items: PIPELINES.length,
          _links: selfLink(request, '/api/v4/leads/pipelines'),
          _embedded: { pipelines: PIPELINES.map((pipeline) => pipelineView(pipeline, request)) },
        }),
    },
  },
  {
    path: '/api/v4/leads/pipelines/:id(^\\d+$)',
    methods: {
      GET: (request) => {
        const pipeline = PIPELINES.find(({ id }) => String(id) === request.params['id']);
        if (!pipeline) throw ApiProblem.of(404, 'Pipeline not found');
        return ok(pipelineView(pipeline, request));
      },
    },
  },
  ...state.entityTypes.map((type) => ({
    path: `/api/v4/${type}/custom_fields`,
    methods: {
      GET: (request: ApiRequest) =>
        pageOf(
          request,
          'custom_fields',
          CUSTOM_FIELDS[type],
          ({ enums, ...field }) => ({
            ...field,
            enums: Object.entries(enums).map(([value, id], sort) => ({ id, value, sort })),
          }),
          { withTotal: true },
        ),
    },
  })),
];
