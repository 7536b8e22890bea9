import type { AccountState } from '../account/account-state';
import { mayDo, type Actor } from '../account/account-user';
import type { Task } from '../account/activity';
import type { ApiRequest } from './api-route';
import { isVisible } from './entity-search';
import { filterOf, inRange, isOneOf, ordered } from './list-query';
import { listOf, type NestedQuery } from './nested-query';
import { ApiProblem } from './problem';

/** A task is seen by whom it is for, and with the entity that it is about. */
export function isTaskVisible(state: AccountState, actor: Actor, task: Task): boolean {
  if (mayDo(actor, 'view', task)) return true;
  const { entity_type: type, entity_id: id } = task;
  const entity = type ? state.entities(type).get(id ?? 0) : undefined;
  return type !== null && entity !== undefined && isVisible(state, actor, type, entity);
}

function matches(task: Task, filter: NestedQuery): boolean {
  const [completed] = listOf(filter['is_completed']);
  return (
    isOneOf(task.id, filter['id']) &&
    isOneOf(task.entity_id, filter['entity_id']) &&
    isOneOf(task.entity_type, filter['entity_type']) &&
    isOneOf(task.responsible_user_id, filter['responsible_user_id']) &&
    isOneOf(task.task_type_id, filter['task_type']) &&
    inRange(task.updated_at, filter['updated_at']) &&
    (completed === undefined || task.is_completed === (completed === '1'))
  );
}

/** Tasks that the request asks for and its sender may see. */
export function searchTasks(state: AccountState, request: ApiRequest): readonly Task[] {
  const filter = filterOf(request);
  if (filter['entity_id'] !== undefined && filter['entity_type'] === undefined)
    throw ApiProblem.of(400, 'Query parameter "filter[entity_id]" needs "filter[entity_type]"');
  const tasks = [...state.tasks.values()].filter(
    (task) => matches(task, filter) && isTaskVisible(state, request.actor, task),
  );
  return ordered(tasks, request, ['created_at', 'complete_till', 'id']);
}
