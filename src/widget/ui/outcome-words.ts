import type { RowOutcome } from '../../call/dial-list';
import type { Say } from '../host/phrases';

/** The words of the result window. */
export function outcomeText(outcome: RowOutcome | undefined, say: Say): string {
  if (outcome === undefined) return '';
  if (outcome === 'skipped') return say('dial.skipped');
  return outcome === 'unknown' ? say('dial.lost') : say(`result.statuses.${outcome}`);
}
