import type { CustomerCall } from './office-panel';
import type { NotificationPayload } from './notifications/payload';

export type FeedMessage =
  | { readonly kind: 'entity'; readonly type: string; readonly id: number }
  | { readonly kind: 'notification'; readonly payload: NotificationPayload }
  | { readonly kind: 'online'; readonly userIds: readonly number[] }
  | { readonly kind: 'office'; readonly calls: readonly CustomerCall[] };

const RETRY_MS = 1000;

/** News from the server, for as long as the page lives. */
export function listenToFeed(tell: (message: FeedMessage) => void): void {
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/__standin/feed`);
  socket.onmessage = ({ data }) => tell(JSON.parse(String(data)) as FeedMessage);
  socket.onclose = () => setTimeout(() => listenToFeed(tell), RETRY_MS);
}
