import type { Socket } from 'socket.io-client';
import type { AgentStatus } from '../../call/agent-status';
import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import { nextDelayMs, type Backoff } from '../../lib/backoff';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import { parseCallerNews, type CallerNews } from '../../protocol/callers';
import { parseColleagues, type ColleagueNow } from '../../protocol/colleagues';
import type { CommandFault } from '../../protocol/faults';
import type { AgentState, ClientCommands, Outcome, PhoneAccount } from '../../protocol/messages';
import {
  parseAgentState,
  parseCallView,
  parseOutcome,
  parsePhoneAccount,
  parseTicketAnswer,
} from '../../protocol/parse';
import type { HttpAnswer } from '../host/amo-host';
import type { GatewayLink } from './agent-picture';
import type { GatewayQuery } from './agent-query';
import type { GatewayAddress } from './gateway-address';
import {
  isAuthFault,
  openConnection,
  type ConnectionEnd,
  type ServerEvent,
  type Transport,
} from './gateway-connection';

interface ChannelEvents {
  link: GatewayLink;
  state: AgentState;
  call: CallView;
  caller: CallerNews;
  /** As it came; the room of call results reads it. */
  results: unknown;
  /** As it came; the room of dial lists reads it. */
  dialling: unknown;
}

export interface ChannelNeeds {
  readonly address: GatewayAddress;
  /** `POST` with amoCRM's disposable token. */
  readonly postAuthorized: (url: string) => Promise<HttpAnswer>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
}

/** `gateway-lost`: there is no connection to send the command over. */
export type Answer<Value> =
  Outcome<Value> | { readonly ok: false; readonly fault: CommandFault | 'gateway-lost' };

const LOST: Backoff = { firstMs: 1_000, maxMs: 20_000 };
/** A refusal needs a person; the widget looks again now and then whether he has acted. */
const REFUSED: Backoff = { firstMs: 30_000, maxMs: 300_000 };
const COMMAND_TIMEOUT_MS = 8_000;
/**
 * The gateway asks for a sign of life every 10 s and waits 10 s for it. Counted by the clock: the timers of socket.io sleep
 * with the computer, and would find the dead connection 20 s after it woke.
 */
const SILENCE_MS = 20_000;
const LOOK_MS = 1_000;

/**
 * The tie to the gateway: ticket → socket → snapshots in, commands out; kept up from `start` to `stop`.
 *
 *   connecting → up → lost → (back-off) → connecting …
 *       └→ refused (with the reason) → (longer back-off) → connecting …
 */
export class GatewayChannel {
  readonly events: Emitter<ChannelEvents>;
  private socket: Socket | undefined;
  private stopped = false;
  private endPause: () => void = () => undefined;
  private endLook: () => void = () => undefined;
  private heardAt = 0;

  constructor(private readonly needs: ChannelNeeds) {
    this.events = new Emitter(needs.report);
  }

  start(): void {
    this.keepUp().catch(this.needs.report);
  }

  stop(): void {
    this.stopped = true;
    this.endPause();
    this.endLook();
    this.socket?.off().disconnect();
  }

  /** The network is back: do not wait for the end of the back-off. */
  hurry(): void {
    this.endPause();
  }

  /** The network is gone: the connection is over, even if no packet says so. */
  cut(): void {
    this.socket?.io.engine?.close();
  }

  placeCall(number: string): Promise<Answer<CallId>> {
    return this.ask('placeCall', { number }, (raw) =>
      typeof raw === 'string' ? (raw as CallId) : undefined,
    );
  }

  hangUp(callId: CallId): Promise<Answer<null>> {
    return this.ask('hangUp', { callId }, nothing);
  }

  phoneAccount(): Promise<Answer<PhoneAccount>> {
    return this.ask('phoneAccount', {}, parsePhoneAccount);
  }

  colleagues(find: string): Promise<Answer<readonly ColleagueNow[]>> {
    return this.ask('colleagues', { find }, parseColleagues);
  }

  chooseOwner(choice: ClientCommands['chooseOwner']): Promise<Answer<null>> {
    return this.ask('chooseOwner', choice, nothing);
  }

  chooseStatus(status: AgentStatus): Promise<Answer<null>> {
    return this.ask('chooseStatus', { status }, nothing);
  }

  saveResult(saved: ClientCommands['saveResult']): Promise<Answer<null>> {
    return this.ask('saveResult', saved, nothing);
  }

  closeResult(callId: CallId): Promise<Answer<null>> {
    return this.ask('closeResult', { callId }, nothing);
  }

