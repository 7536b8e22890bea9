import type { WidgetData } from '../loader/widget-data';
import { html } from '../markup';
import type { Route } from '../router';

export type OwnPageRoute = Extract<Route, { readonly page: 'advanced' | 'widget-page' }>;

/** A page that a widget draws itself: into `#work-area-CODE`, or over the whole of `#list_page_holder`. */
export function drawOwnPage($holder: JQuery, { code }: OwnPageRoute): void {
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head own-page-head"></header>
      <div class="plain-page" id="work-area-${code}"></div>
    </div>`.text,
  );
}

/** Title and submenu stand in the manifest: they are known when the list of widgets has come. */
export function drawOwnPageHead(route: OwnPageRoute, widget: WidgetData): void {
  const item =
    route.page === 'widget-page' ? widget.left_menu.find(({ code }) => code === route.item) : undefined;
  const title = route.page === 'advanced' ? widget.advanced_title : item?.title;
  $('.own-page-head').html(
    html`<h1>${title ?? widget.name}</h1>
      ${item?.submenu.map(
        (sub) =>
          html`<a class="js-navigate-link" href="/widget_page/${widget.code}/${item.code}/${sub.code}/"
            >${sub.title}</a
          >`,
      )}`.text,
  );
}
