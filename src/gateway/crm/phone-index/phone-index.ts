import type { NumberOwner } from '../../../call/entity-rule';

/** Who has which number in one account, without asking amoCRM. */
export interface PhoneIndex {
  /**
   * Contacts and companies with exactly this number (E.164 with `+`), whoever may see them: rights are the reader's
   * matter. `undefined` = the first reading has not ended, so nothing may be claimed.
   */
  owners(number: string): Promise<readonly NumberOwner[] | undefined>;
}
