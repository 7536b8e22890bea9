import { html } from '../markup';
import { entityLink, type EntityRow } from './entity-row';
import type { FeedTask } from './feed';

export interface TaskRow extends FeedTask {
  readonly about: EntityRow | null;
}

const when = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString('ru', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });

export function drawTasks($holder: JQuery, tasks: readonly TaskRow[]): void {
  const open = tasks.filter(({ is_completed }) => !is_completed);
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head">
        <h1>Задачи</h1>
        <span class="list-head__count">Открытые · ${open.length}</span>
      </header>
      <table class="list-table" id="list_table">
        <thead>
          <tr>
            <th>Срок</th>
            <th>Задача</th>
            <th>О ком</th>
            <th>Ответственный</th>
          </tr>
        </thead>
        <tbody>
          ${open.map(
            (task) =>
              html`<tr>
                <td>${when(task.complete_till)}</td>
                <td>${task.text}</td>
                <td>${task.about ? entityLink(task.about) : ''}</td>
                <td>${task.responsible}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`.text,
  );
}

/** Pages of amoCRM that no telephony widget looks into; an own page of a widget is drawn into its work area. */
export function drawPlain($holder: JQuery, title: string, widgetCode?: string): void {
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head"><h1>${title}</h1></header>
      <div class="plain-page" id="${widgetCode === undefined ? undefined : `work-area-${widgetCode}`}">
        ${widgetCode === undefined && 'В стенде на этой странице ничего нет.'}
      </div>
    </div>`.text,
  );
}
