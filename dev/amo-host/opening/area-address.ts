import type { AccountState } from '../account/account-state';
import { isEntityType, type EntityType } from '../account/entity';

const PAGES: Readonly<Record<string, string>> = {
  dashboard: '/dashboard/',
  leads: '/leads/list/',
  'leads-pipeline': '/leads/pipeline/',
  contacts: '/contacts/list/contacts/',
  companies: '/contacts/list/companies/',
  customers: '/customers/list/',
  todo: '/todo/list/',
  mail: '/mail/',
  stats: '/stats/',
  settings: '/settings/widgets/',
  widgetsSettings: '/settings/widgets/',
};
const CARDS = ['leads_card', 'contacts_card', 'companies_card', 'customers_card'] as const;
const OWN_PAGES = ['advanced-settings', 'widget-page'] as const;

/** The names by which `APP.getWidgetsArea()` tells where the user is; the last two mean the widget's own pages. */
export const AREA_NAMES: readonly string[] = [...Object.keys(PAGES), ...CARDS, ...OWN_PAGES];

function firstCard(state: AccountState, type: EntityType): string {
  const [id] = state.entities(type).keys();
  return `/${type}/detail/${id ?? 0}`;
}

/** The address of an area, or nothing for a name that amoCRM does not have. A card is the first one of its list. */
export function areaAddress(state: AccountState, area: string, widgetCode: string): string | undefined {
  const type = area.replace(/_card$/, '');
  if (area.endsWith('_card') && isEntityType(type)) return firstCard(state, type);
  if (area === 'advanced-settings') return `/settings/widgets/advanced/${widgetCode}/`;
  if (area === 'widget-page') return `/widget_page/${widgetCode}/`;
  return PAGES[area];
}
