import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import type { Actor } from '../account/account-user';
import { newCompany, newContact, newCustomer, newLead, type NewEntity } from '../account/entity-factory';
import { LOST, WON, type Entity, type EntityType, type Lead } from '../account/entity';
import { firstStatus, mainPipeline, PIPELINES } from '../account/pipeline';
import { invalid } from './body-check';
import { customFieldsSchema, mergedFields } from './custom-field-input';

const tag = z.object({ id: z.int().optional(), name: z.string().optional() });
const linked = z.array(z.object({ id: z.int(), is_main: z.boolean().optional() })).optional();

/** Fields that every entity takes; those of a lead are ignored by the others, as amoCRM does. */
export const entityInput = z.object({
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  responsible_user_id: z.int().optional(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: z.int().optional(),
  updated_at: z.int().optional(),
  price: z.int().optional(),
  next_price: z.int().optional(),
  status_id: z.int().optional(),
  pipeline_id: z.int().optional(),
  loss_reason_id: z.int().nullish(),
  custom_fields_values: customFieldsSchema,
  tags_to_add: z.array(tag).optional(),
  _embedded: z
    .object({ tags: z.array(tag).nullish(), contacts: linked, companies: linked })
    .partial()
    .optional(),
});
export type EntityInput = z.output<typeof entityInput>;

const FACTORY: Record<EntityType, (state: AccountState, made: NewEntity) => Entity> = {
  contacts: newContact,
  companies: newCompany,
  leads: newLead,
  customers: newCustomer,
};

function checkUser(state: AccountState, id: number | undefined, path: string, requestId: string): void {
  if (id !== undefined && id !== 0 && !state.user(id)) throw invalid(path, 'NotSupportedChoice', requestId);
}

/** A status belongs to a pipeline; without a pipeline the main one is meant, or that of the status. */
function moveLead(lead: Lead, input: EntityInput, now: number, requestId: string): void {
  if (input.pipeline_id === undefined && input.status_id === undefined) return;
  const byStatus = PIPELINES.find(({ statuses }) => statuses.some(({ id }) => id === input.status_id));
  const isClosing = input.status_id === WON || input.status_id === LOST;
  const pipelineId = input.pipeline_id ?? (isClosing ? lead.pipeline_id : (byStatus ?? mainPipeline()).id);
  const pipeline = PIPELINES.find(({ id }) => id === pipelineId);
  if (!pipeline) throw invalid('pipeline_id', 'NotSupportedChoice', requestId);
  const statusId = input.status_id ?? firstStatus(pipeline).id;
  if (!pipeline.statuses.some(({ id }) => id === statusId))
    throw invalid('status_id', 'NotSupportedChoice', requestId);
  lead.pipeline_id = pipeline.id;
  lead.status_id = statusId;
  lead.closed_at = isClosing ? now : null;
}

function writeName(type: EntityType, entity: Entity, input: EntityInput): void {
  if (type === 'contacts' && (input.first_name !== undefined || input.last_name !== undefined)) {
    const contact = entity as Entity & { first_name: string; last_name: string };
    contact.first_name = input.first_name ?? contact.first_name;
    contact.last_name = input.last_name ?? contact.last_name;
    entity.name = input.name ?? [contact.first_name, contact.last_name].filter(Boolean).join(' ');
    return;
  }
  if (input.name !== undefined) entity.name = input.name;
}

function linkEmbedded(
  state: AccountState,
  type: EntityType,
  entity: Entity,
  input: EntityInput,
  requestId: string,
): void {
  for (const linkedType of ['contacts', 'companies'] as const) {
    if (linkedType === type) continue;
    input._embedded?.[linkedType]?.forEach(({ id, is_main }, index) => {
      if (!state.entities(linkedType).has(id)) {
        throw invalid(`_embedded.${linkedType}.${index}.id`, 'NotSupportedChoice', requestId);
      }
      state.links.link({ type, id: entity.id }, { type: linkedType, id }, is_main ?? index === 0);
    });
  }
}

function addTags(state: AccountState, entity: Entity, input: EntityInput): void {
  for (const { name } of [...(input._embedded?.tags ?? []), ...(input.tags_to_add ?? [])]) {
    if (name && !entity.tags.some((held) => held.name === name))
      entity.tags.push({ id: state.nextId(), name });
  }
}

/** Lays the input over the entity. */
export function writeEntity(
  state: AccountState,
  type: EntityType,
  entity: Entity,
  input: EntityInput,
  actor: Actor,
  requestId: string,
): void {
  state.undo.keep(entity);
  checkUser(state, input.responsible_user_id, 'responsible_user_id', requestId);
  checkUser(state, input.created_by, 'created_by', requestId);
  const fields = mergedFields(type, entity.custom_fields_values, input.custom_fields_values, requestId);
  if (type === 'leads') moveLead(entity as Lead, input, state.now(), requestId);
  linkEmbedded(state, type, entity, input, requestId);
  entity.custom_fields_values = fields;
  writeName(type, entity, input);
  addTags(state, entity, input);
  if (input.responsible_user_id !== undefined) {
    entity.responsible_user_id = input.responsible_user_id;
    entity.group_id = state.user(input.responsible_user_id)?.groupId ?? 0;
  }
  if ('price' in entity && input.price !== undefined) entity.price = input.price;
  if ('next_price' in entity && input.next_price !== undefined) entity.next_price = input.next_price;
  entity.updated_by = input.updated_by ?? actor.user.id;
  entity.updated_at = input.updated_at ?? state.now();
  state.changed({ type, id: entity.id });
}

export function createEntity(
  state: AccountState,
  type: EntityType,
  input: EntityInput,
  actor: Actor,
  requestId: string,
): Entity {
  const entity = FACTORY[type](state, {
    name: '',
    responsibleUserId: input.responsible_user_id ?? actor.user.id,
    createdBy: input.created_by ?? actor.user.id,
    ...(input.created_at !== undefined && { createdAt: input.created_at }),
  });
  state.undo.add(() => state.entities(type).delete(entity.id));
  writeEntity(state, type, entity, input, actor, requestId);
  if (type === 'leads' && !entity.name) entity.name = `Сделка #${entity.id}`;
  return entity;
}
