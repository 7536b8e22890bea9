import type { RowOutcome } from '../../call/dial-list';

/** As it stands in a column; `''` = none. */
export function outcomeOf(text: string): RowOutcome | undefined {
  if (text === '') return undefined;
  return text === 'skipped' || text === 'unknown' ? text : (Number(text) as RowOutcome);
}
