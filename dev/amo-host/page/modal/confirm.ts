import { html } from '../markup';
import { Modal } from './modal';

interface ConfirmOptions {
  readonly text?: string;
  readonly caption?: string;
  readonly accept_text?: string;
  readonly decline_text?: string;
  readonly accept?: () => void;
  readonly decline?: () => void;
}

/** Module `lib/components/base/confirm`: a question with two answers; closing is the second one. */
export class Confirm {
  readonly modal: Modal;

  constructor(options: ConfirmOptions) {
    let isAccepted = false;
    this.modal = new Modal({
      class_name: 'modal-list modal-confirm',
      init($body) {
        $body.append(
          html`<h2 class="modal-body__caption">${options.caption ?? options.text}</h2>
            <p class="modal-confirm__text">${options.caption ? options.text : ''}</p>
            <div class="modal-body__actions">
              <button type="button" class="button-input button-input_blue js-modal-accept">
                <span class="button-input-inner__text">${options.accept_text ?? 'Да'}</span>
              </button>
              <button type="button" class="button-cancel">${options.decline_text ?? 'Отмена'}</button>
            </div>`.text,
        );
        $body.on('click', '.js-modal-accept', () => {
          isAccepted = true;
          options.accept?.();
          this.destroy();
        });
        $body.trigger('modal:loaded').trigger('modal:centrify');
      },
      destroy() {
        if (!isAccepted) options.decline?.();
      },
    });
  }
}
