import { hostCollection, hostModel } from '../host-model';
import { html } from '../markup';
import { entityLink, type EntityRow } from './entity-row';
import type { FeedTask } from './feed';
import type { DrawnList } from './list-view';
import { bindMore, bindTicks, selectionHead, tickAllCell, tickCell, type RunningWidgets } from './selection';

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

export function drawTasks($holder: JQuery, tasks: readonly TaskRow[], widgets: RunningWidgets): DrawnList {
  const open = tasks.filter(({ is_completed }) => !is_completed);
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head">
        <h1>Задачи</h1>
        <span class="list-head__count">Открытые · ${open.length}</span>
        ${selectionHead()}
      </header>
      <table class="list-table" id="list_table">
        <thead>
          <tr>
            ${tickAllCell()}
            <th>Срок</th>
            <th>Задача</th>
            <th>О ком</th>
            <th>Ответственный</th>
          </tr>
        </thead>
        <tbody>
          ${open.map(
            (task) =>
              html`<tr class="list-row" data-id="${task.id}">
                ${tickCell(task.text)}
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
  const models = hostCollection(
    open.map(({ id, text }) => hostModel({ id, entity: 'todo', name: { text, url: '' } })),
  );
  bindTicks($holder, models);
  bindMore($holder, 'todo.selected', widgets);
  const selected = () =>
    open
      .filter(({ id }) => models.get(id)?.get('checked') === true)
      .map(({ id }) => ({ id, type: 'task', emails: [], phones: [] }));
  return { models, selected };
}

/** Pages of amoCRM that no telephony widget looks into. */
export function drawPlain($holder: JQuery, title: string): void {
  $holder.html(
    html`<div class="list-page" id="list_page_holder">
      <header class="list__body-right__top list-head"><h1>${title}</h1></header>
      <div class="plain-page">В стенде на этой странице ничего нет.</div>
    </div>`.text,
  );
}
