import { z } from 'zod';

/** So many API requests are answered with this status instead of the truth; without a count, all of them. */
export interface StatusStorm {
  readonly status: number;
  readonly count?: number | undefined;
  /** Only requests whose path begins so. */
  readonly path?: string | undefined;
}

export const faultsInput = z
  .object({
    latencyMs: z.int().min(0).max(600_000),
    down: z.boolean(),
    storm: z
      .object({
        status: z.int().min(400).max(599),
        count: z.int().positive().optional(),
        path: z.string().optional(),
      })
      .nullable(),
    /** So many writes are carried out and then not answered: the connection breaks. */
    loseAnswers: z.int().min(0).max(10_000),
    /** Scripts of widgets come so much later. */
    scriptDelayMs: z.int().min(0).max(600_000),
    /** Ends all OAuth access tokens now. */
    expireTokens: z.boolean(),
    /** While true, every bearer token is refused. */
    revokeTokens: z.boolean(),
  })
  .partial();

interface TokenFaults {
  expireAccessTokens(): void;
  revoked: boolean;
}

/** What goes wrong on demand. The page itself and `/__standin/` always work. */
export class Faults {
  /** Every API answer comes so much later. */
  latencyMs = 0;
  /** Scripts of widgets come so much later. */
  scriptDelayMs = 0;
  /** The server takes the connection and breaks it. */
  down = false;
  /** So many writes are carried out and then not answered. */
  loseAnswers = 0;
  private storm: StatusStorm | undefined;
  private stormLeft = 0;

  constructor(private readonly tokens: TokenFaults) {}

  setStorm(storm: StatusStorm | undefined): void {
    this.storm = storm;
    this.stormLeft = storm?.count ?? Number.POSITIVE_INFINITY;
  }

  expireTokens(): void {
    this.tokens.expireAccessTokens();
  }

  set revokeTokens(revoked: boolean) {
    this.tokens.revoked = revoked;
  }

  /** The status with which to answer this request, if it is hit by the storm. */
  hit(path: string): number | undefined {
    if (!this.storm || this.stormLeft <= 0 || !path.startsWith(this.storm.path ?? '/')) return undefined;
    this.stormLeft -= 1;
    return this.storm.status;
  }

  /** Whether the answer to this request, which was carried out, gets lost. */
  swallows(method: string): boolean {
    if (method === 'GET' || this.loseAnswers === 0) return false;
    this.loseAnswers -= 1;
    return true;
  }

  apply(input: z.output<typeof faultsInput>): void {
    if (input.latencyMs !== undefined) this.latencyMs = input.latencyMs;
    if (input.scriptDelayMs !== undefined) this.scriptDelayMs = input.scriptDelayMs;
    if (input.down !== undefined) this.down = input.down;
    if (input.loseAnswers !== undefined) this.loseAnswers = input.loseAnswers;
    if (input.storm !== undefined) this.setStorm(input.storm ?? undefined);
    if (input.expireTokens) this.expireTokens();
    if (input.revokeTokens !== undefined) this.revokeTokens = input.revokeTokens;
  }

  snapshot(): object {
    return {
      latencyMs: this.latencyMs,
      scriptDelayMs: this.scriptDelayMs,
      down: this.down,
      loseAnswers: this.loseAnswers,
      storm: this.storm
        ? { ...this.storm, left: Number.isFinite(this.stormLeft) ? this.stormLeft : null }
        : null,
      revokeTokens: this.tokens.revoked,
    };
  }
}
