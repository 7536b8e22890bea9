import type { MenuItem } from '../loader/widget-data';
import { html } from '../markup';

/** A page that a widget draws itself: into `#work-area-CODE`, or over the whole of `#list_page_holder`. */
export function drawOwnPage($holder: JQuery, code: string, title: string, item?: MenuItem): void {
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head">
        <h1>${title}</h1>
        ${item?.submenu.map(
          (sub) =>
            html`<a class="js-navigate-link" href="/widget_page/${code}/${item.code}/${sub.code}/"
              >${sub.title}</a
            >`,
        )}
      </header>
      <div class="plain-page" id="work-area-${code}"></div>
    </div>`.text,
  );
}
