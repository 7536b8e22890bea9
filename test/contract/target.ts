/**
 * What a fact may need: `write` (leaves something in the account), `disturb` (other users notice), `storm` (runs into
 * the limit on purpose), `agent` (a user who sees only what is his own), `session` (that user's browser cookie),
 * `oauth` (the integration's keys and a fresh code), `widget` (an installed widget), `stand-in` (faults on demand).
 */
export type Need = 'write' | 'disturb' | 'storm' | 'agent' | 'session' | 'oauth' | 'widget' | 'stand-in';

export interface TargetIntegration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  /** A code that was not used yet; a real account has one for every consent of its administrator. */
  readonly takeCode: () => Promise<string | undefined>;
}

/** The account that the contract is held against, and what the one who runs it allows. */
export interface Target {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** An access or long-lived token of an administrator. */
  readonly token: string;
  /** Requests a second; amoCRM's limit of 7 is for everything that works with the account. */
  readonly perSecond: number;
  /** What amoCRM has written it finds only after a while: so long a fact waits before it looks. */
  readonly settleMs: number;
  readonly allows: ReadonlySet<Need>;
  /** A user without administrator's rights who sees and edits only what is his own. */
  readonly agentId?: number;
  /** Cookie header of that user's browser. */
  readonly sessionCookie?: string;
  readonly integration?: TargetIntegration;
  readonly widgetCode?: string;
}

const HAS: Readonly<Record<Need, (target: Target) => boolean>> = {
  write: ({ allows }) => allows.has('write'),
  disturb: ({ allows }) => allows.has('disturb'),
  storm: ({ allows }) => allows.has('storm'),
  'stand-in': ({ allows }) => allows.has('stand-in'),
  agent: ({ agentId }) => agentId !== undefined,
  session: ({ sessionCookie }) => sessionCookie !== undefined,
  oauth: ({ integration }) => integration !== undefined,
  widget: ({ widgetCode }) => widgetCode !== undefined,
};

export const missingNeeds = (target: Target, needs: readonly Need[]): Need[] =>
  needs.filter((need) => !HAS[need](target));
