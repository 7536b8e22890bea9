import type { AccountId, UserId } from '../../call/ids';

/** Who sits behind a socket. Users are told apart only together with their account: ids repeat between accounts. */
export interface Agent {
  readonly accountId: AccountId;
  readonly userId: UserId;
}

/** socket.io's room of one agent: all his browsers, nobody else's. */
export const roomOf = ({ accountId, userId }: Agent): string => `${accountId}:${userId}`;
