import type { CallId } from '../../call/ids';
import { PHONE_FAULTS, type PhoneFault } from '../../protocol/faults';
import { isOneOf } from '../../protocol/raw';
import type { TalkQuality } from '../../protocol/talk-quality';
import type { PhoneAccount } from '../../protocol/messages';

export const isPhoneFault = (word: unknown): word is PhoneFault => isOneOf(PHONE_FAULTS, word);

/**
 * The phone's tie to the PBX: `off` (this agent has none here) · `connecting` · `registered` · `lost` (was registered,
 * trying again) · `refused` (trying again makes no sense: the PBX does not take this account).
 */
export type Registration = 'off' | 'connecting' | 'registered' | 'lost' | 'refused';

/** A call as SIP sees it. The PBX's view of the same call is `CallView`; `pbxCallId` ties them where the PBX says so. */
export interface PhoneCall {
  /** Own id of this SIP session, not the PBX's. */
  readonly id: string;
  /** From the header `X-Call-Id` of the INVITE, if the dialplan sets it. */
  readonly pbxCallId?: CallId;
  readonly direction: 'incoming' | 'outgoing';
  /** User part of the far end's address, as SIP has it. */
  readonly number: string;
  /** `ringing`: incoming and not answered, or outgoing and 180 received. `answering`: 200 sent, not yet confirmed. */
  readonly state: 'dialling' | 'ringing' | 'answering' | 'established';
  readonly muted: boolean;
  /** The far end waits, as it confirmed: it hears the PBX's music and nothing of us. */
  readonly held: boolean;
  /** The far end is being handed over; the PBX has not taken it yet. */
  readonly leaving: boolean;
  /** Missing = too early to say, or it is held. */
  readonly grade?: TalkGrade;
}

/** How a talk sounds now, over the last seconds. */
export interface TalkGrade {
  readonly bars: 1 | 2 | 3 | 4;
  /** `loss-in`, `loss-out`: packets are lost on the way to us, or to the PBX. `far`: the way is long. `late`: packets come unevenly. `silent`: none come. */
  readonly trouble?: 'loss-in' | 'loss-out' | 'far' | 'late' | 'silent';
}

/** How the PBX refused a call of ours; it need not have told the gateway of such a call at all. */
export interface PhoneOutcome {
  readonly outcome: 'not-found' | 'busy' | 'no-answer' | 'failed';
  readonly number: string;
  /** Epoch ms of this computer's clock. */
  readonly at: number;
}

/** Names of the devices that a talk uses because the chosen ones are not plugged in (any more); `''` = none is there. */
export interface SoundNow {
  readonly microphone?: string;
  readonly speaker?: string;
}

export interface PhoneState {
  readonly registration: Registration;
  readonly fault?: PhoneFault;
  readonly calls: readonly PhoneCall[];
  /** Missing = as chosen. */
  readonly sound?: SoundNow;
  /** Of the last talk that was long enough to be graded; `id` is the phone's own. */
  readonly lastTalk?: { readonly id: string; readonly quality: TalkQuality };
  /** Of the last call, when it was placed here and refused. */
  readonly lastOutcome?: PhoneOutcome;
}

export const NO_PHONE: PhoneState = { registration: 'off', calls: [] };

/**
 * What the room of the phone's setup asks of the phone: `take-sound` = the agent has chosen other devices. `try-paths`
 * resolves with `PathsFound`, `try-echo` with `EchoFound`, some seven seconds later. What other tabs ask: `register` = the
 * PBX may have been told of another phone; `ring-elsewhere` = another tab rings, which the agent sees, until `ring-here`.
 */
export type PhoneTask = 'take-sound' | 'try-paths' | 'try-echo' | 'register' | 'ring-here' | 'ring-elsewhere';

/** What is done to one talk. A command for a call that is gone does nothing. */
export interface TalkControl {
  setMuted(id: string, muted: boolean): void;
  /** Resolves when the far end has confirmed. Taking one talk up again holds the others. */
  setHeld(id: string, held: boolean): Promise<void>;
  /** Digits, `*`, `#`: one after the other, also when they come faster than tones sound. */
  sendTones(id: string, tones: string): Promise<void>;
  /** Hands the far end over to a number, without asking there first; this phone is out of the call then. */
  transfer(id: string, number: string): Promise<void>;
  /** Puts the far ends of two talks together; this phone is out of both. */
  connect(id: string, other: string): Promise<void>;
}

/** Asks the gateway for this phone's account; its passes for relays are new each time. */
export type AccountSource = () => Promise<
  { readonly ok: true; readonly value: PhoneAccount } | { readonly ok: false }
>;

/**
 * The phone in the browser, behind one port: `SipSoftphone` of `softphone.js`, and a fake in tests. Commands resolve
 * when SIP has taken them; what became of them shows in `changed`. A command for a call that is gone does nothing.
 */
export interface Softphone extends TalkControl {
  /** Connects and registers; keeps both up until `stop`. `again` is asked before the passes for relays end. */
  start(account: PhoneAccount, again: AccountSource): void;
  /** Ends calls, unregisters, closes the socket, frees microphone and sound. */
  stop(): Promise<void>;
  /** Holds the talk that is on. */
  call(number: string): Promise<void>;
  /** Holds the talk that is on. */
  answer(id: string): Promise<void>;
  decline(id: string): Promise<void>;
  /** On purpose: BYE with `Reason: Q.850;cause=31` (decided.md 14), CANCEL before the answer. */
  hangUp(id: string): Promise<void>;
  /** Never rejects; what it resolves with is read by who asked. */
  perform(task: PhoneTask): Promise<unknown>;
  /** Whole state at every change; returns the undo. */
  onChanged(listener: (state: PhoneState) => void): () => void;
}
