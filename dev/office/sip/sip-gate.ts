import type { Leg } from '../pbx/leg';
import type { DigestGuard } from './digest';
import { newTag } from './dialog';
import type { Contact, Registrar } from './registrar';
import type { SipFlow } from './sip-flow';
import { SipLeg, type SipLegDeps } from './sip-leg';
import {
  branchOf,
  formatResponse,
  tagOf,
  uriOf,
  userOf,
  type HeaderLine,
  type SipRequest,
  type SipResponse,
} from './sip-message';

export interface GateDeps {
  /** Host and port of the office. */
  readonly office: string;
  readonly guard: DigestGuard;
  readonly registrar: Registrar;
  readonly rtpTimeoutMs: number;
  now(): number;
  isReachable(exten: string): boolean;
  /** A phone calls a number that `isReachable`. */
  called(leg: SipLeg, exten: string): void;
}

const MAX_EXPIRES_SEC = 3600;
const DEFAULT_EXPIRES_SEC = 600;

/**
 * The door for SIP: who may speak, and to which call a message belongs. A request passes without digest only inside
 * a dialog that the office knows, and from a socket that registered for the extension of that dialog.
 */
export class SipGate {
  private readonly legs = new Set<SipLeg>();
  private readonly legDeps: SipLegDeps;

  constructor(private readonly deps: GateDeps) {
    this.legDeps = {
      office: deps.office,
      contactOf: (extension) => deps.registrar.contactOf(extension),
      legNamedBy: (replaces) => this.legNamedBy(replaces),
      ended: (leg) => this.legs.delete(leg),
      rtpTimeoutMs: deps.rtpTimeoutMs,
    };
  }

  get legCount(): number {
    return this.legs.size;
  }

  /** A new leg to a registered phone. */
  legTo(contact: Contact): SipLeg {
    const leg = SipLeg.to(contact, this.legDeps);
    this.legs.add(leg);
    return leg;
  }

  receive(message: SipRequest | SipResponse, flow: SipFlow): void {
    if (message.kind === 'request') return this.receiveRequest(message, flow);
    flow.waiting.get(branchOf(message) ?? '')?.(message);
  }

  flowClosed(flow: SipFlow): void {
    for (const leg of [...this.legs]) leg.flowClosed(flow);
    this.deps.registrar.flowClosed(flow);
  }

  close(): void {
    for (const leg of [...this.legs]) leg.drop();
  }

  private receiveRequest(request: SipRequest, flow: SipFlow): void {
    const leg = request.method === 'CANCEL' ? this.legOfferedBy(request, flow) : this.legOf(request);
    if (leg && flow.extension === leg.extension)
      return request.method === 'CANCEL' ? leg.receiveCancel(request) : leg.receive(request, flow);
    // An ACK has no answer (RFC 3261 §17), and a CANCEL cannot be challenged (§22.1).
    if (request.method === 'ACK') return;
    if (request.method === 'CANCEL') return this.respond(flow, request, 481);
    const username = this.authenticate(request, flow);
    if (username === undefined) return;
    if (leg)
      return leg.extension === username ? leg.receive(request, flow) : this.respond(flow, request, 403);
    this.dispatch(request, flow, username);
  }

  private dispatch(request: SipRequest, flow: SipFlow, username: string): void {
    if (request.method === 'REGISTER') return this.register(request, flow, username);
    if (tagOf(request.headers.get('to'))) return this.respond(flow, request, 481);
    if (request.method === 'OPTIONS') return this.respond(flow, request, 200);
    if (request.method !== 'INVITE') return this.respond(flow, request, 405);
    this.invite(request, flow, username).catch(() => this.respond(flow, request, 488));
  }

  /** Undefined: answered already, with a challenge or a refusal. */
  private authenticate(request: SipRequest, flow: SipFlow): string | undefined {
    const now = this.deps.now();
    const header = request.headers.get('authorization') ?? request.headers.get('proxy-authorization');
    const verdict = this.deps.guard.check(header, request.method, now);
    if (verdict.kind === 'missing' || verdict.kind === 'stale') {
      const challenge = this.deps.guard.challenge(now, verdict.kind === 'stale');
      this.respond(flow, request, 401, [['WWW-Authenticate', challenge]]);
      return undefined;
    }
    // Nobody speaks in another's name.
    const isOwnName =
      verdict.kind === 'right' && userOf(uriOf(request.headers.get('from'))) === verdict.username;
    if (!isOwnName) this.respond(flow, request, 403);
    return isOwnName ? verdict.username : undefined;
  }

  private register(request: SipRequest, flow: SipFlow, extension: string): void {
    const value = request.headers.get('contact');
    const expires = /;\s*expires=(\d+)/i.exec(value ?? '')?.[1] ?? request.headers.get('expires');
    const expiresSec = Math.min(Number(expires ?? DEFAULT_EXPIRES_SEC), MAX_EXPIRES_SEC);
    if (!Number.isInteger(expiresSec)) return this.respond(flow, request, 400);
    const uri = uriOf(value);
    if (value?.trim() === '*') this.deps.registrar.unbind(extension);
    else if (expiresSec === 0) this.deps.registrar.unbind(extension, uri);
    else if (uri) this.deps.registrar.bind({ extension, uri, flow }, expiresSec);
    const bound = this.deps.registrar.contactOf(extension);
    const contact: HeaderLine[] = bound ? [['Contact', `<${bound.uri}>;expires=${expiresSec}`]] : [];
    this.respond(flow, request, 200, contact);
  }

  private async invite(request: SipRequest, flow: SipFlow, extension: string): Promise<void> {
    const exten = userOf(request.uri);
    if (exten === undefined || !this.deps.isReachable(exten)) return this.respond(flow, request, 404);
    flow.send(formatResponse(request, 100));
    const leg = await SipLeg.from(extension, request, flow, this.legDeps);
    this.legs.add(leg);
    if (!flow.isOpen) return leg.drop();
    this.deps.called(leg, exten);
  }

  private legOf(request: SipRequest): SipLeg | undefined {
    const localTag = tagOf(request.headers.get('to'));
    const remoteTag = tagOf(request.headers.get('from'));
    const callId = request.headers.get('call-id');
    return [...this.legs].find(
      ({ dialog }) =>
        dialog.callId === callId && dialog.localTag === localTag && dialog.remoteTag === remoteTag,
    );
  }

  private legOfferedBy(request: SipRequest, flow: SipFlow): SipLeg | undefined {
    return [...this.legs].find((leg) => leg.isOfferedBy(request) && leg.extension === flow.extension);
  }

  private legNamedBy(replaces: string): Leg | undefined {
    return [...this.legs].find((leg) => leg.dialog.isNamedBy(replaces));
  }

  private respond(
    flow: SipFlow,
    request: SipRequest,
    status: number,
    lines: readonly HeaderLine[] = [],
  ): void {
    flow.send(formatResponse(request, status, { toTag: newTag(), lines }));
  }
}
