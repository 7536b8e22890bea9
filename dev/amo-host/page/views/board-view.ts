import { html, type Markup } from '../markup';
import { entityLink, money, type EntityRow } from './entity-row';
import type { ListRow } from './list-view';

export interface BoardData {
  readonly pipelines: readonly { readonly id: number; readonly name: string }[];
  readonly current: number;
  readonly columns: readonly {
    readonly id: number;
    readonly name: string;
    readonly color: string;
    readonly count: number;
    readonly sum: number;
    readonly leads: readonly ListRow[];
  }[];
}

export interface DashboardData {
  readonly figures: readonly {
    readonly title: string;
    readonly value: number;
    readonly unit: 'count' | 'roubles';
    readonly url: string;
  }[];
}

function leadCard(row: ListRow): Markup {
  const contact: EntityRow | undefined = row.linked.find(({ type }) => type === 'contacts');
  return html`<article class="board__lead" data-id="${row.id}">
    <div class="board__contact">${contact?.name}</div>
    <div class="board__name">${entityLink(row)}</div>
    <div class="board__meta">${money(row.price)}</div>
  </article>`;
}

const columnMarkup = ({ id, name, color, count, sum, leads }: BoardData['columns'][number]): Markup =>
  html`<section class="board__column" data-status="${id}" style="--stage: ${color}">
    <header class="board__head">
      <h2>${name}</h2>
      <span class="board__meta">${count} · ${money(sum)}</span>
    </header>
    ${leads.map(leadCard)}
    ${count > leads.length && html`<p class="board__meta board__more">Ещё ${count - leads.length}</p>`}
  </section>`;

export function drawBoard($holder: JQuery, { pipelines, current, columns }: BoardData): void {
  $holder.html(
    html`<div class="list-page board-page" id="list_page_holder">
      <header class="list__body-right__top list-head">
        <h1>Сделки</h1>
        ${pipelines.map(({ id, name }) =>
          id === current
            ? html`<span class="list-head__count" aria-current="true">${name}</span>`
            : html`<a class="js-navigate-link" href="/leads/pipeline/${id}/">${name}</a>`,
        )}
        <a class="js-navigate-link" href="/leads/list/">Список</a>
      </header>
      <div class="board custom-scroll">${columns.map(columnMarkup)}</div>
    </div>`.text,
  );
}

export function drawDashboard($holder: JQuery, { figures }: DashboardData): void {
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head"><h1>Рабочий стол</h1></header>
      <div class="dashboard">
        ${figures.map(
          ({ title, value, unit, url }) =>
            html`<a class="dashboard__figure js-navigate-link" href="${url}">
              <span class="dashboard__title">${title}</span>
              <span class="dashboard__value">${unit === 'roubles' ? money(value) : value}</span>
            </a>`,
        )}
      </div>
    </div>`.text,
  );
}
