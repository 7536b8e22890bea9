import { html } from './markup';

interface SmsParams {
  readonly phone: string;
  readonly message: string;
  readonly contact_id: number;
}

interface Source {
  readonly code: string;
  readonly type: string;
  readonly callback: (argument: unknown) => unknown;
  readonly text: string;
}

export interface SmsReceiver {
  readonly phone: string;
  readonly contactId: number;
}

/** Ways to write to somebody that widgets add under the feed of a card (`add_source`). */
export class MessageSources {
  private sources: readonly Source[] = [];

  add(code: string, type: string, callback: unknown, text = ''): void {
    if (typeof callback !== 'function') return;
    const source = { code, type, callback: callback as Source['callback'], text: text || 'SMS' };
    this.sources = [...this.sources.filter((each) => each.code !== code || each.type !== type), source];
    this.draw();
  }

  forget(code: string): void {
    this.sources = this.sources.filter((source) => source.code !== code);
    this.draw();
  }

  /** Puts the choice under the feed that is on the page; without sources there is none. */
  draw(): void {
    const $compose = $('.feed__compose');
    $compose.removeClass('feed__compose_own').find('.feed__source, .feed__source-body').remove();
    if (this.sources.length === 0 || $compose.length === 0) return;
    const options = this.sources.map(({ text }, index) => html`<option value="${index}">${text}</option>`);
    const $choice = $(
      html`<select class="text-input feed__source" aria-label="Куда написать">
        <option value="">Примечание</option>
        ${options}
      </select>`.text,
    );
    $choice.on('change', () => this.chosen($compose, String($choice.val()))).prependTo($compose);
  }

  /** Sends what is typed, if a text message is chosen; otherwise it is a note and none of our business. */
  send(
    $compose: JQuery,
    message: string,
    receiver: SmsReceiver | undefined,
  ): PromiseLike<unknown> | undefined {
    const source = this.sources[Number($compose.find('.feed__source').val() || NaN)];
    if (source?.type !== 'sms' || !receiver) return undefined;
    const params: SmsParams = { phone: receiver.phone, message, contact_id: receiver.contactId };
    return Promise.resolve(source.callback(params));
  }

  private chosen($compose: JQuery, value: string): void {
    $compose.find('.feed__source-body').remove();
    const source = this.sources[Number(value || NaN)];
    const isOwn = source !== undefined && source.type !== 'sms';
    $compose.toggleClass('feed__compose_own', isOwn);
    if (!isOwn) return;
    const $own = $('<div class="feed__source-body"></div>').appendTo($compose);
    try {
      source.callback($own);
    } catch (error) {
      console.error(`widget ${source.code}: source ${source.type}`, error);
    }
  }
}
