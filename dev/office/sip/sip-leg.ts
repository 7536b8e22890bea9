import { randomUUID } from 'node:crypto';
import { PhoneMedia } from '../media/phone-media';
import { statusOfCause } from '../pbx/causes';
import type { Invitation, Leg, LegEnd, LegEvent } from '../pbx/leg';
import { Dialog, newBranch, newTag } from './dialog';
import { causeOf, reasonLines } from './reason';
import { transferNotice, transferTargetOf } from './refer';
import { instanceOf, type Contact } from './registrar';
import type { SipFlow } from './sip-flow';
import {
  branchOf,
  formatResponse,
  nameAddress,
  type HeaderLine,
  type SipRequest,
  type SipResponse,
} from './sip-message';

/**
 * new → inviting → established → ended   the office calls the phone; cancelling: given up, its answer is still due
 * offered → established → ended          the phone calls
 * leaving                                transferred away; the phone has a moment for its own BYE (RFC 5589 §5)
 */
type Phase = 'new' | 'inviting' | 'cancelling' | 'offered' | 'established' | 'leaving' | 'ended';

export interface SipLegDeps {
  /** Host and port of the office, as they stand in Via and Contact. */
  readonly office: string;
  contactOf(extension: string): Contact | undefined;
  /** A leg found by the Replaces value of a REFER. */
  legNamedBy(replaces: string): Leg | undefined;
  ended(leg: SipLeg): void;
  /** A phone that is silent for so long is gone (rtp_timeout). */
  readonly rtpTimeoutMs: number;
}

const LEAVING_MS = 2000;
/** 64·T1: later no answer will come (RFC 3261 §17.1.1.2). */
const TRANSACTION_MS = 32_000;
const RTP_CHECK_MS = 500;
const SDP: HeaderLine = ['Content-Type', 'application/sdp'];
const ALLOW: HeaderLine = ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REFER, NOTIFY'];

/** A number as the user part of a SIP URI: `+` stays (RFC 3261 §25.1). */
const userPart = (number: string): string => encodeURIComponent(number).replace(/%2B/g, '+');

const holds = (sdp: string): boolean => /^a=(sendonly|inactive)\s*$/m.test(sdp);

/** A phone's call with the office: one SIP dialog over the phone's WebSocket, media in werift. */
export class SipLeg implements Leg {
  readonly audio = new PhoneMedia();
  private phase: Phase = 'new';
  private listener: (event: LegEvent) => void = () => undefined;
  /** Our INVITE: its branch, and whether the phone said anything yet (a CANCEL has to wait for that). */
  private inviting = { branch: newBranch(), heard: false, cause: 16 };
  private offer: { readonly request: SipRequest; readonly answerSdp: string; rang: boolean } | undefined;
  private onHold = false;
  private transferring = false;
  private rtpWatch: ReturnType<typeof setInterval> | undefined;
  private leaving: ReturnType<typeof setTimeout> | undefined;
  private negotiation: Promise<void> = Promise.resolve();

  private constructor(
    readonly extension: string,
    readonly dialog: Dialog,
    private flow: SipFlow,
    /** The page that holds this call; the same page may come back on another socket. */
    private readonly instance: string | undefined,
    private readonly deps: SipLegDeps,
  ) {
    this.audio.onDigit((digit) => this.listener({ type: 'digit', digit }));
  }

  /** A leg that will ring a registered phone. */
  static to(contact: Contact, deps: SipLegDeps): SipLeg {
    const address = `<sip:${contact.extension}@${deps.office}>`;
    const dialog = new Dialog(randomUUID(), newTag(), '', address, contact.uri, deps.office);
    return new SipLeg(contact.extension, dialog, contact.flow, instanceOf(contact.uri), deps);
  }

  /** A leg of a phone that calls. Rejects when its offer is not one that the office understands. */
  static async from(
    extension: string,
    request: SipRequest,
    flow: SipFlow,
    deps: SipLegDeps,
  ): Promise<SipLeg> {
    const dialog = Dialog.openedBy(request, deps.office);
    const leg = new SipLeg(extension, dialog, flow, instanceOf(dialog.remoteTarget), deps);
    leg.phase = 'offered';
    try {
      leg.offer = { request, answerSdp: await leg.audio.answer(request.body), rang: false };
    } catch (cause) {
      leg.end();
      throw new Error('The offer of the phone was not understood.', { cause });
    }
    return leg;
  }

  get packetsHeard(): number {
    return this.audio.packetsHeard;
  }

  listen(listener: (event: LegEvent) => void): void {
    this.listener = listener;
  }

