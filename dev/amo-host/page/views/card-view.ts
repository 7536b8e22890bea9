import type { CardData } from '../app';
import type { Boot } from '../boot';
import type { CardContact } from '../loader/base-widget';
import { html, type Markup } from '../markup';
import type { MessageSources, SmsReceiver } from '../message-sources';
import { hostCollection, hostModel, type HostModel } from '../host-model';
import {
  emailLink,
  entityLink,
  money,
  optional,
  phoneLink,
  type EntityRow,
  type EntityType,
  type LinkedRow,
} from './entity-row';
import { feedMarkup, type FeedNote, type FeedTask } from './feed';

export interface CardPageData {
  readonly entity: EntityRow;
  readonly responsibleId: number;
  readonly fields: readonly {
    readonly name: string;
    readonly code: string | null;
    readonly values: readonly string[];
  }[];
  readonly linked: readonly LinkedRow[];
  readonly notes: readonly FeedNote[];
  readonly tasks: readonly FeedTask[];
}

const LINKED_TITLES: Record<EntityType, string> = {
  contacts: 'Контакты',
  companies: 'Компания',
  leads: 'Сделки',
  customers: 'Покупатели',
};

const field = (name: string, value: Markup | string): Markup =>
  html`<div class="card-field">
    <span class="card-field__name">${name}</span><span class="card-field__value">${value}</span>
  </div>`;

function fieldValue(code: string | null, values: readonly string[]): Markup | string {
  if (code === 'PHONE') return html`${values.map(phoneLink)}`;
  if (code === 'EMAIL') return html`${values.map(emailLink)}`;
  return values.join(', ');
}

function linkedBlock(type: EntityType, rows: readonly LinkedRow[]): Markup {
  return html`<section class="card-linked" data-type="${type}">
    <h2>${LINKED_TITLES[type]}</h2>
    ${rows.map(
      (row) =>
        html`<div class="linked-entity" data-id="${row.id}">
          <div class="linked-entity__name">${entityLink(row)}</div>
          ${optional(row.type === 'leads', () => html`<div class="linked-entity__meta">${row.stage} · ${money(row.price)}</div>`)}
          ${row.phones.map((phone) => html`<div class="linked-entity__meta">${phoneLink(phone)}</div>`)}
        </div>`,
    )}
  </section>`;
}

function leftColumn({ entity, fields, linked }: CardPageData): Markup {
  const types = ['leads', 'contacts', 'companies', 'customers'] as const;
  return html`<div class="card-main">
    <h1 class="card-name" id="person_n">${entity.name || 'Без названия'}</h1>
    ${optional(
      entity.stage !== '',
      () =>
        html`<div class="card-stage">${entity.stage} · Воронка «${entity.pipeline}»</div>
          <div class="card-stage-line"></div>`,
    )}
    ${field('Ответственный', entity.responsible)}
    ${optional(entity.type === 'leads', () => field('Бюджет', money(entity.price)))}
    ${fields.map(({ name, code, values }) => field(name, fieldValue(code, values)))}
    ${types.map((type) => {
      const rows = linked.filter((row) => row.type === type);
      return optional(rows.length > 0, () => linkedBlock(type, rows));
    })}
  </div>`;
}

/** Whoever is named as responsible for a call: a user of the account, or a number or name as it was sent. */
const responsibleName =
  (boot: Boot) =>
  (id: unknown): string =>
    boot.managers[String(id)]?.title ?? (typeof id === 'string' ? id : '');

export function drawFeed(boot: Boot, { notes, tasks }: CardPageData): void {
  const $feed = $('.feed__entries');
  $feed.html(feedMarkup(notes, tasks, responsibleName(boot)).text);
  const scroller = $feed[0];
  if (scroller) scroller.scrollTop = scroller.scrollHeight;
}

export function drawCard($holder: JQuery, boot: Boot, page: CardPageData, sources: MessageSources): void {
  $holder.html(
    html`<div class="card" id="card_holder">
      ${leftColumn(page)}
      <div class="feed">
        <div class="feed__entries custom-scroll" aria-live="off"></div>
        <form class="feed__compose">
          <textarea class="text-input" placeholder="Примечание" rows="1" aria-label="Примечание"></textarea>
          <button type="submit" class="button-input">Добавить</button>
        </form>
      </div>
      <aside class="card-widgets"><div id="widgets_block" class="card-widgets__elements"></div></aside>
    </div>`.text,
  );
  drawFeed(boot, page);
  bindFeed($holder, page, sources);
  sources.draw();
}

/** Whom a text message from this card would reach: the first is meant. */
const smsReceivers = (page: CardPageData): SmsReceiver[] =>
  cardContacts(page).flatMap(({ id, phones }) => phones.map((phone) => ({ phone, contactId: id })));

const send = (method: string, url: string, body: unknown): JQueryXHR =>
  $.ajax({ url, method, data: JSON.stringify(body), contentType: 'application/json' });

/** What is written here comes back by the live feed, like what others write. */
function bindFeed($holder: JQuery, page: CardPageData, sources: MessageSources): void {
  const { type, id } = page.entity;
  $holder.find('.feed__compose').on('submit', (event) => {
    event.preventDefault();
    const $text = $holder.find('.feed__compose textarea');
    const text = String($text.val()).trim();
    if (!text) return;
    const write = (note: object): void => {
      send('POST', `/api/v4/${type}/${id}/notes`, [note]).done(() => $text.val(''));
    };
    const [receiver] = smsReceivers(page);
    const sent = sources.send($holder.find('.feed__compose'), text, receiver);
    if (!sent) return write({ note_type: 'common', params: { text } });
    sent.then(
      () => write({ note_type: 'sms_out', params: { text, phone: receiver?.phone } }),
      (cause: unknown) => console.error('a source did not send the message', cause),
    );
  });
  $holder.on('change', '.js-complete-task', (event) => {
    const taskId = Number($(event.currentTarget).attr('data-id'));
    send('PATCH', `/api/v4/tasks/${taskId}`, { is_completed: true, result: { text: 'Выполнено' } });
  });
}

function formModel(row: EntityRow, linked: readonly LinkedRow[]): HostModel {
  const company = linked.find(({ type }) => type === 'companies');
  return hostModel({
    id: row.id,
    ID: row.id,
    ELEMENT_TYPE: row.elementType,
    element_type: row.elementType,
    name: row.name,
    [`${row.kind}[NAME]`]: row.name,
    'company[ID]': company?.id,
    'company[NAME]': company?.name,
    url: row.url,
  });
}

export function cardData($holder: JQuery, { entity, linked }: CardPageData): CardData {
  const forms = linked.filter(({ type }) => type === 'contacts' || type === 'companies');
  return {
    id: entity.id,
    element_type: entity.elementType,
    model: formModel(entity, linked),
    $el: $holder,
    linked_forms: { form_models: hostCollection(forms.map((row) => formModel(row, linked))) },
  };
}

export function cardContacts({ entity, linked }: CardPageData): CardContact[] {
  const people = entity.type === 'contacts' ? [entity] : linked.filter(({ type }) => type === 'contacts');
  return people.map(({ id, name, phones, emails }) => {
    const [first_name = '', ...rest] = name.split(' ');
    return { id, name, first_name, last_name: rest.join(' '), phones, emails };
  });
}

/** The model of the entity on this card whose number it is, as a phone action gets it. */
export function modelOfPhone(page: CardPageData, phone: string): HostModel {
  const owner = page.linked.find(({ phones }) => phones.includes(phone)) ?? page.entity;
  return formModel(owner, page.linked);
}
