import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { mayDo } from '../account/account-user';
import type { Task } from '../account/activity';
import { NOTHING_FOUND, ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, checkedObject } from './body-check';
import { pageOf } from './paging';
import { ApiProblem } from './problem';
import { checkReferences, taskInput, taskPatch, type TaskInput, type TaskPatch } from './task-input';
import { isTaskVisible, searchTasks } from './task-search';

const linkTo = (task: Task, request: ApiRequest) => selfLink(request, `/api/v4/tasks/${task.id}`);

const view = (task: Task, request: ApiRequest) => ({ ...task, _links: linkTo(task, request) });

function createTask(state: AccountState, input: TaskInput, request: ApiRequest): Task {
  const author = input.created_by ?? request.actor.user.id;
  const responsible = input.responsible_user_id ?? request.actor.user.id;
  const at = input.created_at ?? state.now();
  const task: Task = {
    id: state.nextId(),
    created_by: author,
    updated_by: input.updated_by ?? author,
    created_at: at,
    updated_at: input.updated_at ?? at,
    responsible_user_id: responsible,
    group_id: state.user(responsible)?.groupId ?? 0,
    entity_id: input.entity_id ?? null,
    entity_type: input.entity_type ?? null,
    duration: input.duration ?? 0,
    is_completed: input.is_completed ?? false,
    task_type_id: input.task_type_id ?? 1,
    text: input.text,
    result: input.result ?? [],
    complete_till: input.complete_till,
    account_id: state.account.id,
  };
  state.tasks.set(task.id, task);
  state.undo.add(() => state.tasks.delete(task.id));
  state.taskChanged(task);
  return task;
}

/** The task, if this caller sees it and may change it. */
function taskToChange(state: AccountState, id: number, { actor }: ApiRequest): Task {
  const task = state.tasks.get(id);
  if (!task || !isTaskVisible(state, actor, task)) throw ApiProblem.of(404, 'Task not found');
  if (!mayDo(actor, 'edit', task)) throw ApiProblem.forbidden();
  return task;
}

function patchTask(
  state: AccountState,
  id: number,
  input: TaskPatch,
  request: ApiRequest,
  requestId = '0',
): Task {
  const task = taskToChange(state, id, request);
  const about = task.entity_type && { entity_type: task.entity_type, entity_id: task.entity_id ?? 0 };
  checkReferences(state, { ...about, ...input }, requestId);
  state.undo.keep(task);
  const { result, ...fields } = input;
  const given = Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => key !== 'id' && value !== undefined),
  );
  const now = { updated_at: state.now(), updated_by: request.actor.user.id };
  Object.assign(task, now, given, result && { result });
  task.group_id = state.user(task.responsible_user_id)?.groupId ?? 0;
  state.taskChanged(task);
  return task;
}

const written = (
  request: ApiRequest,
  tasks: readonly { task: Task; requestId: string }[],
  more: (task: Task) => object = () => ({}),
): ApiAnswer =>
  ok({
    _links: selfLink(request, '/api/v4/tasks'),
    _embedded: {
      tasks: tasks.map(({ task, requestId }) => ({
        id: task.id,
        ...more(task),
        request_id: requestId,
        _links: linkTo(task, request),
      })),
    },
  });

const collection = (state: AccountState): ApiRoute => ({
  path: '/api/v4/tasks',
  methods: {
    GET: (request) => pageOf(request, 'tasks', searchTasks(state, request), (task) => view(task, request)),
    POST: (request) => {
      const items = checkedItems(request.body, taskInput);
      for (const { item, requestId } of items) checkReferences(state, item, requestId);
      return written(
        request,
        items.map(({ item, requestId }) => ({ task: createTask(state, item, request), requestId })),
      );
    },
    PATCH: (request) => {
      const items = checkedItems(request.body, taskPatch.extend({ id: z.int() }));
      const done = items.map(({ item, requestId }) => ({
        task: patchTask(state, item.id, item, request, requestId),
        requestId,
      }));
      return written(request, done, ({ updated_at }) => ({ updated_at }));
    },
  },
});

const single = (state: AccountState): ApiRoute => ({
  path: '/api/v4/tasks/:id(^\\d+$)',
  methods: {
    GET: (request) => {
      const task = state.tasks.get(Number(request.params['id']));
      return task && isTaskVisible(state, request.actor, task) ? ok(view(task, request)) : NOTHING_FOUND;
    },
    PATCH: (request) => {
      const input = checkedObject(request.body, taskPatch);
      const task = patchTask(state, Number(request.params['id']), input, request);
      return ok({ id: task.id, updated_at: task.updated_at, _links: linkTo(task, request) });
    },
  },
});

export const taskRoutes = (state: AccountState): ApiRoute[] => [collection(state), single(state)];
