import { html } from '../markup';

/** Options of `lib/components/base/modal` (amocrm.ru/developers, "system_modules"). */
export interface ModalOptions {
  readonly class_name?: string;
  readonly init?: (this: Modal, $body: JQuery) => void;
  readonly destroy?: (this: Modal) => unknown;
  readonly container?: Element | JQuery;
  readonly can_centrify?: boolean;
  readonly disable_overlay_click?: boolean;
  readonly disable_escape_keydown?: boolean;
  readonly disable_enter_keydown?: boolean;
  readonly disable_cancel_click?: boolean;
  readonly disable_resize?: boolean;
  readonly disable_overlay?: boolean;
  readonly init_animation?: boolean;
  readonly centrify_animation?: boolean;
  readonly default_overlay?: boolean;
  readonly focus_element?: string;
  readonly preload_templates?: readonly unknown[];
  readonly can_destroy?: boolean;
  readonly tryAgain?: () => void;
  readonly onBeforeInit?: () => void;
  readonly onModalPosition?: () => void;
  readonly scrollerId?: string;
  readonly without_offsets_on_centify?: boolean;
}

const opened: Modal[] = [];
let lastId = 0;

const isField = (element: Element | null): boolean =>
  /^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName ?? '');

export class Modal {
  readonly el: Element;
  readonly $el: JQuery;
  readonly $modal_body: JQuery;
  readonly ns = `.modal${++lastId}`;
  private isDestroyed = false;

  constructor(readonly options: ModalOptions = {}) {
    options.onBeforeInit?.();
    const $shell = $(
      html`<div class="modal ${options.class_name ?? 'modal-list'}">
        <div class="modal-scroller custom-scroll" id="${options.scrollerId}">
          <div class="modal-body modal-body-relative modal-body-loading" role="dialog" aria-modal="true">
            <div class="modal-body__inner"></div>
          </div>
        </div>
      </div>`.text,
    );
    if (!options.disable_overlay) {
      const kind = options.default_overlay === false ? '' : 'default-overlay-visible';
      $shell.prepend(
        html`<div class="modal-overlay ${kind}"><span class="modal-overlay__spinner"></span></div>`.text,
      );
    }
    $shell.appendTo((options.container as Element | undefined) ?? document.body);
    this.$el = $shell;
    this.el = $shell[0] as Element;
    this.$modal_body = $shell.find('.modal-body');
    opened.push(this);
    this.bind();
    options.init?.call(this, this.$modal_body);
  }

  /** Where content goes; `init` may also replace what is in `$modal_body` by its own. */
  getScroller(): JQuery {
    return this.$el.find('.modal-scroller');
  }

  destroy(): void {
    if (this.isDestroyed || this.options.destroy?.call(this) === false) return;
    this.isDestroyed = true;
    opened.splice(opened.indexOf(this), 1);
    $(document).off(this.ns);
    $(window).off(this.ns);
    this.$el.remove();
  }

  show(): void {
    this.$el.show();
  }

  hide(): void {
    this.$el.hide();
  }

  requestStart(): void {
    this.$modal_body.addClass('modal-body-loading');
  }

  showSuccess(message: string, done?: () => void, ms = 500): void {
    this.$modal_body
      .trigger('modal:loaded')
      .html(html`<div class="modal-body__success">${message}</div>`.text);
    setTimeout(() => {
      this.destroy();
      done?.();
    }, ms);
  }

  _showSuccess(message: string, done?: () => void, ms?: number): void {
    this.showSuccess(message, done, ms);
  }

  showError(text: string, retry?: boolean): void {
    const canRetry = retry ?? this.options.tryAgain !== undefined;
    const again = html`<button type="button" class="button-input js-modal-try-again">
      Попробовать снова
    </button>`;
    this.$modal_body.trigger('modal:loaded').html(
      html`<span class="modal-body__close" tabindex="0" role="button" aria-label="Закрыть">×</span>
        <div class="modal-body__error">${text}</div>
        <div class="modal-body__actions">${canRetry && again}</div>`.text,
    );
  }

  _showError(text: string, retry?: boolean): void {
    this.showError(text, retry);
  }

  private bind(): void {
    this.bindBody();
    this.bindClicks();
    this.bindKeys();
    $(document).on(`page:changed${this.ns}`, () => {
      if (this.options.can_destroy !== false) this.destroy();
    });
  }

  private bindBody(): void {
    this.$modal_body.on('modal:loaded modal:centrify', (event) => {
      if (event.target !== this.$modal_body[0]) return;
      this.$modal_body.removeClass('modal-body-loading');
      this.$el.find('.modal-overlay__spinner').hide();
      if (event.type === 'modal:centrify') this.centrify();
    });
    this.$modal_body.on('modal:need-page-reload', () => location.reload());
    if (!this.options.disable_resize) $(window).on(`resize${this.ns}`, () => this.centrify());
  }

  private centrify(): void {
    const focused = this.options.focus_element ?? '.js-modal-accept';
    this.$modal_body.addClass('modal-body_centred');
    this.$modal_body.find(focused).first().trigger('focus');
    this.options.onModalPosition?.();
  }

  private bindClicks(): void {
    this.$el.on('click', '.modal-body__close', () => this.destroy());
    this.$el.on('click', '.js-modal-try-again', () => this.options.tryAgain?.());
    if (!this.options.disable_cancel_click) this.$el.on('click', '.button-cancel', () => this.destroy());
    if (this.options.disable_overlay_click) return;
    // Both ends of the click lie beside the body: a selection dragged out of a field must not close.
    let wentDownOutside = false;
    const isOutside = (target: Element): boolean => $(target).closest('.modal-body').length === 0;
    this.getScroller().on('mousedown', (event) => {
      wentDownOutside = isOutside(event.target);
    });
    this.getScroller().on('click', (event) => {
      if (wentDownOutside && isOutside(event.target)) this.destroy();
    });
  }

  private bindKeys(): void {
    $(document).on(`keydown${this.ns}`, (event) => {
      if (opened.at(-1) !== this) return;
      if (event.key === 'Escape' && !this.options.disable_escape_keydown) {
        event.stopImmediatePropagation();
        this.destroy();
      }
      if (event.key === 'Enter' && !this.options.disable_enter_keydown && !isField(document.activeElement)) {
        if (document.activeElement?.matches('button, a')) return;
        event.preventDefault();
        this.$modal_body.find('.js-modal-accept').first().trigger('click');
      }
    });
  }
}
