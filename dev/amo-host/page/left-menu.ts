import type { Boot } from './boot';
import { icon, type IconName } from './icons';
import type { WidgetData } from './loader/widget-data';
import { html } from './markup';

const ITEMS: readonly (readonly [IconName, string, string, string])[] = [
  ['desk', 'Рабочий стол', '/dashboard/', 'dashboard'],
  ['leads', 'Сделки', '/leads/list/', 'leads'],
  ['tasks', 'Задачи', '/todo/list/', 'todo'],
  ['contacts', 'Контакты', '/contacts/list/contacts/', 'contacts'],
  ['companies', 'Компании', '/contacts/list/companies/', 'companies'],
  ['user', 'Покупатели', '/customers/list/', 'customers'],
  ['mail', 'Почта', '/mail/', 'mail'],
  ['stats', 'Аналитика', '/stats/', 'stats'],
  ['settings', 'Настройки', '/settings/widgets/', 'settings'],
];

const initials = (name: string): string =>
  name
    .split(' ')
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');

export function drawLeftMenu(boot: Boot): void {
  const shown = ITEMS.filter(([, , , entity]) => entity !== 'customers' || boot.platform.hasCustomers);
  const items = shown.map(
    ([image, title, url, entity]) =>
      html`<a class="nav__menu__item js-navigate-link" href="${url}" data-entity="${entity}">
        <span class="nav__menu__item__icon">${icon(image)}</span>
        <span class="nav__menu__item__title">${title}</span>
      </a>`,
  );
  $('#left_menu').html(
    html`<button type="button" class="nav__user js-user-menu" title="${boot.user.name}">
        ${initials(boot.user.name)}
      </button>
      <nav class="nav__menu">${items}</nav>
      <div class="nav__notifications">
        <div
          class="nav__notifications__toggler js-notifications-toggler"
          role="button"
          tabindex="0"
          title="Уведомления"
        >
          ${icon('bell')}<span class="nav__counter nav__notifications__counter" style="display: none">0</span>
        </div>
      </div>`.text,
  );
  listenUserMenu(boot);
}

/** Items that widgets have in the menu by their manifest; drawn again whenever the list of widgets comes. */
export function drawWidgetItems(widgets: readonly WidgetData[], area: string): void {
  const items = widgets
    .filter(({ active }) => active === 'Y')
    .flatMap(({ code, left_menu }) => left_menu.map((item) => ({ code, item })));
  const markup = items.map(({ code, item }) => {
    const isHere = area === `widget-page:${code}`;
    return html`<a
      class="nav__menu__item nav__menu__item_widget js-navigate-link ${isHere && 'nav__menu__item_active'}"
      href="/widget_page/${code}/${item.code}/"
    >
      <span class="nav__menu__item__icon">${icon('widget')}</span>
      <span class="nav__menu__item__title">${item.title}</span>
    </a>`;
  });
  $('.nav__menu__item_widget').remove();
  $('.nav__menu__item[data-entity="settings"]').before(markup.map(({ text }) => text).join(''));
}

export function markMenuItem(entity: string): void {
  $('.nav__menu__item')
    .removeClass('nav__menu__item_active')
    .filter(`[data-entity="${entity}"]`)
    .addClass('nav__menu__item_active');
}

const isDark = (): boolean => document.documentElement.dataset['colorScheme'] === 'dark';

function toggleTheme(): void {
  const scheme = isDark() ? 'light' : 'dark';
  localStorage.setItem('standin_color_scheme', scheme);
  document.documentElement.dataset['colorScheme'] = scheme;
}

/** Other users open in a window of their own: a host name of their own, so with cookies and storage apart. */
const userAddress = (id: string): string => `${location.protocol}//u${id}.localhost:${location.port}/`;

function listenUserMenu(boot: Boot): void {
  $(document).on('click', '.js-user-menu', (event) => {
    event.stopPropagation();
    if ($('.user-menu').remove().length > 0) return;
    const others = Object.values(boot.managers).filter(({ id }) => id !== String(boot.user.id));
    $('body').append(
      html`<div class="user-menu">
        <div class="user-menu__name">${boot.user.name}</div>
        <div class="user-menu__login">${boot.user.login}</div>
        <button type="button" class="user-menu__item js-theme">
          ${isDark() ? 'Светлая тема' : 'Тёмная тема'}
        </button>
        <div class="user-menu__caption">Открыть окно другого пользователя</div>
        ${others.map(
          ({ id, title, is_admin }) =>
            html`<a class="user-menu__item" href="${userAddress(id)}" target="_blank" rel="noopener">
              ${title}${is_admin === 'Y' && ' · администратор'}
            </a>`,
        )}
      </div>`.text,
    );
  });
  $(document).on('click', '.js-theme', toggleTheme);
  $(document).on('click', () => $('.user-menu').remove());
}
