import type { CommandFault, PhoneFault, TalkFault, WidgetFault } from '../../protocol/faults';
import type { AgentCommand } from './agent-command';
import type { AgentPicture } from './agent-picture';
import type { AgentQuery } from './agent-query';
import type { Answer } from './gateway-channel';

/** Why a command was not carried out. */
export type CommandTrouble = CommandFault | PhoneFault | TalkFault | Exclude<WidgetFault, 'gateway-address'>;

/** The agent's telephony as card, panel and notices see it, whichever tab holds it. */
export interface AgentLine {
  /** Calls back at once with the present picture and at every change; returns the undo. */
  watch(listener: (picture: AgentPicture) => void): () => void;
  /** Resolves when the phone or the gateway has taken the command, with the trouble if it did not. */
  run(command: AgentCommand): Promise<CommandTrouble | undefined>;
  /** The value as the gateway sent it, for whoever asks to read. */
  ask(query: AgentQuery): Promise<Answer<unknown>>;
}
