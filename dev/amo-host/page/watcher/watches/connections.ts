import { blame } from '../blame';
import type { Watch } from '../watch';
import { watchCalls, watchConstructor } from '../watched-function';

/** Constructors of what stays open until somebody closes it; how to see that it is closed. */
const KINDS: Readonly<Record<string, (made: object) => boolean>> = {
  WebSocket: (made) => (made as WebSocket).readyState >= WebSocket.CLOSING,
  EventSource: (made) => (made as EventSource).readyState === EventSource.CLOSED,
  RTCPeerConnection: (made) => (made as RTCPeerConnection).signalingState === 'closed',
  BroadcastChannel: () => false,
  Worker: () => false,
};

const addressOf = (argument: unknown): string =>
  typeof argument === 'string' || argument instanceof URL ? ` ${String(argument)}` : '';

/** Sockets, event streams, peer connections, channels between tabs, workers and the microphone. */
export function watchConnections(watch: Watch): void {
  const closed = new WeakSet<object>();
  const remember = (what: string, made: object, isClosed: (made: object) => boolean): void => {
    const by = blame();
    if (by?.widget === undefined) return;
    const held = new WeakRef(made);
    watch.resources.add(by.widget, {
      rule: 'connection-left',
      what,
      where: by.where,
      isLeft: () => {
        const living = held.deref();
        return living !== undefined && !closed.has(living) && !isClosed(living);
      },
    });
  };
  for (const [name, isClosed] of Object.entries(KINDS))
    watchConstructor(window, name, (made, args) => remember(name + addressOf(args[0]), made, isClosed));
  const noteEnd = { before: ({ self }: { readonly self: unknown }) => void closed.add(self as object) };
  watchCalls(BroadcastChannel.prototype, 'close', noteEnd);
  watchCalls(Worker.prototype, 'terminate', noteEnd);
  // A microphone reaches a call by this way; left alone, the browser goes on showing that it listens.
  // Not every browser has it.
  if (!('RTCPeerConnection' in window)) return;
  watchCalls(RTCPeerConnection.prototype, 'addTrack', {
    before: ({ args: [track] }) =>
      remember(
        'MediaStreamTrack',
        track as object,
        (made) => (made as MediaStreamTrack).readyState === 'ended',
      ),
  });
}