  cardShown(shown: ClientCommands['cardShown']): Promise<Answer<null>> {
    return this.ask('cardShown', shown, nothing);
  }

  saveDraft(typed: ClientCommands['saveDraft']): Promise<Answer<null>> {
    return this.ask('saveDraft', typed, nothing);
  }

  query({ query, args }: GatewayQuery): Promise<Answer<unknown>> {
    return this.ask(query, args, (raw) => raw);
  }

  private async ask<Command extends keyof ClientCommands, Value>(
    command: Command,
    argument: ClientCommands[Command],
    parseValue: (raw: unknown) => Value | undefined,
  ): Promise<Answer<Value>> {
    if (!this.socket?.connected) return { ok: false, fault: 'gateway-lost' };
    try {
      const raw: unknown = await this.socket.timeout(COMMAND_TIMEOUT_MS).emitWithAck(command, argument);
      return parseOutcome(raw, parseValue);
    } catch {
      // socket.io rejects for one reason only: no acknowledgement in time (or the connection ended meanwhile).
      return { ok: false, fault: 'timeout' };
    }
  }

  private async keepUp(): Promise<void> {
    let failures = 0;
    let transports: readonly Transport[] = ['websocket', 'polling'];
    while (!this.stopped) {
      this.events.emit('link', { link: 'connecting' });
      const end = await this.connect(transports);
      if (this.stopped) return;
      failures = end.lived ? 0 : failures + 1;
      if (end.silent) transports = [...transports].reverse();
      this.events.emit('link', linkAfter(end));
      await this.pause(
        nextDelayMs(needsPerson(end) ? REFUSED : LOST, Math.max(0, failures - 1), this.needs.random()),
      );
    }
  }

  /** Resolves when the connection is over. */
  private async connect(transports: readonly Transport[]): Promise<ConnectionEnd> {
    const ticket = await this.askTicket();
    if (typeof ticket !== 'string') return ticket;
    if (this.stopped) return { lived: false };
    return new Promise((ended) => {
      this.socket = openConnection(this.needs.address, ticket, transports, {
        opened: (transport) => {
          this.heard();
          this.look();
          this.events.emit('link', { link: 'up', transport });
        },
        pinged: () => this.heard(),
        received: (event, raw) => this.receive(event, raw),
        ended,
      });
    });
  }

  private heard(): void {
    this.heardAt = this.needs.clock.now();
  }

  private look(): void {
    const { clock } = this.needs;
    this.endLook();
    this.endLook = clock.after(LOOK_MS, () => {
      if (clock.now() - this.heardAt > SILENCE_MS) this.cut();
      else this.look();
    });
  }

  private async askTicket(): Promise<string | ConnectionEnd> {
    const { status, body } = await this.needs.postAuthorized(this.needs.address.ticketUrl);
    const answer = parseTicketAnswer(body);
    if (status === 200 && answer) return answer.ticket;
    const fault = typeof body === 'object' && body !== null && 'fault' in body ? body.fault : undefined;
    return isAuthFault(fault) ? { lived: false, refusal: fault } : { lived: false };
  }

  private receive(event: ServerEvent, raw: unknown): void {
    if (event === 'results' || event === 'dialling') return void this.events.emit(event, raw);
    const isRead =
      event === 'state'
        ? this.pass('state', parseAgentState(raw))
        : event === 'call'
          ? this.pass('call', parseCallView(raw))
          : this.pass('caller', parseCallerNews(raw));
    if (!isRead) this.needs.report(new Error(`The gateway sent a "${event}" that the widget cannot read.`));
  }

  private pass<Name extends ServerEvent>(name: Name, parsed: ChannelEvents[Name] | undefined): boolean {
    if (parsed) this.events.emit(name, parsed);
    return parsed !== undefined;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resume) => {
      const cancel = this.needs.clock.after(ms, resume);
      this.endPause = () => {
        cancel();
        resume();
      };
    });
  }
}

const nothing = (raw: unknown): null | undefined => (raw === null ? null : undefined);

/** These pass by themselves with the next ticket, or are the gateway's own trouble. */
function needsPerson({ refusal }: ConnectionEnd): boolean {
  return refusal !== undefined && !['ticket-invalid', 'token-expired', 'server-error'].includes(refusal);
}

function linkAfter(end: ConnectionEnd): GatewayLink {
  return end.refusal && needsPerson(end) ? { link: 'refused', fault: end.refusal } : { link: 'lost' };
}
