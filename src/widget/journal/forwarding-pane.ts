import template from '../../../templates/forwarding.twig';
import { parseForwarding, parseTriedCall, type Forwarding, type TriedCall } from '../../protocol/forwarding';
import type { PageTrouble } from './ask-gateway';
import { forwardingModel } from './forwarding-model';
import type { Pane, PaneNeeds } from './pane';

export interface ForwardingState {
  /** `null` = the account has none; `undefined` = not read yet. */
  readonly forwarding: Forwarding | null | undefined;
  readonly trouble: PageTrouble | undefined;
  readonly number: string;
  /** `2026-11-27T14:30` by the account's clock; `''` = now. */
  readonly at: string;
  readonly tried: TriedCall | undefined;
  readonly isTrying: boolean;
  /** What was typed cannot be tried. */
  readonly isWrong: boolean;
}

/** The rules of forwarding, and who would get a call by them. */
export function createForwardingPane({ ask, say, language, clock, paint }: PaneNeeds): Pane {
  let state: ForwardingState = {
    ...{ forwarding: undefined, trouble: undefined, number: '', at: '' },
    ...{ tried: undefined, isTrying: false, isWrong: false },
  };
  let round = 0;

  const become = (change: Partial<ForwardingState>): void => {
    state = { ...state, ...change };
    paint();
  };

  const read = async (): Promise<void> => {
    const answer = await ask('/forwarding', parseForwarding);
    become(answer.ok ? { forwarding: answer.value, trouble: undefined } : { trouble: answer });
  };

  const tryCall = async (): Promise<void> => {
    const own = ++round;
    const number = state.number.trim();
    if (!/\d/.test(number)) return become({ isWrong: true, tried: undefined });
    become({ isTrying: true, isWrong: false });
    const query = new URLSearchParams({ number, ...(state.at !== '' && { at: state.at }) });
    const answer = await ask(`/forwarding/dry-run?${query}`, parseTriedCall);
    if (own !== round) return;
    become(
      answer.ok
        ? { isTrying: false, tried: answer.value, trouble: undefined }
        : { isTrying: false, tried: undefined, trouble: answer },
    );
  };

  return {
    template,
    model: () => forwardingModel(state, { say, language, now: clock.now() }),
    read: () => void read(),
    act(act) {
      if (act === 'try') void tryCall();
      else if (act === 'again') void read();
    },
    changed(field, value) {
      if (field !== 'number' && field !== 'at') return;
      round += 1;
      // What was found was found of something else.
      become({ [field]: value, tried: undefined, isTrying: false, isWrong: false });
    },
  };
}
