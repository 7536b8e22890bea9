import type { AccountId, Extension } from '../../call/ids';

/** Which agent talked last with an outside number. Writes are durable when they resolve. */
export interface LastTalks {
  /** `number`: E.164. */
  last(accountId: AccountId, number: string): Promise<Extension | undefined>;
  /** `at`: epoch ms; an older talk than the known one changes nothing. */
  talked(accountId: AccountId, number: string, extension: Extension, at: number): Promise<void>;
}
