import { Registerer, RegistererState, type UserAgent } from 'sip.js';
import { nextDelayMs } from '../../lib/backoff';
import type { Clock } from '../../lib/clock';
import { isLocalNetworkDenied } from './local-network';
import type { PhoneFault } from '../../protocol/faults';
import type { Registration } from './softphone';
import { SocketWatch } from './socket-watch';

const BACKOFF = { firstMs: 500, maxMs: 15_000 };
/** The PBX is asked this often whether it still knows us: it may have been restarted behind a proxy that kept the socket. */
const CHECK_MS = 25_000;
/** No answer to a REGISTER for this long = the connection is dead. */
const ANSWER_MS = 5_000;
/** The same when the computer has slept: most of the time the connection has not survived it. */
const ANSWER_AWAKE_MS = 1_500;
const EXPIRES_SEC = 120;
/** The PBX knows the account and says no: trying again would only lock it. */
const REFUSALS = new Set([401, 403, 404, 407]);

export interface RegistrationState {
  readonly registration: Exclude<Registration, 'off'>;
  readonly fault?: PhoneFault;
}

/**
 * Keeps the socket and the REGISTER up. sip.js does not: after a cut its registerer still says "registered" and its
 * calls "established", so only the transport's `onDisconnect` and answers to our own REGISTER are believed.
 *
 *   connecting ─► registered ─► lost ─► registered …     any ─► refused (ends by `tryNow`)
 */
export class SipRegistration {
  private registerer: Registerer | undefined;
  /** A REGISTER is on its way. */
  private asking = false;
  private attempt = 0;
  private wait = (): void => undefined;
  private running = false;
  private readonly watch: SocketWatch;
  state: RegistrationState = { registration: 'connecting' };

  /** `userAgent` has no delegate for connects of its own: this class is called by `connected` and `disconnected`. */
  constructor(
    private readonly userAgent: UserAgent,
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {
    this.watch = new SocketWatch(userAgent, clock, () => this.cutDeadConnection());
  }

  start(): void {
    this.running = true;
    this.connect();
  }

  /** The network is back, or the computer or this page woke up: asks at once. */
  wake(): void {
    if (this.state.registration !== 'refused') this.tryNow(ANSWER_AWAKE_MS);
  }

  /** Whether the PBX answers now, asked because there is a doubt. A dead socket is cut, and `changed` tells. */
  isThere(): Promise<boolean> {
    return this.watch.isThere();
  }

  /** Not waiting for the next attempt or check. */
  tryNow(patienceMs = ANSWER_MS): void {
    if (!this.running) return;
    this.attempt = 0;
    if (this.userAgent.isConnected()) this.register(patienceMs);
    else this.connect();
  }

  stop(): void {
    this.running = false;
    this.wait();
    this.watch.stop();
  }

  connected(): void {
    if (!this.running) return;
    this.watch.start();
    this.register();
  }

  disconnected(): void {
    this.watch.stop();
    if (this.running && this.state.registration !== 'refused') this.retryLater();
  }

  private connect(): void {
    this.wait();
    this.userAgent.start().then(
      () => this.userAgent.reconnect().catch(() => this.unreachable()),
      () => this.unreachable(),
    );
  }

  private async unreachable(): Promise<void> {
    const isDenied = await isLocalNetworkDenied();
    if (this.running) this.retryLater(isDenied ? 'local-network-denied' : 'server-unreachable');
  }

  /** The old registerer is left behind when a REGISTER of the dead connection is still pending: it would block us for 32 s. */
  private register(patienceMs = ANSWER_MS): void {
    this.wait();
    if (!this.registerer || this.asking) this.registerer = this.createRegisterer();
    this.asking = false;
    this.wait = this.clock.after(patienceMs, () => this.cutDeadConnection());
    this.registerer.register().catch(() => this.cutDeadConnection());
  }

  private createRegisterer(): Registerer {
    const registerer = new Registerer(this.userAgent, { expires: EXPIRES_SEC, refreshFrequency: 99 });
    const send = registerer.register.bind(registerer);
    const requestDelegate = {
      onAccept: () => this.answered(registerer, () => this.accepted()),
      onReject: ({ message }: { message: { statusCode?: number } }) =>
        this.answered(registerer, () => this.rejected(message.statusCode ?? 0)),
    };
    let sent: ReturnType<Registerer['register']> | undefined;
    // sip.js refreshes by a timer of its own, which throws uncaught while a REGISTER is pending (onsip/SIP.js#1071).
    registerer.register = () => {
      if (sent && (this.asking || registerer !== this.registerer)) return sent;
      this.asking = true;
      return (sent = send({ requestDelegate }));
    };
    return registerer;
  }

  private answered(registerer: Registerer, take: () => void): void {
    if (registerer !== this.registerer) return;
    this.asking = false;
    if (!this.running) return;
    this.wait();
    take();
  }

  private accepted(): void {
    this.attempt = 0;
    this.wait = this.clock.after(CHECK_MS, () => this.register());
    this.become({ registration: 'registered' });
  }

  private rejected(status: number): void {
    if (REFUSALS.has(status)) this.become({ registration: 'refused', fault: 'registration-refused' });
    else this.retryLater();
  }

  /** `connect` does not wait for the old socket's closing handshake, which never comes on a dead network. */
  private cutDeadConnection(): void {
    if (!this.running) return;
    if (!this.userAgent.isConnected()) return this.retryLater();
    // Tells `disconnected`. Rejected when the next connect overtakes it: exactly what is wanted.
    this.userAgent.transport.disconnect().catch(() => undefined);
  }

  private retryLater(fault?: PhoneFault): void {
    this.wait();
    const delayMs = nextDelayMs(BACKOFF, this.attempt++, Math.random());
    this.wait = this.clock.after(delayMs, () =>
      this.userAgent.isConnected() ? this.register() : this.connect(),
    );
    const registration = this.state.registration === 'connecting' ? 'connecting' : 'lost';
    this.become(fault ? { registration, fault } : { registration });
  }

  private become(state: RegistrationState): void {
    if (this.state.registration === state.registration && this.state.fault === state.fault) return;
    this.state = state;
    this.changed();
  }

  /** Takes our binding away from the PBX; nothing when there is none. */
  async unregister(): Promise<void> {
    if (this.registerer?.state === RegistererState.Registered && this.userAgent.isConnected())
      await this.registerer.unregister();
  }
}
