import type { AgentPicture } from '../channel/agent-picture';
import { isTalking, panelCall } from './panel-call';
import type { PanelCommands } from './panel-commands';
import { NO_PANE, paneFor, togglePane, type TalkPane } from './talk-pane';

/** What the agent does with a talk in this tab: tones, the search for a colleague, handing over. */
export interface TalkActions {
  readonly pane: () => TalkPane;
  /** After each change of the picture: a pane ends with its call. */
  follow(): void;
  /** A button; `false` = it is nobody's here. */
  act(act: string, element: HTMLElement): boolean;
  /** A key beside the fields; `false` = there is no talk to send it into. */
  type(digit: string): boolean;
  /** What stands in the search field. */
  search(text: string): void;
  move(step: 1 | -1): void;
  take(consultFirst: boolean): void;
  closePane(): void;
}

export function createTalkActions(
  picture: () => AgentPicture,
  commands: PanelCommands,
  place: HTMLElement,
  changed: () => void,
): TalkActions {
  let pane: TalkPane = NO_PANE;

  const show = (next: TalkPane): void => {
    pane = next;
    changed();
  };
  const open = (wanted: 'keys' | 'transfer'): void => {
    const call = panelCall(picture());
    if (!call) return;
    show(togglePane(pane, wanted, call.id));
    if (pane.pane !== 'transfer') return;
    commands.find('');
    place.querySelector<HTMLInputElement>('input[name="find"]')?.focus();
  };
  const rows = (): readonly HTMLElement[] => [...place.querySelectorAll<HTMLElement>('[role="row"]')];
  const choose = (row: HTMLElement | undefined): void => {
    if (pane.pane !== 'transfer' || !row) return;
    show({ ...pane, selected: row.dataset['number'] ?? '' });
    row.scrollIntoView({ block: 'nearest' });
  };
  const hand = (number: string, consultFirst: boolean): void => {
    if (pane.pane !== 'transfer' || number === '') return;
    const { callId } = pane;
    show(NO_PANE);
    if (consultFirst) commands.consult(number);
    else commands.transfer(callId, number);
  };

  return {
    pane: () => pane,
    follow: () => (pane = paneFor(pane, panelCall(picture())?.id)),
    act(act, element) {
      const number = element.dataset['number'] ?? '';
      if (act === 'keys' || act === 'transfer') open(act);
      else if (act === 'choose') choose(element);
      else if (act === 'blind' || act === 'consult') hand(number, act === 'consult');
      else if (act === 'swap') swap(element, picture(), commands);
      else if (act === 'back') commands.back();
      else return false;
      return true;
    },
    type(digit) {
      const call = panelCall(picture());
      if (!call || !isTalking(call) || digit === '+') return false;
      const before = pane.pane === 'keys' ? pane.tones : '';
      commands.tones(call.id, digit);
      show({ pane: 'keys', callId: call.id, tones: before + digit });
      return true;
    },
    search(text) {
      if (pane.pane !== 'transfer' || text === pane.find) return;
      show({ ...pane, find: text, selected: '' });
      commands.find(text);
    },
    move(step) {
      const all = rows();
      const chosen = all.findIndex((row) => row.ariaSelected === 'true');
      choose(all[Math.min(Math.max(chosen + step, 0), all.length - 1)]);
    },
    take(consultFirst) {
      const row = rows().find((one) => one.ariaSelected === 'true');
      const isBlindSafe = row?.querySelector('[data-act="blind"]') !== null;
      hand(row?.dataset['number'] ?? '', consultFirst || !isBlindSafe);
    },
    closePane: () => show(NO_PANE),
  };
}

function swap(element: HTMLElement, { calls }: AgentPicture, commands: PanelCommands): void {
  const waiting = calls.find(({ id }) => id === element.dataset['call']);
  if (waiting) commands.swap(waiting.id);
}
