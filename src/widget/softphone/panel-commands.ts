import type { AgentStatus } from '../../call/agent-status';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AgentCommand } from '../channel/agent-command';
import type { AgentPicture } from '../channel/agent-picture';
import { isHeld, panelCall, waitingTalks } from './panel-call';

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
  /** The waiting talk becomes the one that is heard. */
  swap(callId: CallId): void;
  /** Ends what the agent asks a colleague, and takes the waiting talk up. */
  back(): void;
  tones(callId: CallId, tones: string): void;
  transfer(callId: CallId, number: string): void;
  consult(number: string): void;
  find(text: string): void;
  choose(status: AgentStatus): void;
  destroy(): void;
}

/** A hang-up that was taken and yet did not end the call may be asked for again. */
const HANG_UP_MS = 8_000;
/** The second click of a nervous hand finds the next call's button in the same place. */
const DOUBLE_CLICK_MS = 600;
/** They stand where the hang-up button stood. */
const ENDS_OR_OPENS: ReadonlySet<string> = new Set(['hangUp', 'answer', 'decline', 'connect']);

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
      if (ENDS_OR_OPENS.has(act) && clock.now() - hungUpAt < DOUBLE_CLICK_MS) return;
      const command = commandFor(act, picture());
      if (command) void send(command);
    },
    swap: (callId) => void send({ command: 'hold', callId, held: false }),
    back() {
      const [asked, [waiting]] = [panelCall(picture()), waitingTalks(picture())];
      if (!asked || !waiting) return;
      void run({ command: 'hangUp', callId: asked.id }).then(() =>
        run({ command: 'hold', callId: waiting.id, held: false }),
      );
    },
    tones: (callId, tones) => void run({ command: 'tones', callId, tones }),
    transfer: (callId, number) => void send({ command: 'transfer', callId, number }),
    consult: (number) => void send({ command: 'consult', number }),
    find: (text) => void run({ command: 'findColleagues', find: text }),
    choose: (status) => void send({ command: 'chooseStatus', status }),
    destroy: free,
  };
}

function commandFor(act: string, picture: AgentPicture): AgentCommand | undefined {
  if (act === 'retry') return { command: 'retryPhone' };
  const call = panelCall(picture);
  if (!call) return undefined;
  const callId = call.id;
  switch (act) {
    case 'mute':
      return { command: 'mute', callId, muted: !call.own?.muted };
    case 'hold':
      return { command: 'hold', callId, held: !(call.stage === 'known' ? isHeld(call) : call.own.held) };
    case 'connect': {
      const [waiting] = waitingTalks(picture);
      return waiting && { command: 'connect', callId: waiting.id, otherId: callId };
    }
    case 'answer':
    case 'decline':
    case 'hangUp':
      return { command: act, callId };
    default:
      return undefined;
  }
}

function lastDialled({ calls }: AgentPicture): Dialled | undefined {
  return calls
    .filter(({ direction, other }) => direction === 'outbound' && other.number !== '')
    .sort((a, b) => b.startedAt - a.startedAt)[0]?.other;
}
