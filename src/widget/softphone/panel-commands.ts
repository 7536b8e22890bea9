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
}

export function createPanelCommands(
  run: (command: AgentCommand) => Promise<unknown>,
  picture: () => AgentPicture,
  changed: () => void,
): PanelCommands {
  let last: Dialled = { number: '', text: '' };
  let busy = '';

  const send = async (command: AgentCommand): Promise<void> => {
    if (busy === command.command) return;
    busy = command.command;
    changed();
    await run(command);
    busy = '';
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
    follow: (now) => void (last = lastDialled(now) ?? last),
    call,
    redial: () => call(last.number),
    act(act) {
      const command = commandFor(act, picture());
      if (command) void send(command);
    },
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
