import { statSync } from 'node:fs';
import type { AccountId, UserId } from '../src/call/ids';
import type { IndexedEntity } from '../src/gateway/crm/phone-index/indexed-entity';
import { openDatabase } from '../src/gateway/store/database';
import { SqlitePhoneIndex } from '../src/gateway/store/sqlite-phone-index';
import { SqliteProfiles } from '../src/gateway/store/sqlite-profiles';

const AT_ONCE = 10_000;
/** Every tenth contact has an open lead. */
const LEAD_EVERY = 10;

export const benchNumber = (n: number): string => `+79${String(100_000_000 + n).padStart(9, '0')}`;

/** A store whose account has so many contacts with a number each, and users who may see all; resolves with its bytes. */
export async function fillIndex(
  path: string,
  account: AccountId,
  numbers: number,
  users: number,
): Promise<number> {
  const db = openDatabase(path);
  // What is lost here is made anew in a minute.
  db.pragma('synchronous = OFF');
  const index = new SqlitePhoneIndex(db);
  for (let from = 0; from < numbers; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, numbers - from);
    await index.put(account, Array.from({ length: count }, (_, n) => entitiesOf(from + n)).flat(), 1);
  }
  const never = Date.now() + 365 * 86_400_000;
  const progress = { round: 1, isFilled: true, changesSince: 0, verifyAt: never };
  await index.saveProgress(account, progress);
  await new SqliteProfiles(db).save(account, {
    users: Array.from({ length: users }, (_, n) => ({
      ...{
        userId: (n + 1) as UserId,
        name: `Agent ${n}`,
        email: '',
        groupId: 0,
        isAdmin: false,
        isActive: true,
      },
      view: { leads: 'A', contacts: 'A', companies: 'A' },
    })),
  });
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return statSync(path).size;
}

function entitiesOf(n: number): readonly IndexedEntity[] {
  const common = { id: n + 1, responsibleUserId: 1 as UserId, groupId: 0 };
  const contact: IndexedEntity = {
    ...common,
    kind: 'contacts',
    name: `Контакт ${n}`,
    createdAt: 1_700_000_000_000,
    numbers: [benchNumber(n)],
  };
  if (n % LEAD_EVERY > 0) return [contact];
  const lead = { statusId: 1, pipelineId: 1, price: 1000, contactIds: [n + 1], companyIds: [] };
  return [contact, { ...common, ...lead, kind: 'leads', name: `Сделка ${n}` }];
}
