import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { AccountState } from '../account/account-state';
import type { AccountUser } from '../account/account-user';
import { notificationPayload } from '../host-pages/page-data';

export const FEED_PATH = '/__standin/feed';

export interface LiveFeed {
  /** Ids of the users who have a page open. */
  online(): ReadonlySet<number>;
  /** To every open page. */
  tell(message: object): void;
  close(): void;
}

/** Tells open pages what changed, over a WebSocket: a browser allows many of them, but only six waiting requests. */
export function liveFeed(
  server: Server,
  state: AccountState,
  userOf: (request: IncomingMessage) => AccountUser | undefined,
): LiveFeed {
  const sockets = new WebSocketServer({ noServer: true });
  const userBySocket = new Map<WebSocket, number>();
  const send = (socket: WebSocket, message: object): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const tell = (message: object): void => userBySocket.forEach((_user, socket) => send(socket, message));
  const online = (): ReadonlySet<number> => new Set(userBySocket.values());
  const tellOnline = (): void => tell({ kind: 'online', userIds: [...online()] });

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const user = userOf(request);
    if (request.url?.split('?')[0] !== FEED_PATH || !user) {
      stream.destroy();
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      userBySocket.set(socket, user.id);
      socket.on('close', () => {
        userBySocket.delete(socket);
        tellOnline();
      });
      tellOnline();
    });
  };
  server.on('upgrade', upgrade);
  const stopWatching = state.onChange((change) => {
    if (change.kind === 'entity') return tell({ kind: 'entity', type: change.type, id: change.id });
    const message = { kind: 'notification', payload: notificationPayload(change.notification) };
    userBySocket.forEach((userId, socket) => {
      if (userId === change.notification.userId) send(socket, message);
    });
  });
  return {
    online,
    tell,
    close: () => {
      stopWatching();
      server.off('upgrade', upgrade);
      userBySocket.forEach((_user, socket) => socket.terminate());
      sockets.close();
    },
  };
}
