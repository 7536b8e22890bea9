import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { TASK_TYPES } from '../account/activity';
import { ENTITY_TYPES } from '../account/entity';
import { invalid } from './body-check';

const optionalFields = {
  entity_id: z.int().optional(),
  entity_type: z.enum(ENTITY_TYPES).optional(),
  task_type_id: z.int().optional(),
  responsible_user_id: z.int().optional(),
  duration: z.int().optional(),
  is_completed: z.boolean().optional(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: z.int().optional(),
  updated_at: z.int().optional(),
  result: z.object({ text: z.string() }).nullish(),
};

/** amocrm.ru/developers, "tasks-api". */
export const taskInput = z.object({ text: z.string().min(1), complete_till: z.int(), ...optionalFields });
export const taskPatch = z.object({
  id: z.int().optional(),
  text: z.string().min(1).optional(),
  complete_till: z.int().optional(),
  ...optionalFields,
});
export type TaskInput = z.output<typeof taskInput>;
export type TaskPatch = z.output<typeof taskPatch>;

/** Entity, users and type that a task names have to be there. */
export function checkReferences(state: AccountState, input: TaskPatch, requestId: string): void {
  const { entity_id: id, entity_type: type, task_type_id: kind } = input;
  if ((id === undefined) !== (type === undefined))
    throw invalid(id === undefined ? 'entity_id' : 'entity_type', 'FieldMissing', requestId);
  if (id !== undefined && type && !state.entities(type).has(id))
    throw invalid('entity_id', 'NotSupportedChoice', requestId);
  for (const key of ['responsible_user_id', 'created_by', 'updated_by'] as const) {
    const user = input[key];
    const isRobot = user === 0 && key !== 'responsible_user_id';
    if (user !== undefined && !isRobot && !state.user(user))
      throw invalid(key, 'NotSupportedChoice', requestId);
  }
  if (kind !== undefined && !TASK_TYPES.some((known) => known.id === kind))
    throw invalid('task_type_id', 'NotSupportedChoice', requestId);
}
