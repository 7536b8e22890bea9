import type { Boot } from '../boot';
import { isAdmin } from '../boot';
import type { WidgetData } from '../loader/widget-data';
import { html } from '../markup';

/** The list of installed and offered widgets; a click opens the settings window. */
export function drawSettings(
  $holder: JQuery,
  boot: Boot,
  widgets: readonly WidgetData[],
  open: (widget: WidgetData) => void,
): void {
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head"><h1>Виджеты</h1></header>
      ${!isAdmin(boot) && html`<p class="settings-hint">Настройки меняет администратор аккаунта.</p>`}
      ${
        isAdmin(boot) &&
        html`<label class="widget-upload"
          >Загрузить архив интеграции
          <input type="file" class="js-widget-upload" accept=".zip" />
          <span class="widget-upload__answer" role="status"></span
        ></label>`
      }
      <div class="widget-tiles" id="widgets_list">
        ${widgets.map(
          (widget) =>
            html`<button type="button" class="widget-tile" data-code="${widget.code}">
              <span class="widget-tile__logo"><img src="${widget.images_path}/logo_main.png" alt="" /></span>
              <span class="widget-tile__name">${widget.name}</span>
              <span class="widget-tile__status"
                >${widget.active === 'Y' ? 'Установлен' : 'Не установлен'}</span
              >
            </button>`,
        )}
      </div>
      <div class="settings-links">
        ${widgets
          .filter(({ active, advanced_title }) => active === 'Y' && advanced_title !== null)
          .map(
            ({ code, advanced_title }) =>
              html`<a class="js-navigate-link" href="/settings/widgets/advanced/${code}/"
                >${advanced_title}</a
              >`,
          )}
      </div>
    </div>`.text,
  );
  $holder.find('.widget-tile__logo img').on('error', (event) => void $(event.currentTarget).remove());
  $holder.find('.js-widget-upload').on('change', (event) => {
    const [file] = (event.currentTarget as HTMLInputElement).files ?? [];
    if (file) upload(file, (refusal) => $holder.find('.widget-upload__answer').text(refusal));
  });
  $holder.find('.widget-tile').on('click', (event) => {
    const code = $(event.currentTarget).attr('data-code');
    const widget = widgets.find((each) => each.code === code);
    if (widget) open(widget);
  });
}

/** amoCRM knows the widget from the next load of the page on. */
function upload(file: File, tell: (refusal: string) => void): void {
  void $.ajax({
    url: '/ajax/widgets/upload',
    type: 'POST',
    contentType: 'application/zip',
    data: file,
    processData: false,
    success: () => location.reload(),
    error: ({ responseJSON }: { responseJSON?: { detail?: string } }) =>
      tell(responseJSON?.detail ?? 'Архив не загружен'),
  });
}