  invite(invitation: Invitation): void {
    this.phase = 'inviting';
    this.audio.offer().then(
      (sdp) => this.sendInvite(invitation, sdp),
      () => this.fail({ type: 'refused', status: 488 }),
    );
  }

  ring(): void {
    if (this.phase !== 'offered' || !this.offer || this.offer.rang) return;
    this.offer.rang = true;
    this.respond(this.offer.request, 180);
  }

  answer(): void {
    if (this.phase !== 'offered' || !this.offer) return;
    this.phase = 'established';
    this.respond(this.offer.request, 200, [SDP, ALLOW], this.offer.answerSdp);
    this.watchRtp();
  }

  hangUp(end: LegEnd): void {
    if (this.phase === 'inviting') return this.cancel(end.cause);
    if (this.phase === 'offered' && this.offer)
      this.respond(this.offer.request, end.status ?? statusOfCause(end.cause));
    if (this.phase === 'established' && this.transferring) return this.leave();
    if (this.phase === 'established') this.request('BYE', reasonLines(end.cause));
    if (this.phase !== 'leaving' && this.phase !== 'cancelling') this.end();
  }

  /** A request inside this dialog, from a socket that may speak for the extension. */
  receive(request: SipRequest, flow: SipFlow): void {
    this.flow = flow;
    switch (request.method) {
      case 'ACK':
        return;
      case 'BYE':
        return this.receiveBye(request);
      case 'INVITE':
        return this.renegotiate(request);
      case 'REFER':
        return this.refer(request);
      case 'INFO':
        return this.receiveInfo(request);
      case 'OPTIONS':
      case 'NOTIFY':
        return this.respond(request, 200);
      default:
        return this.respond(request, 405, [ALLOW]);
    }
  }

  /** The phone gave up before it was answered. */
  receiveCancel(cancel: SipRequest): void {
    this.respond(cancel, 200);
    if (this.phase !== 'offered' || !this.offer) return;
    this.respond(this.offer.request, 487);
    this.fail({ type: 'hung-up', cause: 127, techCause: 487 });
  }

  isOfferedBy(request: SipRequest): boolean {
    return (
      this.phase === 'offered' &&
      this.offer !== undefined &&
      branchOf(this.offer.request) === branchOf(request)
    );
  }

  /** The socket is gone: an INVITE or CANCEL that is still out will never be answered on it. */
  flowClosed(flow: SipFlow): void {
    if (this.flow === flow && this.phase === 'cancelling') this.end();
    if (this.flow === flow && this.phase === 'offered')
      this.fail({ type: 'hung-up', cause: 127, techCause: 487 });
  }

  /** At once, without a word to the phone: the office closes. */
  drop(): void {
    this.end();
  }

  private sendInvite(invitation: Invitation, sdp: string): void {
    if (this.phase === 'cancelling') return this.end();
    if (this.phase !== 'inviting') return;
    this.dialog.local = nameAddress(
      invitation.callerName,
      `sip:${userPart(invitation.callerNumber)}@${this.deps.office}`,
    );
    const { branch } = this.inviting;
    this.flow.waiting.set(branch, (response) => this.inviteAnswered(response));
    const lines = [SDP, ALLOW, ...invitation.headers];
    this.flow.send(this.dialog.request('INVITE', branch, this.dialog.firstSequence, { lines, body: sdp }));
  }

  private inviteAnswered(response: SipResponse): void {
    if (response.status < 200) return this.inviteProgressed(response.status);
    this.flow.waiting.delete(this.inviting.branch);
    if (response.status < 300) return this.inviteAccepted(response);
    const to = response.headers.get('to');
    // Same branch as the INVITE: the ACK of a refusal belongs to its transaction (RFC 3261 §17.1.1.3).
    const ack = this.dialog.request(
      'ACK',
      this.inviting.branch,
      this.dialog.firstSequence,
      to === undefined ? {} : { to },
    );
    this.flow.send(ack);
    if (this.phase === 'cancelling') return this.end();
    this.fail({ type: 'refused', status: response.status });
  }

  private inviteProgressed(status: number): void {
    const first = !this.inviting.heard;
    this.inviting.heard = true;
    if (this.phase === 'cancelling') {
      if (first) this.sendCancel();
      return;
    }
    if (status >= 180) this.listener({ type: 'ringing' });
  }

  private inviteAccepted(response: SipResponse): void {
    this.dialog.confirmedBy(response);
    this.flow.send(this.dialog.request('ACK', newBranch(), this.dialog.firstSequence));
    if (this.phase === 'cancelling') {
      // The phone answered while our CANCEL was under way: it gets a BYE instead (RFC 3261 §9.1).
      this.request('BYE', reasonLines(this.inviting.cause));
      return this.end();
    }
    this.phase = 'established';
    this.watchRtp();
    this.audio.acceptAnswer(response.body).catch(() => this.breakOff(127));
    this.listener({ type: 'answered' });
  }

