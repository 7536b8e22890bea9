import template from '../../../templates/checks.twig';
import { parseKeptPhoneChecks } from '../../protocol/phone-check';
import { checksModel, type ChecksState } from './checks-model';
import type { Pane, PaneNeeds } from './pane';

/** Self-tests of phones that agents have sent. */
export function createChecksPane({ ask, say, language, clock, paint }: PaneNeeds): Pane {
  let state: ChecksState = { checks: undefined, trouble: undefined };
  const read = async (): Promise<void> => {
    const answer = await ask('/phone-checks', parseKeptPhoneChecks);
    state = answer.ok ? { checks: answer.value, trouble: undefined } : { ...state, trouble: answer };
    paint();
  };
  return {
    template,
    model: () => checksModel(state, { say, language, now: clock.now() }),
    read: () => void read(),
    act: (act) => void (act === 'again' && read()),
  };
}
