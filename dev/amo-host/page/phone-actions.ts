import { html } from './markup';
import type { HostModel } from './host-model';
import { captionOf, type WidgetInstance } from './widget-instance';

type Action = (data: PhoneActionData) => unknown;

/** `value` is the number as the card stores it. The rest is what the models of the host answer when asked. */
export interface PhoneActionData {
  readonly value: string;
  readonly model?: HostModel;
  get(key: string): unknown;
}

/** The menu that a click on a phone number or an e-mail address opens: one line for each widget that asked for it. */
export class PhoneActions {
  private readonly actions = new Map<string, Map<string, Action>>();

  constructor(private readonly widgetNamed: (code: string) => WidgetInstance | undefined) {}

  add(code: string, type: string, action: unknown): void {
    if (typeof action !== 'function') return;
    const kind = type === 'e-mail' ? 'email' : type;
    const own = this.actions.get(code) ?? new Map<string, Action>();
    own.set(kind, action as Action);
    this.actions.set(code, own);
  }

  forget(code: string): void {
    this.actions.delete(code);
  }

  /** Opens the menus by clicks anywhere on the page; a click elsewhere closes them. */
  listen(modelOf: (value: string) => HostModel | undefined): void {
    $(document).on('click', '.js-phone-value, .js-email-value', (event) => {
      event.preventDefault();
      event.stopPropagation();
      const $value = $(event.currentTarget);
      const type = $value.hasClass('js-email-value') ? 'email' : 'phone';
      this.open($value, type, String($value.attr('data-value')), modelOf);
    });
    $(document).on('click', () => $('.tips').remove());
  }

  private open(
    $at: JQuery,
    type: string,
    value: string,
    modelOf: (value: string) => HostModel | undefined,
  ): void {
    $('.tips').remove();
    const offers = [...this.actions].flatMap(([code, own]) => {
      const action = own.get(type);
      const widget = this.widgetNamed(code);
      return action && widget ? [{ code, action, caption: captionOf(widget, 'call_action') }] : [];
    });
    const $menu = $(html`<div class="tips" role="menu"></div>`.text);
    for (const { code, action, caption } of offers) {
      const $item = $(
        html`<button type="button" class="tips-item" role="menuitem" data-code="${code}">${caption}</button>`
          .text,
      );
      $item.on('click', () => this.run(code, action, value, modelOf(value)));
      $menu.append($item);
    }
    const $copy = $(
      html`<button type="button" class="tips-item" role="menuitem">
        ${type === 'email' ? 'Скопировать адрес' : 'Скопировать номер'}
      </button>`.text,
    );
    $copy.on('click', () => void navigator.clipboard?.writeText(value));
    const { left, bottom } = ($at[0] as Element).getBoundingClientRect();
    $menu
      .append($copy)
      .css({ left, top: bottom + 4 })
      .appendTo('body');
  }

  private run(code: string, action: Action, value: string, model: HostModel | undefined): void {
    try {
      action({ value, ...(model && { model }), get: (key) => (key === 'value' ? value : model?.get(key)) });
    } catch (error) {
      console.error(`widget ${code}: phone action`, error);
    }
  }
}
