import { dock } from './dock';
import { icon } from './icons';
import { html } from './markup';

export interface CustomerCall {
  readonly id: string;
  readonly direction: 'customer-calls' | 'customer-is-called';
  readonly number: string;
  readonly state: 'ringing' | 'talking';
  /** 0…1. */
  readonly heard: number;
}

interface People {
  readonly callers: readonly { readonly name: string; readonly number: string }[];
  readonly lines: readonly { readonly number: string; readonly title: string }[];
}

const UNKNOWN = '+7 998 123-45-67';
const REFRESH_MS = 500;

const post = (path: string, body: object): JQueryXHR =>
  $.ajax({
    url: `/__standin/office/${path}`,
    method: 'POST',
    data: JSON.stringify(body),
    contentType: 'application/json',
    global: false,
  });

/** Loudness is felt as a logarithm: 1 % of full scale is already speech that can be heard. */
const levelPercent = (heard: number): number =>
  heard <= 0.0005 ? 0 : Math.min(100, Math.round(100 + 30 * Math.log10(Math.min(1, heard))));

const callRow = ({ id, direction, number, state, heard }: CustomerCall) =>
  html`<li class="office__call" data-id="${id}">
    <div class="office__call-head">
      ${icon(direction === 'customer-calls' ? 'incoming' : 'outgoing', 16)}
      <span class="office__number">${number}</span>
      <span class="office__state">${state === 'talking' ? 'разговор' : 'вызов'}</span>
    </div>
    ${
      state === 'talking' &&
      html`<div class="office__heard">
        <span>Слышит</span
        ><span class="office__level"
          ><span class="office__level-bar" style="width: ${levelPercent(heard)}%"></span
        ></span>
      </div>`
    }
    <button type="button" class="office__hangup">Клиент кладёт трубку</button>
  </li>`;

/** Plays the customers. */
export class OfficePanel {
  async mount(): Promise<void> {
    const people = (await $.ajax({
      url: '/__standin/office/people',
      dataType: 'json',
      global: false,
    })) as People;
    dock().append(
      html`<aside class="office" aria-label="Демо: клиенты">
        <button type="button" class="office__title" aria-expanded="true">Демо: клиенты</button>
        <div class="office__body">
          <label
            >Кто звонит
            <select class="office__caller">
              ${people.callers.map(({ name, number }) => html`<option value="${number}" data-name="${name}">${name} · ${number}</option>`)}
              <option value="${UNKNOWN}">Незнакомый номер · ${UNKNOWN}</option>
              <option value="">Набрать номер…</option>
            </select>
          </label>
          <input class="office__typed" placeholder="+7…" aria-label="Номер клиента" hidden />
          <label
            >Куда
            <select class="office__line">
              ${people.lines.map(({ number, title }) => html`<option value="${number}">${title}</option>`)}
            </select>
          </label>
          <button type="button" class="office__ring">${icon('phone', 16)} Клиент звонит</button>
          <p class="office__error" role="alert" hidden></p>
          <ul class="office__calls"></ul>
          <label
            >Следующий исходящий
            <select class="office__reaction">
              <option value="answers">ответит</option>
              <option value="busy">занято</option>
              <option value="no-answer">не ответит</option>
            </select>
          </label>
        </div>
      </aside>`.text,
    );
    this.bind();
    void this.refresh();
  }

  show(calls: readonly CustomerCall[]): void {
    $('.office__calls').html(calls.map((call) => callRow(call).text).join(''));
    if (calls.some(({ state }) => state === 'talking')) this.refreshSoon();
  }

  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Levels change all the time; they are asked for only while somebody talks. */
  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), REFRESH_MS);
  }

  private async refresh(): Promise<void> {
    const { calls } = (await $.ajax({ url: '/__standin/office/calls', dataType: 'json', global: false })) as {
      calls: CustomerCall[];
    };
    this.show(calls);
  }

  private bind(): void {
    const $office = $('.office');
    $office.on('click', '.office__title', () => {
      const isOpen = !$office.toggleClass('office_closed').hasClass('office_closed');
      $office.find('.office__title').attr('aria-expanded', String(isOpen));
    });
    $office.on('change', '.office__caller', () => {
      const isTyped = $office.find('.office__caller').val() === '';
      $office.find('.office__typed').prop('hidden', !isTyped).trigger('focus');
    });
    $office.on('click', '.office__ring', () => this.ring($office));
    $office.on('click', '.office__hangup', (event) => {
      const id = $(event.currentTarget).closest('.office__call').attr('data-id');
      this.tell(post('hangup', { id }));
    });
    $office.on('change', '.office__reaction', (event) => {
      this.tell(post('next-outgoing', { reaction: String($(event.currentTarget).val()) }));
    });
  }

  private ring($office: JQuery): void {
    const chosen = String($office.find('.office__caller').val());
    const number = chosen || String($office.find('.office__typed').val()).trim();
    const name = $office.find('.office__caller option:selected').attr('data-name');
    const line = String($office.find('.office__line').val());
    if (!number) return this.fail('Наберите номер клиента');
    this.tell(post('call', { number, line, ...(name && { name }) }));
  }

  private tell(request: JQueryXHR): void {
    $('.office__error').prop('hidden', true);
    request.fail((xhr: JQueryXHR) => {
      const problem = xhr.responseJSON as { detail?: string } | undefined;
      this.fail(problem?.detail ?? 'Не получилось: стенд не отвечает');
    });
  }

  private fail(text: string): void {
    $('.office__error').text(text).prop('hidden', false);
  }
}
