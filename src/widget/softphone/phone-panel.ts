import template from '../../../templates/phone-panel.twig';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AgentCommand } from '../channel/agent-command';
import type { AgentLine } from '../channel/agent-line';
import { EMPTY_PICTURE } from '../channel/picture';
import type { Say } from '../host/phrases';
import type { Surface } from '../ui/surface';
import { createTwigView, type Render } from '../ui/twig-view';
import { panelCall } from './panel-call';
import { panelModel } from './panel-model';
import { SHOW_OUTCOME_MS } from './panel-note';

export interface PanelNeeds {
  readonly surface: Surface;
  readonly line: Pick<AgentLine, 'watch'>;
  /** Carries out and tells the agent when it could not be done. */
  readonly run: (command: AgentCommand) => Promise<unknown>;
  readonly navigate: (path: string) => void;
  readonly say: Say;
  readonly render: Render;
  readonly clock: Clock;
}

export interface PhonePanel {
  toggle(): void;
  isOpen(): boolean;
  destroy(): void;
}

/**
 * The panel behind the phone icon. A picture of the line and a set of commands; closing hides it and never hangs up.
 * While it is open the cards of calls stand inside it: one surface in one corner.
 */
export function createPhonePanel(needs: PanelNeeds): PhonePanel {
  const { surface, say, clock } = needs;
  let picture = EMPTY_PICTURE;
  let last = { number: '', text: '' };
  let busy = '';
  let close: (() => void) | undefined;
  let cancelRepaint = (): void => undefined;
  let paint = (): void => undefined;

  const lastDialled = (): typeof last | undefined =>
    picture.calls
      .filter(({ direction, other }) => direction === 'outbound' && other.number !== '')
      .sort((a, b) => b.startedAt - a.startedAt)[0]?.other;

  const unwatch = needs.line.watch((next) => {
    picture = next;
    last = lastDialled() ?? last;
    paint();
  });

  const send = async (command: AgentCommand): Promise<void> => {
    if (busy === command.command) return;
    busy = command.command;
    paint();
    await needs.run(command);
    busy = '';
    paint();
  };

  const callNumber = (number: string): void => {
    if (number === '') return;
    last = number === last.number ? last : { number, text: number };
    void send({ command: 'call', number });
  };

  const commandFor = (act: string): AgentCommand | undefined => {
    const call = panelCall(picture);
    if (act === 'retry') return { command: 'retryPhone' };
    if (!call) return undefined;
    const callId: CallId = call.id;
    if (act === 'mute') return { command: 'mute', callId, muted: !call.own?.muted };
    return act === 'answer' || act === 'decline' || act === 'hangUp' ? { command: act, callId } : undefined;
  };

  const open = (): (() => void) => {
    const place = surface.panel;
    const field = (): HTMLInputElement | null => place.querySelector('input[name="number"]');
    const typed = (): string => field()?.value.trim() ?? '';

    const view = createTwigView(place, needs.render, clock, (act, element) => {
      if (act === 'close') return hide();
      if (act === 'open') return needs.navigate(element.getAttribute('href') ?? '/');
      if (act === 'key') return type(element.dataset['digit'] ?? '');
      if (act === 'call') return callNumber(typed());
      if (act === 'redial') return callNumber(last.number);
      const command = commandFor(act);
      if (command) void send(command);
    });

    const type = (text: string): void => {
      const input = field();
      input?.setRangeText(text, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
      paint();
    };

    /** Not prevented by the host: what is typed here must not reach its shortcuts. */
    const onKey = (event: KeyboardEvent): void => {
      event.stopPropagation();
      if (event.key === 'Escape') hide();
      else if (event.key === 'Enter' && event.target === field()) callNumber(typed());
      else if (/^[\d+*#]$/.test(event.key) && event.target !== field() && isPlain(event)) type(event.key);
    };
    const onInput = (): void => paint();

    paint = () => {
      const now = clock.now();
      view.paint(template, panelModel(picture, { empty: typed() === '', last: last.text, busy }, say, now));
      place.querySelector('[data-slot]')?.append(surface.card);
      cancelRepaint();
      const next = nextOutcomeEnd(now);
      cancelRepaint = next === undefined ? () => undefined : clock.after(next - now, () => paint());
    };
    const focusedBefore = document.activeElement;
    paint();
    place.addEventListener('keydown', onKey);
    place.addEventListener('input', onInput);
    (field() ?? place.querySelector<HTMLElement>('button'))?.focus();

    return () => {
      paint = () => undefined;
      cancelRepaint();
      surface.root.append(surface.card);
      if (place.contains(document.activeElement) && focusedBefore instanceof HTMLElement)
        focusedBefore.focus();
      place.removeEventListener('keydown', onKey);
      place.removeEventListener('input', onInput);
      view.destroy();
    };
  };

  const nextOutcomeEnd = (now: number): number | undefined => {
    const ends = picture.calls.flatMap(({ phase }) =>
      phase.phase === 'ended' ? [phase.at + SHOW_OUTCOME_MS - picture.clockSkewMs] : [],
    );
    const ahead = ends.filter((end) => end > now);
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  };

  const hide = (): void => {
    close?.();
    close = undefined;
  };

  return {
    toggle() {
      if (close) hide();
      else close = open();
    },
    isOpen: () => close !== undefined,
    destroy() {
      unwatch();
      hide();
    },
  };
}

function isPlain({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey;
}
