import type { IncomingHttpHeaders } from 'node:http';
import type { AccountState } from '../account/account-state';
import type { AccountUser, Actor } from '../account/account-user';
import type { OAuthTokens } from './oauth-tokens';
import type { Sessions } from './sessions';

export interface Callers {
  /** The actor of a request, or nobody: no token and no session, or one that is not valid. */
  actor(headers: IncomingHttpHeaders): Actor | undefined;
  /** The user whose browser this is. */
  user(headers: IncomingHttpHeaders): AccountUser | undefined;
}

/** A bearer token wins over the cookie. `X-Context-User-ID` lets an administrator's token act as a user. */
export function callers(state: AccountState, tokens: OAuthTokens, sessions: Sessions): Callers {
  const giver = state.users.find(({ isAdmin }) => isAdmin) ?? state.users[0];
  if (!giver) throw new Error('The account has no users');
  const user = (headers: IncomingHttpHeaders) => state.user(sessions.userId(headers) ?? 0);
  return {
    user,
    actor: (headers) => {
      const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined) {
        if (!tokens.accepts(bearer)) return undefined;
        const contextUser = state.user(Number(headers['x-context-user-id']));
        if (contextUser) return { kind: 'user', user: contextUser };
        return { kind: 'integration', user: giver, clientUuid: tokens.clientUuid };
      }
      if (headers.authorization !== undefined) return undefined;
      const signedIn = user(headers);
      return signedIn && { kind: 'user', user: signedIn };
    },
  };
}
