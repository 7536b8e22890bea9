import template from '../../../templates/staff.twig';
import { parseStaff, type StaffMember } from '../../protocol/staff';
import type { PageTrouble } from './ask-gateway';
import type { Pane, PaneNeeds } from './pane';
import { staffModel } from './staff-model';

export interface StaffState {
  readonly staff: readonly StaffMember[] | undefined;
  readonly trouble: PageTrouble | undefined;
}

export interface StaffPane extends Pane {
  staff(): readonly StaffMember[];
}

/** Who works in the account, and whose phone is there. */
export function createStaffPane({ ask, say, language, clock, paint }: PaneNeeds): StaffPane {
  let state: StaffState = { staff: undefined, trouble: undefined };
  const read = async (): Promise<void> => {
    const answer = await ask('/staff', parseStaff);
    state = answer.ok ? { staff: answer.value, trouble: undefined } : { ...state, trouble: answer };
    paint();
  };
  return {
    template,
    model: () => staffModel(state, { say, language, now: clock.now() }),
    read: () => void read(),
    staff: () => state.staff ?? [],
    act: (act) => void (act === 'again' && read()),
  };
}
