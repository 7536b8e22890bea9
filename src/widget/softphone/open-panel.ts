import template from '../../../templates/phone-panel.twig';
import type { AgentPicture } from '../channel/agent-picture';
import { nextOutcomeEnd } from './outcome-note';
import type { PanelCommands } from './panel-commands';
import { holdFocus } from './panel-focus';
import { listenToKeys } from './panel-keyboard';
import { panelModel } from './panel-model';
import type { PanelNeeds } from './phone-panel';

export interface OpenPanel {
  paint(): void;
  close(): void;
}

/** The panel from its opening to its closing. While it is open the cards stand inside it: one surface in one corner. */
export function openPanel(
  needs: PanelNeeds,
  picture: () => AgentPicture,
  commands: PanelCommands,
  hide: () => void,
): OpenPanel {
  const { surface, say, clock } = needs;
  const place = surface.panel;
  const field = (): HTMLInputElement | null => place.querySelector('input[name="number"]');
  const typed = (): string => field()?.value.trim() ?? '';
  let cancelRepaint = (): void => undefined;

  const view = needs.openView(place, (act, element) => {
    if (act === 'close') return hide();
    if (act === 'open') return needs.navigate(element.getAttribute('href') ?? '/');
    if (act === 'key') return type(element.dataset['digit'] ?? '');
    if (act === 'call') return commands.call(typed());
    if (act === 'redial') return commands.redial();
    commands.act(act);
  });

  const type = (text: string): void => {
    const input = field();
    input?.setRangeText(text, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
    paint();
  };

  const paint = (): void => {
    const now = clock.now();
    const input = { empty: typed() === '', last: commands.last().text, busy: commands.busy() };
    view.paint(template, panelModel(picture(), input, say, now));
    place.querySelector('[data-slot]')?.append(surface.card);
    focus.keep();
    cancelRepaint();
    const next = nextOutcomeEnd(picture(), now);
    cancelRepaint = next === undefined ? () => undefined : clock.after(next - now, paint);
  };

  const focus = holdFocus(place);
  paint();
  place.addEventListener('input', paint);
  const forgetKeys = listenToKeys(surface.root, {
    ...{ field, type },
    call: () => commands.call(typed()),
    close: hide,
  });
  focus.enter();

  return {
    paint,
    close() {
      cancelRepaint();
      surface.root.append(surface.card);
      focus.leave();
      forgetKeys();
      place.removeEventListener('input', paint);
      view.destroy();
    },
  };
}
