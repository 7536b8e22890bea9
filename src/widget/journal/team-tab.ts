import template from '../../../templates/team-tab.twig';
import type { Pane, PaneNeeds } from './pane';
import { pageIcon } from './pane';

/** The tab that its own file draws; until that is there it says so. */
export function createTeamTab(
  { say, paint }: Pick<PaneNeeds, 'say' | 'paint'>,
  load: () => Promise<Pane>,
): Pane {
  let own: Pane | undefined;
  let isAsked = false;
  let hasFailed = false;
  let isLookedAt = false;
  const fetch = async (): Promise<void> => {
    if (isAsked) return;
    [isAsked, hasFailed] = [true, false];
    try {
      own = await load();
      if (isLookedAt) own.read();
    } catch {
      // The next look asks for it again.
      hasFailed = true;
    }
    isAsked = false;
    paint();
  };
  return {
    get template() {
      return own?.template ?? template;
    },
    model: () =>
      own?.model() ?? {
        reading: hasFailed ? '' : say('advanced.reading'),
        trouble: hasFailed && {
          ...{ text: say('faults.script-missing'), icon: pageIcon('error'), again: say('advanced.again') },
        },
      },
    read() {
      isLookedAt = true;
      if (own) own.read();
      else void fetch();
    },
    left() {
      isLookedAt = false;
      own?.left?.();
    },
    act(act, element) {
      if (own) own.act(act, element);
      else void fetch();
    },
    changed: (field, value) => own?.changed?.(field, value),
  };
}
