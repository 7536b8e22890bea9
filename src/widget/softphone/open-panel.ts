import template from '../../../templates/phone-panel.twig';
import type { AgentStatus } from '../../call/agent-status';
import type { CallId } from '../../call/ids';
import type { AgentPicture } from '../channel/agent-picture';
import { nextOutcomeEnd } from './outcome-note';
import type { PanelCommands } from './panel-commands';
import { holdFocus } from './panel-focus';
import { listenToKeys } from './panel-keyboard';
import { panelModel, type PanelTab } from './panel-model';
import type { PanelNeeds } from './phone-panel';
import { createTalkActions } from './talk-actions';
import { putInto } from '../ui/put-into';

const PRESENCE_MS = 2_000;

export interface OpenPanel {
  paint(): void;
  close(): void;
}

/** The panel from its opening to its closing. While it is open the cards stand inside it: one surface in one corner. */
export function openPanel(
  needs: PanelNeeds,
  shown: {
    readonly picture: () => AgentPicture;
    readonly tab: () => PanelTab;
    readonly choose: (tab: PanelTab) => void;
  },
  commands: PanelCommands,
  hide: () => void,
): OpenPanel {
  const { surface, say, clock } = needs;
  const { picture } = shown;
  const place = surface.panel;
  const field = (): HTMLInputElement | null => place.querySelector('input[name="number"]');
  const search = (): HTMLInputElement | null => place.querySelector('input[name="find"]');
  const status = (): HTMLSelectElement | null => place.querySelector('.tel-panel__me select');
  const typed = (): string => field()?.value.trim() ?? '';
  let cancelRepaint = (): void => undefined;

  const view = needs.openView(place, (act, element) => {
    if (act === 'close') return hide();
    if (act === 'open') return needs.navigate(element.getAttribute('href') ?? '/');
    if (act === 'tab') return shown.choose(element.dataset['tab'] as PanelTab);
    if (act === 'key') return type(element.dataset['digit'] ?? '');
    if (act === 'call') return commands.call(typed());
    if (act === 'redial') return commands.redial();
    if (act === 'result') return needs.openResult(element.dataset['call'] as CallId);
    if (!talk.act(act, element)) commands.act(act);
  });

  const type = (text: string): void => {
    if (talk.type(text)) return;
    const input = field();
    input?.setRangeText(text, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
    paint();
  };

  const paint = (): void => {
    const now = clock.now();
    talk.follow();
    const input = {
      empty: typed() === '',
      last: commands.last().text,
      busy: commands.busy(),
      pane: talk.pane(),
      language: needs.language,
      isLeader: needs.line.isLeader(),
      tab: shown.tab(),
    };
    view.paint(template, panelModel(picture(), input, say, now));
    putInto(place.querySelector('[data-slot]'), surface.card);
    putInto(place.querySelector('[data-slot="bar"]'), needs.bar);
    putInto(place.querySelector('[data-slot="recent"]'), needs.recent);
    const tab = shown.tab();
    if (tab !== 'phone') putInto(place.querySelector('[data-slot="pane"]'), needs.panes[tab].element);
    const [choice, agent] = [status(), picture().agent];
    if (choice && agent) choice.value = agent.status;
    focus.keep();
    cancelRepaint();
    const next = nextOutcomeEnd(picture(), now);
    cancelRepaint = next === undefined ? () => undefined : clock.after(next - now, paint);
  };

  const talk = createTalkActions(picture, commands, place, () => paint());
  const focus = holdFocus(place);
  /** Who is free may change while the agent looks. */
  const askAgain = (): void => {
    cancelAsking = clock.after(PRESENCE_MS, askAgain);
    const pane = talk.pane();
    if (pane.pane === 'transfer') commands.find(pane.find);
  };
  let cancelAsking = clock.after(PRESENCE_MS, askAgain);
  const onInput = ({ target }: Event): void => {
    if (target === status()) commands.choose((target as HTMLSelectElement).value as AgentStatus);
    if (target === search()) talk.search((target as HTMLInputElement).value);
    paint();
  };
  paint();
  place.addEventListener('input', onInput);
  const forgetKeys = listenToKeys(surface.root, {
    ...{ field, search, type },
    call: () => commands.call(typed()),
    move: (step) => talk.move(step),
    take: (first) => talk.take(first),
    leaveSearch: () => talk.closePane(),
    close: hide,
  });
  focus.enter();

  return {
    paint,
    close() {
      cancelRepaint();
      cancelAsking();
      surface.root.append(surface.card);
      focus.leave();
      forgetKeys();
      place.removeEventListener('input', onInput);
      view.destroy();
    },
  };
}
