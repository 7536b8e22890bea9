import type { AuthFault } from '../../protocol/faults';
import { PROTOCOL_VERSION, type TicketAnswer } from '../../protocol/messages';
import { parseSocketAuth } from '../../protocol/parse';
import type { Log } from '../log';
import { roomOf, type Agent } from './agent';
import type { VerifyToken } from './disposable-token';
import { RateLimit, type Rate } from './rate-limit';
import { TICKET_LIVES_MS, Tickets } from './tickets';

export interface AgentAuthParts {
  readonly verify: VerifyToken;
  /** Epoch, ms. */
  readonly now: () => number;
  /** amoCRM has switched this user off; its token for him lives on for half an hour. */
  readonly hasLeft: (agent: Agent) => boolean;
  readonly log: Pick<Log, 'warn'>;
}

export type Known = { readonly agent: Agent } | { readonly fault: AuthFault } | 'too-many';
export type TicketResult = TicketAnswer | { readonly fault: AuthFault } | 'too-many';

/** Refused tokens of one address. Good ones do not count, so an office behind one address comes back at once. */
const REFUSED: Rate = { burst: 300, perSec: 20 };
/** Tickets of one agent: he has a few browsers, each of which connects again after a loss. */
const PER_AGENT: Rate = { burst: 30, perSec: 1 };

/** Who an agent is: amoCRM's token → a ticket → the agent of a socket. Nothing else that a browser says is believed. */
export class AgentAuth {
  private readonly tickets: Tickets;
  private readonly refused: RateLimit;
  private readonly perAgent: RateLimit;

  constructor(private readonly parts: AgentAuthParts) {
    this.tickets = new Tickets(parts.now);
    this.refused = new RateLimit(REFUSED, parts.now);
    this.perAgent = new RateLimit(PER_AGENT, parts.now);
  }

  async ticketFor(token: string | undefined, address: string): Promise<TicketResult> {
    const known = await this.whoIs(token, address);
    if (known === 'too-many' || 'fault' in known) return known;
    return { ticket: this.tickets.issue(known.agent), expiresInSec: TICKET_LIVES_MS / 1000 };
  }

  /** Whose token it is; counts as one wish of this agent. */
  async whoIs(token: string | undefined, address: string): Promise<Known> {
    if (!token) return { fault: 'token-missing' };
    if (!this.refused.take(address)) return 'too-many';
    const verdict = await this.parts.verify(token);
    if ('fault' in verdict) {
      this.parts.log.warn({ address, ...verdict }, 'an agent was refused');
      return { fault: verdict.fault };
    }
    this.refused.giveBack(address);
    if (this.parts.hasLeft(verdict.agent)) return { fault: 'user-off' };
    if (!this.perAgent.take(roomOf(verdict.agent))) return 'too-many';
    return { agent: verdict.agent };
  }

  /** `raw`: the `auth` of a socket. */
  agentOf(raw: unknown): Agent | AuthFault {
    const auth = parseSocketAuth(raw);
    if (!auth) return 'ticket-invalid';
    if (auth.version !== PROTOCOL_VERSION) return 'version-unknown';
    const agent = this.tickets.redeem(auth.ticket);
    if (!agent) return 'ticket-invalid';
    return this.parts.hasLeft(agent) ? 'user-off' : agent;
  }
}
