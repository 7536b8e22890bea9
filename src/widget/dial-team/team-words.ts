import type { UserId } from '../../call/ids';
import type { TeamNow } from '../../protocol/dial-team';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';

/** `45 %`; of nothing `—`. */
export const share = (part: number, whole: number, language: string): string =>
  whole === 0 ? '—' : (part / whole).toLocaleString(language, { style: 'percent' });

export const average = (sumMs: number, count: number): string =>
  count === 0 ? '—' : duration(sumMs / count);

/** Of somebody who left long ago only his id is known. */
export function nameOfUser(userId: UserId, team: TeamNow | undefined): string {
  const known = [...(team?.members ?? []), ...(team?.people ?? [])].find((one) => one.userId === userId);
  return known?.name || `ID ${userId}`;
}

/** `undefined` = all of it is on one page. */
export function pagerModel(
  { from, shown, total }: { readonly from: number; readonly shown: number; readonly total: number },
  say: Say,
): object | undefined {
  if (from === 0 && total <= shown) return undefined;
  return {
    text: say('team.window', { from: from + 1, to: from + shown }),
    back: say('advanced.back'),
    on: say('advanced.further'),
    isFirst: from === 0,
    isLast: from + shown >= total,
  };
}
