import type { DemoUser } from '../../demo/demo-account';
import type { EntityType } from './entity';

/** amoCRM's letters: A all, G own group, M own, D denied. */
export type RightLetter = 'A' | 'G' | 'M' | 'D';

export interface EntityRights {
  readonly view: RightLetter;
  readonly edit: RightLetter;
  readonly add: RightLetter;
  readonly delete: RightLetter;
  readonly export: RightLetter;
}

export interface AccountUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly isAdmin: boolean;
  readonly groupId: number;
  readonly groupKey: string;
  readonly phoneNumber: string | null;
  /** One set for all entity types: the demo account has no finer roles. */
  readonly rights: EntityRights;
}

/** Who asks: rights follow from it. An integration's token acts with all rights and, in records, as its giver. */
export interface Actor {
  readonly kind: 'user' | 'integration';
  readonly user: AccountUser;
  /** Of the integration. */
  readonly clientUuid?: string;
}

const ALL: EntityRights = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };
const AGENT: EntityRights = { view: 'A', edit: 'A', add: 'A', delete: 'M', export: 'D' };
const GROUP_AGENT: EntityRights = { view: 'G', edit: 'G', add: 'A', delete: 'D', export: 'D' };
const OWN_ONLY: EntityRights = { view: 'M', edit: 'M', add: 'A', delete: 'D', export: 'D' };

function rightsOf(user: DemoUser): EntityRights {
  if (user.isAdmin) return ALL;
  if (user.device === 'none') return OWN_ONLY;
  return user.group === 'group_1' ? GROUP_AGENT : AGENT;
}

export const GROUPS = [
  { id: 0, key: 'group_0', name: 'Отдел продаж', uuid: '0b8a7f6e-1f5b-4b69-9df2-0a55a1b5c000' },
  { id: 1, key: 'group_1', name: 'Отдел замеров', uuid: '0b8a7f6e-1f5b-4b69-9df2-0a55a1b5c001' },
] as const;

export const accountUser = (user: DemoUser): AccountUser => ({
  id: user.id,
  name: user.name,
  email: user.login,
  isAdmin: user.isAdmin,
  groupId: GROUPS.find(({ key }) => key === user.group)?.id ?? 0,
  groupKey: user.group,
  phoneNumber: user.extension ?? null,
  rights: rightsOf(user),
});

/** Whose something is: rights by the letters G and M are about that. */
export interface Belonging {
  readonly group_id: number;
  readonly responsible_user_id: number;
}

export function mayDo(actor: Actor, right: 'view' | 'edit' | 'delete', what: Belonging): boolean {
  if (actor.kind === 'integration' || actor.user.isAdmin) return true;
  switch (actor.user.rights[right]) {
    case 'A':
      return true;
    case 'G':
      return what.group_id === actor.user.groupId || what.responsible_user_id === actor.user.id;
    case 'M':
      return what.responsible_user_id === actor.user.id;
    case 'D':
      return false;
  }
}

export const rightsView = (
  user: AccountUser,
): Record<EntityType, EntityRights> & { tasks: Partial<EntityRights> } => ({
  leads: user.rights,
  contacts: user.rights,
  companies: user.rights,
  customers: user.rights,
  tasks: { edit: user.rights.edit, delete: user.rights.delete },
});
