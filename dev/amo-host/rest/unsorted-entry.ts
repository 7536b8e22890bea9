import { randomUUID } from 'node:crypto';
import type { AccountState } from '../account/account-state';
import type { Unsorted } from '../account/activity';
import type { EntityRef } from '../account/entity-links';

type NewEntry = Pick<Unsorted, 'source_uid' | 'source_name' | 'category' | 'pipeline_id' | 'metadata'> & {
  readonly created_at: number | undefined;
  /** What was made for it: nobody sees it until somebody accepts. */
  readonly made: readonly EntityRef[];
};

const idsOf = (made: readonly EntityRef[], type: EntityRef['type']): number[] =>
  made.filter((ref) => ref.type === type).map(({ id }) => id);

/** Puts an entry into "Incoming leads" and hides what was made for it. */
export function keepUnsorted(state: AccountState, { made, created_at, ...entry }: NewEntry): Unsorted {
  const now = state.now();
  const kept: Unsorted = {
    ...entry,
    uid: randomUUID().replaceAll('-', ''),
    created_at: created_at ?? now,
    updated_at: now,
    account_id: state.account.id,
    leadIds: idsOf(made, 'leads'),
    contactIds: idsOf(made, 'contacts'),
    companyIds: idsOf(made, 'companies'),
    state: 'waiting',
  };
  for (const ref of made) state.hide(ref);
  state.unsorted.set(kept.uid, kept);
  state.undo.add(() => state.unsorted.delete(kept.uid));
  return kept;
}

/** Everything that was made for the entry. */
export const madeFor = ({ leadIds, contactIds, companyIds }: Unsorted): EntityRef[] => [
  ...leadIds.map((id) => ({ type: 'leads' as const, id })),
  ...contactIds.map((id) => ({ type: 'contacts' as const, id })),
  ...companyIds.map((id) => ({ type: 'companies' as const, id })),
];
