import { html, NOTHING, type Markup } from '../markup';

/** Mirrors of what `/ajax/page/…` answers; see `host-pages/page-data.ts` on the server's side. */
export type EntityType = 'contacts' | 'companies' | 'leads' | 'customers';

export interface EntityRow {
  readonly id: number;
  readonly type: EntityType;
  readonly elementType: number;
  readonly kind: string;
  readonly name: string;
  readonly url: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly responsible: string;
  readonly price: number | null;
  readonly stage: string;
  readonly pipeline: string;
}

export interface LinkedRow extends EntityRow {
  readonly isMain: boolean;
}

/** A phone number anywhere on the page: a click opens the menu of the widgets' actions. */
export const phoneLink = (phone: string): Markup =>
  html`<a class="phone-value js-phone-value" href="tel:${phone}" data-value="${phone}">${phone}</a>`;

export const emailLink = (email: string): Markup =>
  html`<a class="email-value js-email-value" href="mailto:${email}" data-value="${email}">${email}</a>`;

export const entityLink = (row: EntityRow): Markup =>
  html`<a class="js-navigate-link" href="${row.url}">${row.name || 'Без названия'}</a>`;

export const money = (price: number | null): string =>
  price === null ? '' : `${price.toLocaleString('ru').replace(/\s/g, ' ')} ₽`;

export const optional = (condition: boolean, markup: () => Markup): Markup =>
  condition ? markup() : NOTHING;
