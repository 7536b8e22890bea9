import type { DialCommands } from '../../protocol/dial-lists';
import type { PhoneTask } from '../softphone/softphone';

/** What the gateway is asked. */
export type GatewayQuery = {
  [Command in keyof DialCommands]: { readonly query: Command; readonly args: DialCommands[Command] };
}[keyof DialCommands];

/** What a tab asks and gets an answer to: of the gateway, or of the phone in the leading tab. It is for this tab alone and changes no picture. */
export type AgentQuery = GatewayQuery | { readonly query: 'phone'; readonly args: PhoneTask };
