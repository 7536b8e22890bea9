import type { UserAgent } from 'sip.js';
import type { Clock } from '../../lib/clock';

/** After so long a silence the PBX is asked whether it is there … */
const SILENCE_MS = 4_000;
/** … and must have said something by then. Together they stay below 10 s, also with the timers of a hidden tab (± 1 s). */
const ANSWER_MS = 3_000;
/** When there is a reason to doubt: Asterisk ends a talk after 5 s without sound, and a new connection costs nothing. */
const DOUBT_MS = 1_500;
/** A timer that comes so late has slept with the computer: the answer may have come and lies in the same queue. */
const LATE_MS = 5_000;

/**
 * Finds out that a socket is dead although it was never closed: a network that is gone, or a firewall that has forgotten
 * the connection (nobody else notices for 20 s and more). A WebSocket cannot be pinged from a page, and Asterisk
 * does not answer the double CRLF of RFC 5626, so the question is an OPTIONS; any answer will do, and so does any other
 * message.
 */
export class SocketWatch {
  private wait = (): void => undefined;
  private running = false;
  private askers: ((isThere: boolean) => void)[] = [];

  constructor(
    private readonly userAgent: UserAgent,
    private readonly clock: Clock,
    /** The socket is open, and nobody is at its other end. */
    private readonly dead: () => void,
  ) {
    const { transport } = userAgent;
    const take = transport.onMessage;
    transport.onMessage = (message) => {
      this.heard();
      take?.(message);
    };
  }

  /** The socket has opened. */
  start(): void {
    this.running = true;
    this.heard();
  }

  /** Not waiting for the next silence, for there is a doubt: whether the PBX has said anything from now on. */
  isThere(): Promise<boolean> {
    if (!this.running) return Promise.resolve(false);
    if (!this.askers.length) this.ask(DOUBT_MS);
    return new Promise((resolve) => this.askers.push(resolve));
  }

  stop(): void {
    this.running = false;
    this.wait();
    this.answered(false);
  }

  private heard(): void {
    if (!this.running) return;
    this.answered(true);
    this.after(SILENCE_MS, () => this.ask(ANSWER_MS));
  }

  private answered(isThere: boolean): void {
    this.askers.splice(0).forEach((resolve) => resolve(isThere));
  }

  private ask(patienceMs: number): void {
    const { userAgentCore, configuration } = this.userAgent;
    const { uri } = configuration;
    const place = uri.clone();
    place.user = undefined;
    userAgentCore.request(userAgentCore.makeOutgoingRequestMessage('OPTIONS', place, uri, place, {}));
    this.after(patienceMs, () => {
      this.stop();
      this.dead();
    });
  }

  private after(ms: number, callback: () => void): void {
    this.wait();
    const due = this.clock.now() + ms;
    this.wait = this.clock.after(ms, () => {
      if (this.clock.now() - due < LATE_MS) callback();
      else this.heard();
    });
  }
}
