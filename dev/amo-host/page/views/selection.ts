import type { HostCollection } from '../host-model';
import { html, type Markup } from '../markup';
import { callWidget, callbackOf, captionOf, type WidgetInstance } from '../widget-instance';

export type RunningWidgets = () => Readonly<Record<string, WidgetInstance>>;

/** What stands in the head of a list while rows are ticked. */
export const selectionHead = (): Markup =>
  html`<div class="list-head__selection" hidden>
    <span class="list-head__selected"></span>
    <button type="button" class="button-input js-more">Ещё</button>
  </div>`;

export const tickAllCell = (): Markup =>
  html`<th class="list-table__tick">
    <input type="checkbox" class="js-tick-all" aria-label="Выбрать все" />
  </th>`;

export const tickCell = (name: string): Markup =>
  html`<td class="list-table__tick">
    <input type="checkbox" class="js-tick" aria-label="Выбрать: ${name}" />
  </td>`;

/** Keeps `checked` of the models in step with the boxes. */
export function bindTicks($holder: JQuery, models: HostCollection): void {
  const tell = (): void => {
    $holder.find('.list-row').each((_index, row) => {
      const isTicked = $(row).find('.js-tick').prop('checked') === true;
      models.get($(row).attr('data-id'))?.set('checked', isTicked);
      $(row).toggleClass('list-row_ticked', isTicked);
    });
    const count = models.where({ checked: true }).length;
    $holder.find('.list-head__selection').prop('hidden', count === 0);
    $holder.find('.list-head__selected').text(`Выбрано: ${count}`);
  };
  $holder.find('.js-tick-all').on('change', (event) => {
    $holder.find('.js-tick').prop('checked', $(event.currentTarget).prop('checked') as boolean);
    tell();
  });
  $holder.find('.js-tick').on('change', tell);
  $holder.find('#list_table').on('list:checkbox', tell);
}

/** What can be done with the ticked rows: by the widgets that take a selection, and by the page itself. */
export function bindMore(
  $holder: JQuery,
  callback: string,
  widgets: RunningWidgets,
  remove?: () => void,
): void {
  $holder.find('.js-more').on('click', (event) => {
    event.stopPropagation();
    $('.tips').remove();
    const $menu = $(html`<div class="tips" role="menu"></div>`.text);
    const add = (caption: string, act: () => void): void => {
      const item = html`<button type="button" class="tips-item" role="menuitem">${caption}</button>`;
      $menu.append($(item.text).on('click', act));
    };
    const takers = Object.values(widgets()).filter((widget) => callbackOf(widget, callback));
    for (const widget of takers) add(captionOf(widget, 'name'), () => void callWidget(widget, callback));
    if (takers.length === 0)
      $menu.append('<span class="tips-item tips-item_empty">Нет виджетов для этого списка</span>');
    if (remove) add('Удалить', remove);
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    $menu.css({ left, top: bottom + 4 }).appendTo('body');
  });
}