  private cancel(cause: number): void {
    this.phase = 'cancelling';
    this.inviting = { ...this.inviting, cause };
    if (!this.flow.isOpen) return this.end();
    if (this.inviting.heard) this.sendCancel();
    this.leaving = setTimeout(() => this.end(), TRANSACTION_MS);
  }

  /** Same branch and CSeq as the INVITE (RFC 3261 §9.1). */
  private sendCancel(): void {
    const lines = reasonLines(this.inviting.cause);
    this.flow.send(this.dialog.request('CANCEL', this.inviting.branch, this.dialog.firstSequence, { lines }));
  }

  private receiveBye(request: SipRequest): void {
    this.respond(request, 200);
    if (this.phase !== 'established') return this.end();
    const cause = causeOf(request);
    this.fail({ type: 'hung-up', cause, ...(cause === 31 ? { techCause: 480 } : {}) });
  }

  /** Hold, resume, a new network: one after the other, each answered by the same connection. */
  private renegotiate(request: SipRequest): void {
    if (request.body === '') return this.respond(request, 488);
    this.dialog.refreshedBy(request);
    this.negotiation = this.negotiation.then(async () => {
      if (this.phase !== 'established') return this.respond(request, 481);
      try {
        this.respond(request, 200, [SDP, ALLOW], await this.audio.answer(request.body));
      } catch {
        // The call goes on with what was agreed before (RFC 3261 §14.2).
        return this.respond(request, 488);
      }
      this.tellHold(holds(request.body));
    });
  }

  private tellHold(onHold: boolean): void {
    if (onHold === this.onHold) return;
    this.onHold = onHold;
    this.listener({ type: onHold ? 'held' : 'resumed' });
  }

  private refer(request: SipRequest): void {
    const target = transferTargetOf(request, (replaces) => this.deps.legNamedBy(replaces));
    if (!target || this.phase !== 'established') return this.respond(request, 404);
    this.transferring = true;
    const settle = (status: number): void => this.settleTransfer(request, status);
    this.listener({ type: 'transfer', target, settle });
  }

  private settleTransfer(request: SipRequest, status: number): void {
    if (status !== 200) {
      this.transferring = false;
      return this.respond(request, status);
    }
    this.respond(request, 202);
    const notice = transferNotice(request, status);
    this.request('NOTIFY', notice.lines, notice.body);
  }

  private leave(): void {
    this.phase = 'leaving';
    this.leaving = setTimeout(() => {
      this.request('BYE', reasonLines(16));
      this.end();
    }, LEAVING_MS);
  }

  private receiveInfo(request: SipRequest): void {
    this.respond(request, 200);
    const digit = /^Signal\s*=\s*([0-9*#A-D])\s*$/m.exec(request.body)?.[1];
    if (digit !== undefined) this.listener({ type: 'digit', digit });
  }

  private watchRtp(): void {
    const since = Date.now();
    this.rtpWatch = setInterval(() => {
      const silentMs = Date.now() - (this.audio.heardAt ?? since);
      if (silentMs > this.deps.rtpTimeoutMs && !this.onHold) this.breakOff(44);
    }, RTP_CHECK_MS);
  }

  private breakOff(cause: number): void {
    if (this.phase !== 'established') return;
    this.request('BYE', reasonLines(cause));
    this.fail({ type: 'hung-up', cause });
  }

  private fail(event: LegEvent): void {
    this.end();
    this.listener(event);
  }

  private request(method: string, lines: readonly HeaderLine[], body = ''): void {
    this.liveFlow().send(
      this.dialog.request(method, newBranch(), this.dialog.nextSequence(), { lines, body }),
    );
  }

  /** The dialog's socket, or the new one of the same page. */
  private liveFlow(): SipFlow {
    if (this.flow.isOpen) return this.flow;
    const contact = this.deps.contactOf(this.extension);
    return contact && instanceOf(contact.uri) === this.instance ? contact.flow : this.flow;
  }

  private respond(request: SipRequest, status: number, lines: readonly HeaderLine[] = [], body = ''): void {
    const options = { toTag: this.dialog.localTag, lines: [this.dialog.contact, ...lines], body };
    this.liveFlow().send(formatResponse(request, status, options));
  }

  private end(): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    clearInterval(this.rtpWatch);
    clearTimeout(this.leaving);
    this.flow.waiting.delete(this.inviting.branch);
    // Closing sockets that may be closed already: nothing is lost when that fails.
    this.audio.close().catch(() => undefined);
    this.deps.ended(this);
  }
}
