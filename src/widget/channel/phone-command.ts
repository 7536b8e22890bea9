import type { DialSettings } from '../../call/dial-rule';
import type { CallId } from '../../call/ids';
import type { Softphone } from '../softphone/softphone';
import type { AgentCommand } from './agent-command';
import type { CommandTrouble } from './agent-line';
import type { AgentPicture } from './agent-picture';
import type { GatewayChannel } from './gateway-channel';

/** What only the browser's phone can do. */
export type PhoneCommand = Extract<
  AgentCommand,
  { readonly command: 'call' | 'answer' | 'consult' | 'mute' | 'hold' | 'tones' | 'transfer' | 'connect' }
>;

export type EndCommand = Extract<AgentCommand, { readonly command: 'decline' | 'hangUp' }>;

/** The gateway may tell of a call before its INVITE has come; a quick hand must not be punished for that. */
export const INVITE_MS = 3000;

/** What commands to the phone are carried out with, as it is at the click. */
export interface PhoneMeans {
  readonly phone: Softphone;
  readonly picture: AgentPicture;
  /** Has the PBX ring the desk phone of the extension first. */
  readonly channel: Pick<GatewayChannel, 'placeCall'>;
  /** How the browser's phone dials outside numbers; none = E.164 as it stands. */
  readonly dial: DialSettings | undefined;
  /** What `find` sees in this picture or in one of those to come; `undefined` after `ms`. */
  readonly awaited: <Found>(
    find: (picture: AgentPicture) => Found | undefined,
    ms: number,
  ) => Promise<Found | undefined>;
}

export interface EndMeans extends PhoneMeans {
  /** Has the PBX hang up. */
  readonly byPbx: (callId: CallId) => Promise<CommandTrouble | undefined>;
}

/** What the AMD file `softphone.js` gives. */
export interface SoftphoneFile {
  /** Resolves when this tab may register, having shown `inherited` as a follower. */
  turn(inherited: AgentPicture, awaited: PhoneMeans['awaited']): Promise<unknown>;
  open(report: (error: unknown) => void): Softphone;
  carryOut(command: PhoneCommand, means: PhoneMeans): Promise<CommandTrouble | undefined>;
  end(command: EndCommand, means: EndMeans): Promise<CommandTrouble | undefined>;
}
