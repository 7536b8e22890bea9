import type { AccountId } from '../../call/ids';
import type { AmoFault } from './amo-fault';

/** amoCRM, "oauth": the access token lives a day; the refresh token three months and works once. Times: epoch ms. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessEndsAt: number;
}

export type Holding =
  | { readonly state: 'none' }
  | { readonly state: 'pair'; readonly pair: TokenPair }
  /** The refresh token has left, or is just about to: whether it is spent is known by the answer only. */
  | { readonly state: 'renewing'; readonly pair: TokenPair }
  | { readonly state: 'lost'; readonly why: AmoFault };

/** Of an installation, not exchanged yet. `isAsked`: it came with our own `state`, so no stranger has sent it. */
export interface PendingCode {
  readonly code: string;
  readonly receivedAt: number;
  readonly isAsked: boolean;
}

/** What an account has given us. Codes stand beside what we hold: any of them may be a stranger's and good for nothing. */
export interface Grant {
  readonly holding: Holding;
  /** The newest first. */
  readonly codes: readonly PendingCode[];
}

/** Grants of the accounts, for all nodes that serve them. */
export interface GrantStore {
  load(accountId: AccountId): Promise<Grant>;
  /** Puts what `change` makes of the grant in its place; nobody else changes it in between. Resolves when it is on the disk. */
  change(accountId: AccountId, change: (grant: Grant) => Grant): Promise<Grant>;
  /** Of all who want to offer the account's refresh token or a code, on whatever node, one at a time does. */
  alone<Value>(accountId: AccountId, work: () => Promise<Value>): Promise<Value>;
}

export const NOTHING_GRANTED: Grant = { holding: { state: 'none' }, codes: [] };

export function pairOf(holding: Holding): TokenPair | undefined {
  return 'pair' in holding ? holding.pair : undefined;
}
