import type { Place } from './app';
import type { Route } from './router';
import type { EntityType } from './views/entity-row';

const CARD: Record<EntityType, string> = {
  leads: 'lcard',
  contacts: 'ccard',
  companies: 'comcard',
  customers: 'cucard',
};
const LIST: Record<EntityType, string> = {
  leads: 'llist',
  contacts: 'clist',
  companies: 'clist',
  customers: 'culist',
};

const place = (
  area: string,
  v3Area: string,
  systemArea: string,
  baseEntity: string,
  isCard = false,
): Place => ({
  area,
  v3Area,
  systemArea,
  baseEntity,
  isCard,
});

const card = (type: EntityType): Place => place(`${type}_card`, `${type}.card`, CARD[type], type, true);

/** The three names that amoCRM has for where the user is. */
export function placeOf(route: Route): Place {
  switch (route.page) {
    case 'list':
      return place(route.type, `${route.type}.list`, LIST[route.type], route.type);
    case 'card':
      return card(route.type);
    case 'new-contact':
      return card('contacts');
    case 'tasks':
      return place('todo', 'todo.list', 'tlist', 'todo');
    case 'widgets':
      return place('widgetsSettings', 'settings.widgets', 'settings', 'settings');
    case 'advanced':
      return place(
        `advanced-settings:${route.code}`,
        'widget.advanced_settings',
        'advanced_settings',
        'settings',
      );
    case 'widget-page':
      return {
        ...place(`widget-page:${route.code}`, 'widget.widget_page', 'widget_page', 'widget_page'),
        menuItem: { item_code: route.item, subitem_code: route.subitem },
      };
    case 'board':
      return place('leads-pipeline', 'leads.pipeline', 'pipeline', 'leads');
    case 'dashboard':
      return place('dashboard', 'dashboard', 'dashboard', 'dashboard');
    case 'plain':
      return place(route.name, route.name, route.name, route.name);
  }
}
