import type { DialCommands } from '../../protocol/dial-lists';
import type { TeamCommands } from '../../protocol/dial-team';
import type { ClientCommands } from '../../protocol/messages';
import type { PhoneTask } from '../softphone/softphone';

type Asked = keyof DialCommands | keyof TeamCommands | 'callQuality' | 'phoneCheck' | 'recentCalls';

/** What the gateway is asked. */
export type GatewayQuery = {
  [Command in Asked]: { readonly query: Command; readonly args: ClientCommands[Command] };
}[Asked];

/** What a tab asks and gets an answer to: of the gateway, or of the phone in the leading tab. It is for this tab alone and changes no picture. */
export type AgentQuery = GatewayQuery | { readonly query: 'phone'; readonly args: PhoneTask };
