import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AgentCommand } from '../channel/agent-command';
import type { AgentPicture } from '../channel/agent-picture';
import { panelCall } from './panel-call';

interface Dialled {
  readonly number: string;
  /** As people read it. */
  readonly text: string;
}

/** What buttons and keys of the panel ask of the line. */
export interface PanelCommands {
  /** Command on its way, e.g. `call`; `''` = none. A second click on the same waits for it. */
  busy(): string;
  last(): Dialled;
  follow(picture: AgentPicture): void;
  call(number: string): void;
  redial(): void;
  /** `data-act` of a button; what means no command does nothing. */
  act(act: string): void;
  destroy(): void;
}

/** A hang-up that was taken and yet did not end the call may be asked for again. */
const HANG_UP_MS = 8_000;
/** The second click of a nervous hand finds the next call's button in the same place. */
const DOUBLE_CLICK_MS = 600;

export function createPanelCommands(
  run: (command: AgentCommand) => Promise<unknown>,
  picture: () => AgentPicture,
  changed: () => void,
  clock: Clock,
): PanelCommands {
  let last: Dialled = { number: '', text: '' };
  let busy = '';
  /** The call that was hung up here; PBX or phone have not said yet that it is over. */
  let ending: CallId | undefined;
  let hungUpAt = -Infinity;
  let cancelPatience = (): void => undefined;

  const free = (): void => {
    cancelPatience();
    [busy, ending] = ['', undefined];
  };

  const hangUp = async (command: AgentCommand & { command: 'hangUp' }): Promise<void> => {
    hungUpAt = clock.now();
    ending = command.callId;
    const trouble = await run(command);
    if (ending !== command.callId) return;
    if (trouble === undefined) cancelPatience = clock.after(HANG_UP_MS, tryAgain);
    else free();
  };

  const tryAgain = (): void => {
    free();
    changed();
  };

  const send = async (command: AgentCommand): Promise<void> => {
    if (busy === command.command || ending !== undefined) return;
    busy = command.command;
    changed();
    if (command.command === 'hangUp') await hangUp(command);
    else await run(command);
    if (ending === undefined && busy === command.command) busy = '';
    changed();
  };

  const call = (number: string): void => {
    if (number === '') return;
    last = number === last.number ? last : { number, text: number };
    void send({ command: 'call', number });
  };

  return {
    busy: () => busy,
    last: () => last,
    follow(now) {
      last = lastDialled(now) ?? last;
      if (ending !== undefined && panelCall(now)?.id !== ending) free();
    },
    call,
    redial: () => call(last.number),
    act(act) {
      if (clock.now() - hungUpAt < DOUBLE_CLICK_MS) return;
      const command = commandFor(act, picture());
      if (command) void send(command);
    },
    destroy: free,
  };
}

function commandFor(act: string, picture: AgentPicture): AgentCommand | undefined {
  if (act === 'retry') return { command: 'retryPhone' };
  const call = panelCall(picture);
  if (!call) return undefined;
  if (act === 'mute') return { command: 'mute', callId: call.id, muted: !call.own?.muted };
  return act === 'answer' || act === 'decline' || act === 'hangUp'
    ? { command: act, callId: call.id }
    : undefined;
}

function lastDialled({ calls }: AgentPicture): Dialled | undefined {
  return calls
    .filter(({ direction, other }) => direction === 'outbound' && other.number !== '')
    .sort((a, b) => b.startedAt - a.startedAt)[0]?.other;
}
