import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { TASK_TYPES, type Task } from '../account/activity';
import { ENTITY_TYPES } from '../account/entity';
import { NOTHING_FOUND, ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, checkedObject, invalid } from './body-check';
import { listOf, textOf } from './nested-query';
import { pageOf } from './paging';
import { ApiProblem } from './problem';

const optionalFields = {
  entity_id: z.int().optional(),
  entity_type: z.enum(ENTITY_TYPES).optional(),
  task_type_id: z.int().optional(),
  responsible_user_id: z.int().optional(),
  duration: z.int().optional(),
  is_completed: z.boolean().optional(),
  created_by: z.int().optional(),
  created_at: z.int().optional(),
  result: z.object({ text: z.string() }).nullish(),
};
const taskInput = z.object({ text: z.string().min(1), complete_till: z.int(), ...optionalFields });
const taskPatch = z.object({
  id: z.int().optional(),
  text: z.string().min(1).optional(),
  complete_till: z.int().optional(),
  ...optionalFields,
});
type TaskInput = z.output<typeof taskPatch>;

const view = (task: Task, request: ApiRequest) => ({
  ...task,
  _links: selfLink(request, `/api/v4/tasks/${task.id}`),
});

function checkReferences(state: AccountState, input: TaskInput, requestId: string): void {
  const { entity_id: id, entity_type: type, responsible_user_id: user, task_type_id: kind } = input;
  if ((id === undefined) !== (type === undefined)) {
    throw invalid(id === undefined ? 'entity_id' : 'entity_type', 'FieldMissing', requestId);
  }
  if (id !== undefined && type && !state.entities(type).has(id))
    throw invalid('entity_id', 'NotSupportedChoice', requestId);
  if (user !== undefined && !state.user(user))
    throw invalid('responsible_user_id', 'NotSupportedChoice', requestId);
  if (kind !== undefined && !TASK_TYPES.some((known) => known.id === kind)) {
    throw invalid('task_type_id', 'NotSupportedChoice', requestId);
  }
}

function createTask(state: AccountState, input: z.output<typeof taskInput>, request: ApiRequest): Task {
  const author = input.created_by ?? request.actor.user.id;
  const responsible = input.responsible_user_id ?? request.actor.user.id;
  const at = input.created_at ?? state.now();
  const task: Task = {
    id: state.nextId(),
    created_by: author,
    updated_by: author,
    created_at: at,
    updated_at: at,
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
  if (task.entity_type && task.entity_id) state.changed({ type: task.entity_type, id: task.entity_id });
  return task;
}

function patchTask(state: AccountState, id: number, input: TaskInput, requestId: string): Task {
  const task = state.tasks.get(id);
  if (!task) throw ApiProblem.of(404, 'Task not found');
  const merged = {
    ...(task.entity_type && { entity_type: task.entity_type, entity_id: task.entity_id ?? 0 }),
    ...input,
  };
  checkReferences(state, merged, requestId);
  state.undo.keep(task);
  const { result, ...fields } = input;
  const given = Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => key !== 'id' && value !== undefined),
  );
  Object.assign(task, given, { updated_at: state.now(), ...(result && { result }) });
  if (task.entity_type && task.entity_id) state.changed({ type: task.entity_type, id: task.entity_id });
  return task;
}

const written = (request: ApiRequest, tasks: readonly { task: Task; requestId: string }[]): ApiAnswer =>
  ok({
    _links: selfLink(request, '/api/v4/tasks'),
    _embedded: {
      tasks: tasks.map(({ task, requestId }) => ({
        id: task.id,
        request_id: requestId,
        _links: selfLink(request, `/api/v4/tasks/${task.id}`),
      })),
    },
  });

function listTasks(state: AccountState, request: ApiRequest): ApiAnswer {
  const filter = request.query['filter'];
  const of = (key: string): string[] => (typeof filter === 'object' ? listOf(filter[key]) : []);
  const isIn = (list: readonly string[], value: unknown): boolean =>
    list.length === 0 || list.includes(String(value));
  const completed = typeof filter === 'object' ? textOf(filter['is_completed']) : undefined;
  const tasks = [...state.tasks.values()].filter(
    (task) =>
      isIn(of('id'), task.id) &&
      isIn(of('entity_id'), task.entity_id) &&
      isIn(of('entity_type'), task.entity_type) &&
      isIn(of('responsible_user_id'), task.responsible_user_id) &&
      (completed === undefined || task.is_completed === (completed === '1')),
  );
  return pageOf(request, 'tasks', tasks, (task) => view(task, request));
}

export const taskRoutes = (state: AccountState): ApiRoute[] => [
  {
    path: '/api/v4/tasks',
    methods: {
      GET: (request) => listTasks(state, request),
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
        return written(
          request,
          items.map(({ item, requestId }) => ({
            task: patchTask(state, item.id, item, requestId),
            requestId,
          })),
        );
      },
    },
  },
  {
    path: '/api/v4/tasks/:id(^\\d+$)',
    methods: {
      GET: (request) => {
        const task = state.tasks.get(Number(request.params['id']));
        return task ? ok(view(task, request)) : NOTHING_FOUND;
      },
      PATCH: (request) => {
        const task = patchTask(
          state,
          Number(request.params['id']),
          checkedObject(request.body, taskPatch),
          '0',
        );
        return ok({
          id: task.id,
          updated_at: task.updated_at,
          _links: selfLink(request, `/api/v4/tasks/${task.id}`),
        });
      },
    },
  },
];
