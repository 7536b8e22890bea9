import type { AccountState } from './account-state';
import { INDEXED_DIGITS } from './digit-index';
import { phonesOf, type Entity, type EntityType } from './entity';
import type { EntityRef } from './entity-links';

/** Digits of the number itself: what follows "доб." or "ext" is not part of it. */
export const digitsOf = (phone: string): string =>
  (phone.split(/доб|ext|#|,|;/i)[0] ?? '').replace(/\D/g, '');

/**
 * Entities of a type whose number ends in the same digits: 10 of them for `POST /api/v4/calls`, 8 for
 * `POST /api/v2/events` (developers.kommo.com, "Caller ID"). The oldest comes first.
 */
export function entitiesWithPhone(
  state: AccountState,
  type: EntityType,
  phone: string,
  digits: number,
): Entity[] {
  const wanted = digitsOf(phone).slice(-digits);
  if (wanted.length < Math.min(digits, 5)) return [];
  const entities =
    wanted.length < INDEXED_DIGITS
      ? [...state.entities(type).values()]
      : state.digits[type].candidates(wanted.slice(-INDEXED_DIGITS));
  return entities
    .filter((entity) => phonesOf(entity).some((own) => digitsOf(own).slice(-digits) === wanted))
    .filter((entity) => !entity.is_deleted && !state.isHidden({ type, id: entity.id }))
    .sort((a, b) => a.created_at - b.created_at || a.id - b.id);
}

/** Contacts go first, companies only when no contact has the number. */
export function ownerOfPhone(state: AccountState, phone: string, digits: number): EntityRef | undefined {
  for (const type of ['contacts', 'companies'] as const) {
    const [oldest] = entitiesWithPhone(state, type, phone, digits);
    if (oldest) return { type, id: oldest.id };
  }
  return undefined;
}
