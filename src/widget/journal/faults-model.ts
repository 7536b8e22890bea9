import type { StandingFault } from '../../protocol/standing-faults';
import type { Say } from '../host/phrases';
import { firstSentence } from '../ui/first-sentence';
import { pageIcon } from './pane';
import { clockTime } from './times';

/** What stands above the tabs while something of the account is to be mended. */
export function faultsModel(
  faults: readonly StandingFault[],
  { say, language, now }: { readonly say: Say; readonly language: string; readonly now: number },
): readonly object[] {
  return faults.flatMap(({ fault, since }) => {
    const key = `faults.${fault}`;
    const text = say(key);
    // A newer gateway may name what these texts do not know.
    if (text === key) return [];
    const title = firstSentence(text);
    const time = say('advanced.faultSince', { time: clockTime(since, now, language) });
    return [{ fault, title, time, text: text.slice(title.length + 1).trim(), icon: pageIcon('error') }];
  });
}
