import type { WidgetData } from './loader/widget-data';
import { html, type Markup } from './markup';
import type { EntityRow } from './views/entity-row';
import { callbackOf, callWidget, type WidgetInstance } from './widget-instance';

/** What a widget's callbacks answer for one of its goods; anything may be missing. */
interface Element {
  readonly id: unknown;
  readonly name?: unknown;
  readonly price?: unknown;
  readonly quantity?: unknown;
}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const elementsOf = (answer: unknown): readonly Element[] =>
  Array.isArray(answer)
    ? answer.filter((each): each is Element => typeof each === 'object' && each !== null)
    : [];

const row = ({ id, name, price, quantity }: Element, button: string): Markup =>
  html`<li class="sdk-tab__row">
    <span>${text(name)}</span>
    <span class="sdk-tab__price">${text(price)}${quantity !== undefined && ` × ${text(quantity)}`}</span>
    <button type="button" class="button-cancel" data-id="${text(id)}">${button}</button>
  </li>`;

/** The tab of one widget in one card: what is linked, what is offered, and a search (docs, "card"). */
class SdkTab {
  private readonly $body: JQuery;

  constructor(
    private readonly code: string,
    private readonly widget: WidgetInstance,
    private readonly entity: EntityRow,
  ) {
    this.$body = $(
      html`<div class="sdk-tab" id="${code}" hidden>
        <ul class="sdk-tab__linked"></ul>
        <input class="text-input sdk-tab__search" placeholder="Добавить" aria-label="Поиск товара" />
        <ul class="sdk-tab__offers"></ul>
      </div>`.text,
    ).appendTo('.card-main');
    this.$body.on('input', '.sdk-tab__search', () => {
      const query = String(this.$body.find('.sdk-tab__search').val());
      void this.fill(
        '.sdk-tab__offers',
        'Добавить',
        'searchDataInCard',
        query,
        entity.elementType,
        entity.id,
      );
    });
    this.$body.on('click', '.sdk-tab__offers button', (event) => void this.link('link', event.currentTarget));
    this.$body.on(
      'click',
      '.sdk-tab__linked button',
      (event) => void this.link('unlink', event.currentTarget),
    );
  }

  /** A widget may also draw into `#CODE` itself: then our lists are gone, and nobody misses them. */
  open(): void {
    void this.showLinked();
    void this.fill('.sdk-tab__offers', 'Добавить', 'loadPreloadedData');
  }

  private showLinked(): Promise<void> {
    const { elementType, kind, id } = this.entity;
    return this.fill('.sdk-tab__linked', 'Убрать', 'loadElements', { id: elementType, type: kind }, id);
  }

  private async fill(list: string, button: string, callback: string, ...args: unknown[]): Promise<void> {
    try {
      const elements = elementsOf(await callWidget(this.widget, callback, ...args));
      this.$body.find(list).html(elements.map((element) => row(element, button).text).join(''));
    } catch (cause) {
      console.error(`widget ${this.code}: ${callback}`, cause);
    }
  }

  private async link(how: 'link' | 'unlink', button: globalThis.Element): Promise<void> {
    const item = {
      from: this.entity.type,
      from_id: this.entity.id,
      quantity: 1,
      to_id: Number($(button).attr('data-id')),
      to_widget_id: this.code,
    };
    try {
      await callWidget(this.widget, 'linkCard', { link: [], unlink: [], [how]: [item] });
    } catch (cause) {
      console.error(`widget ${this.code}: linkCard`, cause);
    }
    await this.showLinked();
  }
}

/** Tabs in the card for the widgets that have the location; called when the widgets of the page have started. */
export function drawSdkTabs(
  widgets: readonly WidgetData[],
  running: Readonly<Record<string, WidgetInstance>>,
  entity: EntityRow,
): void {
  $('.sdk-tabs, .sdk-tab').remove();
  const tabs = widgets.flatMap(({ code, name, locations }) => {
    const widget = running[code];
    const isTab = locations.includes('card_sdk') && widget && callbackOf(widget, 'loadPreloadedData');
    return isTab ? [{ code, name, tab: new SdkTab(code, widget, entity) }] : [];
  });
  if (tabs.length === 0) return;
  const $tabs = $(html`<div class="sdk-tabs" role="tablist"></div>`.text).insertAfter('.card-name');
  const add = (caption: string, code: string, opened: () => void): void => {
    const $button = $(
      html`<button type="button" role="tab" data-code="${code}" aria-selected="${String(code === '')}">
        ${caption}
      </button>`.text,
    );
    $button.on('click', () => {
      $tabs.find('button').attr('aria-selected', 'false');
      $button.attr('aria-selected', 'true');
      $('.card-main').toggleClass('card-main_tabbed', code !== '');
      $('.sdk-tab').each((_index, tab) => void $(tab).prop('hidden', tab.id !== code));
      opened();
    });
    $tabs.append($button);
  };
  add('Основное', '', () => undefined);
  for (const { code, name, tab } of tabs) add(name, code, () => tab.open());
}
