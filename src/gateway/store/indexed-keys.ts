import type { IndexedEntity, OwnerKind } from '../crm/phone-index/indexed-entity';

/** By what an entity is found. */
export const numbersOf = (entity: IndexedEntity): readonly string[] =>
  'numbers' in entity ? entity.numbers : [];

/** In whose cards it stands. */
export function ownersOf(entity: IndexedEntity): readonly (readonly [OwnerKind, number])[] {
  if (!('contactIds' in entity)) return [];
  return [
    ...entity.contactIds.map((id) => ['contacts', id] as const),
    ...entity.companyIds.map((id) => ['companies', id] as const),
  ];
}
