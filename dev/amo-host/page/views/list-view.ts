import type { SelectedRow } from '../loader/base-widget';
import { html, type Markup } from '../markup';
import { hostCollection, hostModel, type HostCollection, type HostModel } from '../host-model';
import { entityLink, money, phoneLink, type EntityRow, type EntityType, type LinkedRow } from './entity-row';
import { bindMore, bindTicks, selectionHead, tickAllCell, tickCell, type RunningWidgets } from './selection';

export interface ListRow extends EntityRow {
  readonly linked: readonly LinkedRow[];
}

export interface ListData {
  readonly rows: readonly ListRow[];
  readonly total: number;
}

export const PAGE_SIZE = 50;

interface Column {
  readonly title: string;
  readonly cell: (row: ListRow) => Markup | string;
}

const linkedOf = (row: ListRow, type: EntityType): readonly LinkedRow[] =>
  row.linked.filter((each) => each.type === type);
const firstLinked = (row: ListRow, type: EntityType): Markup | string => {
  const [first] = linkedOf(row, type);
  return first ? entityLink(first) : '';
};

const NAME: Column = { title: 'Название', cell: entityLink };
const PHONE: Column = { title: 'Телефон', cell: ({ phones }) => html`${phones.map(phoneLink)}` };
const RESPONSIBLE: Column = { title: 'Ответственный', cell: ({ responsible }) => responsible };

const COLUMNS: Record<EntityType, readonly Column[]> = {
  contacts: [
    { ...NAME, title: 'Имя' },
    { title: 'Компания', cell: (row) => firstLinked(row, 'companies') },
    PHONE,
    RESPONSIBLE,
  ],
  companies: [NAME, PHONE, { title: 'Контакт', cell: (row) => firstLinked(row, 'contacts') }, RESPONSIBLE],
  leads: [
    NAME,
    { title: 'Контакт', cell: (row) => firstLinked(row, 'contacts') },
    { title: 'Этап', cell: ({ stage }) => stage },
    { title: 'Бюджет', cell: ({ price }) => money(price) },
  ],
  customers: [
    NAME,
    { title: 'Контакт', cell: (row) => firstLinked(row, 'contacts') },
    { title: 'Ожидаемая сумма', cell: ({ price }) => money(price) },
    RESPONSIBLE,
  ],
};

const TITLES: Record<EntityType, string> = {
  contacts: 'Контакты',
  companies: 'Компании',
  leads: 'Сделки',
  customers: 'Покупатели',
};

/** Companies share the callback of contacts; a widget tells them apart by `element_type`. */
const SELECTED: Record<EntityType, string> = {
  contacts: 'contacts.selected',
  companies: 'contacts.selected',
  leads: 'leads.selected',
  customers: 'customers.selected',
};

function tableOf(type: EntityType, rows: readonly ListRow[]): Markup {
  const columns = COLUMNS[type];
  return html`<table class="list-table" id="list_table">
    <thead>
      <tr>
        ${tickAllCell()}${columns.map(({ title }) => html`<th>${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr class="list-row" data-id="${row.id}">
            ${tickCell(row.name)}${columns.map(({ cell }) => html`<td>${cell(row)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function pager(total: number, page: number): Markup {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const link = (to: number, text: string, isOn: boolean) =>
    isOn ? html`<a class="js-navigate-link" href="?page=${to}">${text}</a>` : html`<span>${text}</span>`;
  return html`<div class="list-pager">
    ${link(page - 1, '← Назад', page > 1)}
    <span>Страница ${page} из ${last}</span>
    ${link(page + 1, 'Дальше →', page < last)}
  </div>`;
}

/** The models of the list, in the shape that widgets read from `APP.data.current_list`. */
function listModels(rows: readonly ListRow[]): HostCollection {
  return hostCollection(
    rows.map((row) => {
      const [company] = linkedOf(row, 'companies');
      return hostModel({
        id: row.id,
        entity: row.type,
        element_type: row.elementType,
        name: { text: row.name, url: row.url },
        company_name: company ? { name: company.name, url: company.url } : '',
        checked: false,
      });
    }),
  );
}

/** A lead or a customer is called by the numbers of its contacts. */
function selectedRow(row: ListRow): SelectedRow {
  const people = row.type === 'leads' || row.type === 'customers' ? linkedOf(row, 'contacts') : [row];
  return {
    id: row.id,
    type: row.kind,
    emails: people.flatMap(({ emails }) => emails),
    phones: people.flatMap(({ phones }) => phones),
  };
}

function removeRows(type: EntityType, rows: readonly SelectedRow[], done: () => void): void {
  $.ajax({
    url: '/ajax/page/delete',
    method: 'POST',
    data: JSON.stringify({ type, ids: rows.map(({ id }) => id) }),
    contentType: 'application/json',
  }).done(done);
}

export interface DrawnList {
  readonly models: HostCollection;
  readonly selected: () => readonly SelectedRow[];
  /** The row whose own number it is, as a phone action gets it. */
  readonly modelOfPhone?: (phone: string) => HostModel | undefined;
}

export function drawList(
  $holder: JQuery,
  type: EntityType,
  { rows, total }: ListData,
  page: number,
  widgets: RunningWidgets,
  reload: () => void,
): DrawnList {
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head">
        <h1>${TITLES[type]}</h1>
        <span class="list-head__count">Всего · ${total}</span>
        ${selectionHead()}
        ${type === 'leads' && html`<a class="js-navigate-link" href="/leads/pipeline/">Воронка</a>`}
        ${
          type === 'contacts' &&
          html`<a class="button-input button-input_blue list-head__add js-navigate-link" href="/contacts/add/"
            >Новый контакт</a
          >`
        }
      </header>
      ${tableOf(type, rows)}${pager(total, page)}
    </div>`.text,
  );
  const models = listModels(rows);
  const selected = () => rows.filter(({ id }) => models.get(id)?.get('checked') === true).map(selectedRow);
  bindTicks($holder, models);
  bindMore($holder, SELECTED[type], widgets, () => removeRows(type, selected(), reload));
  const modelOfPhone = (phone: string) => models.get(rows.find(({ phones }) => phones.includes(phone))?.id);
  return { models, selected, modelOfPhone };
}
