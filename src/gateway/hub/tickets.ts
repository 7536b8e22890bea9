import { createHash, randomBytes } from 'node:crypto';
import type { Agent } from './agent';

export const TICKET_LIVES_MS = 60_000;
/** Above what 10,000 agents ask for when all come back in one minute. */
const MAX_TICKETS = 20_000;

/** What a browser shows once when it opens its socket: amoCRM's own token must not travel in a socket's address or log. */
export class Tickets {
  /** By their digests: how long a look-up takes tells nothing of a ticket. In the order of their end, since all live equally long. */
  private readonly open = new Map<string, { readonly agent: Agent; readonly endsAt: number }>();

  constructor(private readonly now: () => number) {}

  issue(agent: Agent): string {
    this.dropEnded();
    const ticket = randomBytes(32).toString('base64url');
    this.open.set(digestOf(ticket), { agent, endsAt: this.now() + TICKET_LIVES_MS });
    return ticket;
  }

  /** Whose ticket it is; it is used up by that. */
  redeem(ticket: string): Agent | undefined {
    const digest = digestOf(ticket);
    const found = this.open.get(digest);
    this.open.delete(digest);
    return found && found.endsAt > this.now() ? found.agent : undefined;
  }

  private dropEnded(): void {
    for (const [ticket, { endsAt }] of this.open) {
      if (endsAt > this.now() && this.open.size < MAX_TICKETS) return;
      this.open.delete(ticket);
    }
  }
}

const digestOf = (ticket: string): string => createHash('sha256').update(ticket).digest('base64');
