import { saw, together, type Fact } from '../fact';
import { ABSENT, BOOLEAN, FILLED_TEXT, INTEGER, listOf, listWith, PRESENT } from '../pattern';
import { problem, refusal } from '../refusal';

const DOCS = { source: 'crm_platform/widgets-api', trust: 'D' } as const;

/** Installed widgets and their settings. */
export const widgetFacts: readonly Fact[] = [
  {
    id: '7.7-widget',
    ...DOCS,
    says: 'A widget by its code: version, whether it is active, and the template of its settings.',
    needs: ['widget'],
    check: async (account) => {
      const { widgetCode: code = '' } = account.target;
      return saw(await account.get(`/api/v4/widgets/${code}`), {
        status: 200,
        type: 'hal',
        body: {
          code,
          version: FILLED_TEXT,
          is_active_in_account: BOOLEAN,
          settings_template: listOf({
            key: FILLED_TEXT,
            name: FILLED_TEXT,
            type: FILLED_TEXT,
            is_required: BOOLEAN,
          }),
        },
      });
    },
  },
  {
    id: '7.7-widgets',
    ...DOCS,
    says: 'The list of widgets has it too.',
    needs: ['widget'],
    check: async (account) => {
      const { widgetCode: code = '' } = account.target;
      return saw(await account.get('/api/v4/widgets?limit=250'), {
        status: 200,
        type: 'hal',
        body: { _page: 1, _embedded: { widgets: listWith({ id: INTEGER, code }) } },
      });
    },
  },
  {
    id: '7.7-widget-missing',
    ...DOCS,
    says: 'A code that no widget has: 404.',
    check: async (account) => saw(await account.get('/api/v4/widgets/no_such_widget_7f3a'), problem(404)),
  },
  {
    id: '7.7-widget-install-missing',
    ...DOCS,
    says: 'Nor can it be installed: 404.',
    check: async (account) =>
      saw(await account.post('/api/v4/widgets/no_such_widget_7f3a', { key: 'x' }), problem(404)),
  },
  {
    id: '7.7-widgets-for-agents',
    ...DOCS,
    says: 'Everybody may read which widgets there are.',
    needs: ['agent', 'widget'],
    check: async (account) =>
      saw(await account.get('/api/v4/widgets', account.asAgent), {
        status: 200,
        body: { _embedded: { widgets: listOf({ settings: ABSENT }) } },
      }),
  },
  {
    id: '7.7-widget-settings-of-its-own',
    ...DOCS,
    says: 'The settings are told to the key of the widget’s own integration and to nobody else.',
    needs: ['agent', 'widget', 'stand-in'],
    check: async (account) => {
      const path = `/api/v4/widgets/${account.target.widgetCode}`;
      return together(
        saw(await account.get(path), { status: 200, body: { settings: PRESENT } }),
        saw(await account.get(path, account.asAgent), { status: 200, body: { settings: ABSENT } }),
      );
    },
  },
  {
    id: '7.7-widget-install-for-agents',
    ...DOCS,
    says: 'Installing and removing is for administrators: 403.',
    needs: ['agent', 'widget', 'stand-in'],
    check: async (account) =>
      saw(
        await account.post(
          `/api/v4/widgets/${account.target.widgetCode}`,
          { server: 'https://example.com' },
          account.asAgent,
        ),
        problem(403),
      ),
  },
  refusal({
    id: '7.7-widget-install-without-required',
    ...DOCS,
    says: 'An installation without a required setting: FieldMissing.',
    needs: ['widget', 'stand-in'],
    path: async (account) => `/api/v4/widgets/${account.target.widgetCode}`,
    body: () => ({ users: {} }),
    at: 'server',
    code: 'FieldMissing',
  }),
  refusal({
    id: '7.7-widget-users-list',
    ...DOCS,
    trust: 'likely',
    says: 'Values by user are an object by user id, not a list: InvalidType.',
    needs: ['widget', 'stand-in'],
    path: async (account) => `/api/v4/widgets/${account.target.widgetCode}`,
    body: () => ({ server: 'https://example.com', users: ['101'] }),
    at: 'users',
    code: 'InvalidType',
  }),
  {
    id: '7.7-widget-install-and-remove',
    ...DOCS,
    says: 'POST of settings switches a widget on, DELETE switches it off (204).',
    // On a real account this would switch a working widget off.
    needs: ['widget', 'stand-in'],
    check: async (account) => {
      const { widgetCode: code = '' } = account.target;
      const removed = await account.delete(`/api/v4/widgets/${code}`);
      const off = await account.get(`/api/v4/widgets/${code}`);
      const installed = await account.post(`/api/v4/widgets/${code}`, { server: 'https://example.com' });
      return together(
        saw(removed, { status: 204, isEmpty: true }),
        saw(off, { status: 200, body: { is_active_in_account: false } }),
        saw(installed, { status: 200, type: 'hal', body: { code, is_active_in_account: true } }),
      );
    },
  },
  {
    id: '7.7-widget-settings-object',
    ...DOCS,
    trust: 'likely',
    says: 'Settings that are no object: 400.',
    needs: ['widget', 'stand-in'],
    check: async (account) =>
      saw(await account.post(`/api/v4/widgets/${account.target.widgetCode}`, 'everything'), problem(400)),
  },
];
