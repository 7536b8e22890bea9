import type { DialCommands } from '../../protocol/dial-lists';

/** What a tab asks of the gateway and gets an answer to; it is for this tab alone and changes no picture. */
export type AgentQuery = {
  [Command in keyof DialCommands]: { readonly query: Command; readonly args: DialCommands[Command] };
}[keyof DialCommands];
