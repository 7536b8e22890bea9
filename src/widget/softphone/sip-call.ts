import { Invitation, Inviter, RequestPendingError, SessionState } from 'sip.js';
import type { SessionDescriptionHandler } from 'sip.js/lib/platform/web/session-description-handler/session-description-handler.js';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { TalkQuality } from '../../protocol/talk-quality';
import { FarEndSound } from './far-end-sound';
import { talkStats } from './talk-stats';
import { TalkMeter } from './talk-meter';
import { refer, type ReferTarget } from './refer';
import type { SoundGate } from './sound-gate';
import { SoundPath } from './sound-path';
import type { PhoneCall } from './softphone';
import { SoftphoneError } from './softphone-error';
import { sendTones } from './tones';

/** RFC 3326. The PBX's dialplan tells by it a hang-up on purpose from a phone that died (decided.md 14). */
const ON_PURPOSE = { requestOptions: { extraHeaders: ['Reason: Q.850;cause=31;text="agent"'] } };
/** Asterisk makes BUSY of it for this phone only; a 603 would end the call for the whole ring group. */
const BUSY_HERE = { statusCode: 486 };
/** Answers to a re-INVITE that mean: the far end has no such call any more. */
const GONE = new Set([404, 410, 481]);

export interface CallSurroundings {
  readonly gate: SoundGate;
  /** Id of the device that plays the far end; `''` = the computer's own. */
  readonly speaker: () => string;
  /** The talk is over, and was like this. */
  readonly measured: (quality: TalkQuality) => void;
  readonly clock: Clock;
  readonly changed: () => void;
  readonly report: (error: unknown) => void;
  /** Whether the socket to the PBX stands. */
  readonly isOnline: () => boolean;
  /** Asks the PBX for a sign of life. */
  readonly isThere: () => Promise<boolean>;
  /** As the gateway gave them last. */
  readonly relays: () => readonly RTCIceServer[];
  /** The PBX gave this final answer to our INVITE. */
  readonly refused: (status: number) => void;
}

/**
 * One SIP session from INVITE to its end.
 *
 *   outgoing: dialling (INVITE sent) ─► ringing (18x) ─► established (200, ACK sent)
 *   incoming: ringing (INVITE received) ─► answering (200 sent) ─► established (ACK received)
 *   brought back: answering from the INVITE on, for it is answered without a ring
 *
 * `isOver` = BYE, CANCEL or a refusal has been sent or received: the phone shows the call no more.
 */
export class SipCall {
  readonly id = crypto.randomUUID();
  private readonly sound: FarEndSound;
  private readonly meter: TalkMeter;
  private media: SessionDescriptionHandler | undefined;
  private path: SoundPath | undefined;
  private state: PhoneCall['state'];
  private muted = false;
  /** As the far end confirmed. */
  private held = false;
  /** From the wish to hold to the end of the hold: the hold of SIP alone goes on sending our voice. */
  private silent = false;
  private leaving = false;
  /** Hold and transfer change the same dialog, one after the other. */
  private turn: Promise<void> = Promise.resolve();
  /** The socket was away, and the PBX has not said since whether it still knows this talk. */
  private unproven = false;
  /** The agent hung up while the socket was away: said when it is back. */
  private hangUpOwed = false;

  constructor(
    private readonly session: Inviter | Invitation,
    private readonly around: CallSurroundings,
  ) {
    this.sound = new FarEndSound(around.gate, around.speaker);
    this.meter = new TalkMeter({
      peer: () => this.media?.peerConnection,
      isHeld: () => this.silent,
      clock: around.clock,
      changed: around.changed,
    });
    this.state = session instanceof Invitation ? 'ringing' : 'dialling';
    if (this.broughtBack !== undefined) this.state = 'answering';
    session.stateChange.addListener((state) => this.follow(state));
    session.delegate = {
      onAck: () => this.become('established'),
      onSessionDescriptionHandler: (media) => this.watchMedia(media as SessionDescriptionHandler),
    };
  }

  get isOver(): boolean {
    return this.session.state === SessionState.Terminating || this.session.state === SessionState.Terminated;
  }

  /** Rings and has not been answered. */
  get isWaiting(): boolean {
    return this.session instanceof Invitation && this.session.state === SessionState.Initial;
  }

  /** Both sides can talk, or one waits. */
  get isEstablished(): boolean {
    return this.session.state === SessionState.Established;
  }

  /** From dialling or the answer to the end. */
  get isEngaged(): boolean {
    return !this.isOver && !this.isWaiting;
  }

