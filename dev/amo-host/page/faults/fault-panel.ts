import type { Boot } from '../boot';
import { dock } from '../dock';
import { html, type Markup } from '../markup';
import { pretendHidden } from './hidden-tab';
import { requestList, type LoggedRequest } from './request-list';

/** As `GET /__standin/faults` tells it. */
interface FaultState {
  readonly latencyMs: number;
  readonly loseAnswers: number;
  readonly scriptDelayMs: number;
  readonly down: boolean;
  readonly storm: { readonly status: number; readonly left: number | null } | null;
  readonly revokeTokens: boolean;
}

const SHOWN_REQUESTS = 60;
const REFRESH_MS = 1500;

const DELAYS: readonly (readonly [number, string])[] = [
  [0, 'сразу'],
  [300, '0,3 с'],
  [1000, '1 с'],
  [5000, '5 с'],
  [30_000, '30 с'],
];
const STATUSES: readonly (readonly [number, string])[] = [
  [0, 'нет'],
  [429, '429: слишком много запросов'],
  [500, '500: ошибка сервера'],
  [503, '503: недоступен'],
  [504, '504: слишком долго'],
  [402, '402: аккаунт не оплачен'],
  [403, '403: доступ закрыт'],
];

const options = (all: readonly (readonly [number, string])[]): Markup =>
  html`${all.map(([value, text]) => html`<option value="${value}">${text}</option>`)}`;

const panel = (): Markup =>
  html`<aside class="faults faults_closed" aria-label="Стенд: неполадки и запросы">
    <button type="button" class="faults__title" aria-expanded="false">
      <span>Неполадки и запросы</span><span class="faults__now"></span>
    </button>
    <div class="faults__body">
      <label
        >Ответы сервера
        <select class="js-latency">
          ${options(DELAYS)}
        </select></label
      >
      <label
        >Скрипты виджетов
        <select class="js-script-delay">
          ${options(DELAYS)}
        </select></label
      >
      <label
        >Ошибки API
        <select class="js-storm">
          ${options(STATUSES)}
        </select></label
      >
      <label
        >На сколько запросов
        <input class="js-storm-count" inputmode="numeric" placeholder="на все" />
      </label>
      <label class="faults__tick"><input type="checkbox" class="js-down" /> Сервер рвёт соединение</label>
      <label class="faults__tick"><input type="checkbox" class="js-revoked" /> Токены отозваны</label>
      <label class="faults__tick"><input type="checkbox" class="js-hidden-tab" /> Вкладка будто скрыта</label>
      <div class="faults__buttons">
        <button type="button" class="js-lose">Потерять следующий ответ</button>
        <button type="button" class="js-expire">Срок токенов вышел</button>
        <button type="button" class="js-second-tab">Вторая вкладка</button>
        <button type="button" class="js-release" data-part="backend">Выпуск сервера</button>
        <button type="button" class="js-release" data-part="frontend">Выпуск страницы</button>
      </div>
      <p class="faults__error" role="alert" hidden></p>
      <div class="faults__caption">Запросы к API, новые сверху</div>
      <ul class="requests custom-scroll"></ul>
    </div>
  </aside>`;

const ask = (path: string, body?: object): JQueryXHR =>
  $.ajax({
    url: `/__standin/${path}`,
    dataType: 'json',
    global: false,
    ...(body && { method: 'POST', data: JSON.stringify(body), contentType: 'application/json' }),
  });

/** What is broken now, in a few words for the closed panel. */
function summary({ latencyMs, scriptDelayMs, down, loseAnswers, storm, revokeTokens }: FaultState): string {
  return [
    down && 'нет связи',
    storm && storm.left !== 0 && String(storm.status),
    latencyMs > 0 && 'медленно',
    scriptDelayMs > 0 && 'скрипты',
    loseAnswers > 0 && 'ответ пропадёт',
    revokeTokens && 'токены',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The hands that break amoCRM on demand, and what everybody asked of it. Collapsed until somebody opens it. */
class FaultPanel {
  private readonly $panel = $(panel().text);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly boot: Boot) {}

  mount(): void {
    dock().append(this.$panel);
    this.$panel.on('click', '.faults__title', () => this.toggle());
    this.$panel.on('change', 'select, input', () => this.apply());
    this.$panel.on('click', '.js-expire', () => this.tell(ask('faults', { expireTokens: true })));
    this.$panel.on('click', '.js-lose', () => {
      const request = ask('faults', { loseAnswers: 1 });
      request.done((state: FaultState) => this.show(state));
      this.tell(request);
    });
    this.$panel.on('click', '.js-second-tab', () => void window.open(location.href, '_blank', 'noopener'));
    this.$panel.on('click', '.js-release', (event) => {
      this.tell(ask('release', { part: String($(event.currentTarget).attr('data-part')) }));
    });
    ask('faults').done((state: FaultState) => this.show(state));
  }

  private toggle(): void {
    const isOpen = !this.$panel.toggleClass('faults_closed').hasClass('faults_closed');
    this.$panel.find('.faults__title').attr('aria-expanded', String(isOpen));
    clearTimeout(this.timer);
    if (isOpen) this.refresh();
  }

  private apply(): void {
    const value = (name: string): number => Number(this.$panel.find(name).val());
    const isTicked = (name: string): boolean => this.$panel.find(name).prop('checked') === true;
    const status = value('.js-storm');
    const count = value('.js-storm-count');
    pretendHidden(isTicked('.js-hidden-tab'));
    const faults = {
      latencyMs: value('.js-latency'),
      scriptDelayMs: value('.js-script-delay'),
      down: isTicked('.js-down'),
      revokeTokens: isTicked('.js-revoked'),
      storm: status === 0 ? null : { status, ...(count > 0 && { count }) },
    };
    const request = ask('faults', faults);
    request.done((state: FaultState) => this.show(state));
    this.tell(request);
  }

  private show(state: FaultState): void {
    const { latencyMs, scriptDelayMs, down, storm, revokeTokens } = state;
    this.$panel.find('.js-latency').val(String(latencyMs));
    this.$panel.find('.js-script-delay').val(String(scriptDelayMs));
    this.$panel.find('.js-storm').val(String(storm?.status ?? 0));
    this.$panel.find('.js-down').prop('checked', down);
    this.$panel.find('.js-revoked').prop('checked', revokeTokens);
    this.$panel.find('.faults__now').text(summary(state));
  }

  private refresh(): void {
    ask(`requests?last=${SHOWN_REQUESTS}`)
      .done(({ requests }: { requests: readonly LoggedRequest[] }) => {
        this.$panel.find('.requests').html(requestList(this.boot, requests).text);
      })
      .always(() => {
        if (!this.$panel.hasClass('faults_closed')) this.timer = setTimeout(() => this.refresh(), REFRESH_MS);
      });
  }

  private tell(request: JQueryXHR): void {
    const $error = this.$panel.find('.faults__error').prop('hidden', true);
    request.fail(() => $error.prop('hidden', false).text('Стенд не отвечает'));
  }
}

export function mountFaultPanel(boot: Boot): void {
  new FaultPanel(boot).mount();
}
