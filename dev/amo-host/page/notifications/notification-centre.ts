import { icon } from '../icons';
import { html } from '../markup';
import type { NotificationPayload } from './payload';
import { linksOnly } from './toasts';

const when = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString('ru', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });

const row = ({ body, created_at, is_read }: NotificationPayload) =>
  html`<li
    class="notification-row ${!is_read && 'notification-row_new'}"
    data-url="${body.actions.click.url}"
  >
    <span class="notification-toast__icon">${icon(body.icon.call ? 'phone' : 'error')}</span>
    <div>
      <div class="notification-toast__header">${body.title}</div>
      ${body.rows.map(({ text }) => html`<div class="notification-toast__text">${linksOnly(text)}</div>`)}
      <div class="notification-toast__date">${when(created_at)}</div>
    </div>
  </li>`;

/** The list behind the bell, and the counter on it. */
export class NotificationCentre {
  constructor(private readonly navigate: (url: string) => void) {}

  listen(): void {
    $(document).on('click', '.js-notifications-toggler', (event) => {
      event.stopPropagation();
      if ($('.notifications-centre').length > 0) this.close();
      else void this.open();
    });
    $(document).on('click', '.notifications-centre', (event) => event.stopPropagation());
    $(document).on('click', '.notification-row', (event) => {
      const url = $(event.currentTarget).attr('data-url');
      if ($(event.target).closest('a').length > 0 || !url) return;
      this.close();
      this.navigate(url);
    });
    $(document).on('click page:changed', () => this.close());
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const unread = (await this.fetch()).filter(({ is_read }) => !is_read).length;
    $('.nav__notifications__counter')
      .text(unread > 99 ? '99+' : unread)
      .toggle(unread > 0);
  }

  private async open(): Promise<void> {
    const rows = await this.fetch();
    const list =
      rows.length > 0
        ? html`<ul>
            ${rows.map(row)}
          </ul>`
        : html`<p class="notifications-centre__empty">Пока нет уведомлений</p>`;
    $('body').append(
      html`<div class="notifications-centre">
        <h2>Центр уведомлений</h2>
        ${list}
      </div>`.text,
    );
    await $.ajax({ url: '/ajax/page/notifications/read', method: 'POST' });
    $('.nav__notifications__counter').hide();
  }

  private close(): void {
    $('.notifications-centre').remove();
  }

  private async fetch(): Promise<readonly NotificationPayload[]> {
    const answer = (await $.ajax({ url: '/ajax/page/notifications', dataType: 'json' })) as {
      notifications: NotificationPayload[];
    };
    return answer.notifications;
  }
}