  get view(): PhoneCall {
    const pbxCallId = this.broughtBack ?? this.header('X-Call-Id');
    const { user } = this.session.remoteIdentity.uri;
    return {
      id: this.id,
      ...(pbxCallId ? { pbxCallId: pbxCallId as CallId } : {}),
      direction: this.session instanceof Invitation ? 'incoming' : 'outgoing',
      number: user === undefined || user === 'anonymous' ? '' : user,
      state: this.state,
      muted: this.muted,
      held: this.held,
      leaving: this.leaving,
      ...(this.meter.grade && { grade: this.meter.grade }),
    };
  }

  /**
   * The PBX brings the customer of this call back, whose talk with us it had taken for dead. Only its own dialplan can say
   * so (docs/asterisk/linia-extensions.conf).
   */
  get broughtBack(): string | undefined {
    return this.header('X-CRM-Reconnect');
  }

  /** What is left in this page of the talk that `newer` brings back. */
  isRemainderOf(newer: SipCall): boolean {
    return this !== newer && (this.unproven || this.view.pbxCallId === newer.view.pbxCallId);
  }

  /** `own` only in an INVITE that our gateway originated for a click of this agent (docs/protocol.md). */
  get wantsAutoAnswer(): boolean {
    return this.header('X-Auto-Answer') === 'own';
  }

  /** What the far end hears; none before the answer and after the end. */
  get microphone(): MediaStreamTrack | undefined {
    return this.audioSender?.track ?? undefined;
  }

  /** In place of the one before, without a word to the far end. */
  async takeMicrophone(stream: MediaStream): Promise<void> {
    const { audioSender, microphone } = this;
    await audioSender?.replaceTrack(stream.getAudioTracks()[0] ?? null);
    microphone?.stop();
    this.applyMute();
  }

  /** How much sound has come from the far end; browsers count it while something plays it. */
  async heardEnergy(): Promise<number> {
    const report = await this.media?.peerConnection?.getStats();
    return report ? (talkStats(report)?.energy ?? 0) : 0;
  }

  takeSpeaker(): void {
    this.sound.takeSpeaker();
  }

  async invite(): Promise<void> {
    if (this.session instanceof Invitation) return;
    await this.session.invite({
      requestDelegate: {
        onProgress: ({ message }) => this.rings(message.statusCode ?? 0),
        onReject: ({ message }) => this.around.refused(message.statusCode ?? 0),
      },
    });
  }

  async accept(): Promise<void> {
    if (!(this.session instanceof Invitation) || this.session.state !== SessionState.Initial) return;
    this.become('answering');
    await this.session.accept();
  }

  async decline(): Promise<void> {
    if (this.session instanceof Invitation && this.session.state === SessionState.Initial)
      await this.session.reject(BUSY_HERE);
  }

  async hangUp(): Promise<void> {
    if (this.session.state === SessionState.Established) await this.bye(ON_PURPOSE);
    else if (this.isOver) return;
    else if (this.session instanceof Inviter) await this.session.cancel();
    else await this.session.reject(BUSY_HERE);
  }

  /** The phone goes, not the agent's wish: no reason is given. */
  async drop(): Promise<void> {
    if (this.session.state === SessionState.Established) await this.session.bye();
    else await this.hangUp();
  }

  setMuted(muted: boolean): void {
    if (this.muted === muted || this.hangUpOwed) return;
    this.muted = muted;
    this.applyMute();
    this.around.changed();
  }

  /** Resolves when the far end has confirmed. */
  setHeld(held: boolean): Promise<void> {
    return this.inTurn(() => this.hold(held));
  }

  sendTones(tones: string): void {
    if (this.isEstablished && !sendTones(this.media?.peerConnection, tones))
      throw SoftphoneError.tonesRefused();
  }

  /** Hands the far end over; our own part ends without a reason, for the customer stays (decided.md 14). */
  transfer(target: ReferTarget): Promise<void> {
    return this.inTurn(() => this.handOver(target));
  }

  /** The other talk of this phone, as a target. */
  get asTarget(): ReferTarget {
    return this.session;
  }

  /**
   * The socket is back and registered. Without a re-INVITE the PBX does not know where to send its BYE (measured with
   * Asterisk and Kamailio); a refused one leaves the session established, so we end it ourselves.
   */
  restore(): void {
    if (!this.isEstablished) return;
    this.unproven = true;
    if (this.hangUpOwed) this.session.bye(ON_PURPOSE).catch(this.around.report);
    else this.renegotiate().catch((error: unknown) => this.restoreFailed(error));
  }

  /** The network is another one: the browser would need seconds to say that nothing comes any more. */
  doubtSound(): void {
    this.path?.doubt();
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    const before = this.turn;
    const mine = before.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async hold(held: boolean): Promise<void> {
    if (!this.isEstablished || this.held === held) return;
    this.silent = true;
    this.applyMute();
    try {
      await this.negotiateHold(held);
      this.held = held;
    } finally {
      this.silent = this.held;
      this.applyMute();
      this.around.changed();
    }
  }

  private negotiateHold(hold: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const requestDelegate = {
        onAccept: () => resolve(),
        onReject: ({ message }: { message: { statusCode?: number } }) =>
          reject(SoftphoneError.holdRefused(message.statusCode ?? 0)),
      };
      const options = { sessionDescriptionHandlerOptions: { hold } as object, requestDelegate };
      this.session.invite(options).catch((error: unknown) => {
        // Pending = the far end changes the dialog at this very moment.
        const isPending = error instanceof RequestPendingError;
        reject(isPending ? SoftphoneError.holdRefused(491) : SoftphoneError.holdRefused(0, error));
      });
    });
  }

  private async handOver(target: ReferTarget): Promise<void> {
    if (!this.isEstablished) return;
    this.leaving = true;
    this.around.changed();
    try {
      await refer(this.session, target, (ms, callback) => this.around.clock.after(ms, callback));
      // Read anew: Asterisk may have said BYE already.
      if (this.isEstablished) await this.session.bye();
    } catch (error) {
      // The PBX may have let go of the customer all the same: a re-INVITE finds out, and ends what is dead.
      this.restore();
      throw error;
    } finally {
      this.leaving = false;
      this.around.changed();
    }
  }

  private async renegotiate(): Promise<void> {
    const iceRestart = await this.path?.wantsNew(this.around.relays());
    if (!this.isEstablished) return;
    await this.session.invite({
      // Without `hold` sip.js would take the far end off hold.
      sessionDescriptionHandlerOptions: { hold: this.held, offerOptions: { iceRestart } } as object,
      requestDelegate: {
        onAccept: () => (this.unproven = false),
        onReject: ({ message }) => this.reinviteRejected(message.statusCode ?? 0),
      },
    });
  }

  private reinviteRejected(status: number): void {
    if (GONE.has(status)) this.session.bye().catch(this.around.report);
    else if (status === 408 && this.around.isOnline()) this.restore();
  }

  /** Pending = the socket was cut during the last re-INVITE; its time-out (408) restores again. */
  private restoreFailed(error: unknown): void {
    if (!(error instanceof RequestPendingError)) this.around.report(error);
  }

  /** Without a socket the BYE would be lost, and the PBX would take us for a dead phone: silence now, BYE later. */
  private async bye(options: typeof ON_PURPOSE): Promise<void> {
    if (this.around.isOnline()) return void (await this.session.bye(options));
    this.setMuted(true);
    this.hangUpOwed = true;
    this.sound.close();
  }

  private follow(state: SessionState): void {
    if (state === SessionState.Established && this.session instanceof Inviter) this.become('established');
    if (this.isOver) this.closeMedia();
    else this.applyMute();
    this.around.changed();
  }

  private closeMedia(): void {
    const quality = this.meter.stop();
    if (quality) this.around.measured(quality);
    this.path?.close();
    this.sound.close();
  }

  private rings(status: number): void {
    if (status > 100 && this.state === 'dialling') this.become('ringing');
  }

  private become(state: PhoneCall['state']): void {
    this.state = state;
    if (state === 'established') this.meter.start();
    this.applyMute();
    this.around.changed();
  }

  private watchMedia(media: SessionDescriptionHandler): void {
    this.media = media;
    this.path?.close();
    if (media.peerConnection)
      this.path = new SoundPath(media.peerConnection, this.around.clock, {
        broken: () => void this.inTurn(() => this.findNewPath()),
        lost: () => this.soundLost(),
      });
    media.peerConnectionDelegate = { onconnectionstatechange: () => this.path?.changed() };
    this.sound.play(media.remoteMediaStream);
  }

  /** Without a sign of life the re-INVITE would be lost and block the next one for half a minute; `restore` comes with the socket. */
  private async findNewPath(): Promise<void> {
    if (await this.around.isThere()) this.restore();
  }

  /** Over for this page, and not on purpose. Without a socket our network is gone: `restore` looks for a way again. */
  private soundLost(): void {
    if (this.around.isOnline() && this.isEstablished) this.session.bye().catch(this.around.report);
  }

  private applyMute(): void {
    this.media?.peerConnection?.getSenders().forEach(({ track }) => {
      if (track) track.enabled = !this.muted && !this.silent;
    });
  }

  private get audioSender(): RTCRtpSender | undefined {
    return this.media?.peerConnection?.getSenders().find(({ track }) => track?.kind === 'audio');
  }

  private header(name: string): string | undefined {
    return this.session instanceof Invitation ? this.session.request.getHeader(name) : undefined;
  }
}
