import { Manager, type Socket } from 'socket.io-client';
import { PROTOCOL_VERSION, type ServerEvents, type SocketAuth } from '../../protocol/messages';
import { AUTH_FAULTS, type AuthFault } from '../../protocol/faults';
import { isOneOf } from '../../protocol/raw';
import type { GatewayAddress } from './gateway-address';

export type Transport = 'websocket' | 'polling';

/** How one connection ended: `refused` by the gateway with its reason, or `lost` (network, gateway away). */
export interface ConnectionEnd {
  /** Whether it ever stood. */
  readonly lived: boolean;
  readonly refusal?: AuthFault;
  /** The opening got no answer at all: a proxy on the way swallows WebSocket instead of refusing it. */
  readonly silent?: boolean;
}

const SERVER_EVENTS = [
  'state',
  'call',
  'caller',
  'results',
  'dialling',
] as const satisfies readonly (keyof ServerEvents)[];
export type ServerEvent = (typeof SERVER_EVENTS)[number];

export interface ConnectionListener {
  readonly opened: (transport: Transport) => void;
  readonly received: (event: ServerEvent, raw: unknown) => void;
  /** The gateway has asked for a sign of life. */
  readonly pinged: () => void;
  readonly ended: (end: ConnectionEnd) => void;
}

const OPEN_TIMEOUT_MS = 5_000;

export const isAuthFault = (word: unknown): word is AuthFault => isOneOf(AUTH_FAULTS, word);

/**
 * One socket from opening to end; a new one needs a new ticket. `transports` are tried in their order: WebSocket
 * refused on the way → long polling carries the same events.
 */
export function openConnection(
  address: GatewayAddress,
  ticket: string,
  transports: readonly Transport[],
  listener: ConnectionListener,
): Socket {
  const auth: SocketAuth = { ticket, version: PROTOCOL_VERSION };
  const manager = new Manager(address.origin, {
    path: address.socketPath,
    transports: [...transports],
    tryAllTransports: true,
    // Polling is used only where WebSocket has just failed: trying again inside the connection would fail again.
    upgrade: false,
    reconnection: false,
    timeout: OPEN_TIMEOUT_MS,
  });
  const socket = manager.socket('/', { auth });
  const end = once(listener.ended, socket);
  manager.on('ping', listener.pinged);
  socket.on('connect', () => listener.opened(transportOf(socket)));
  for (const event of SERVER_EVENTS) socket.on(event, (raw: unknown) => listener.received(event, raw));
  socket.on('disconnect', () => end({ lived: true }));
  socket.on('connect_error', (error) => end(failedOpening(error)));
  return socket;
}

function once(ended: (end: ConnectionEnd) => void, socket: Socket): (end: ConnectionEnd) => void {
  return (end) => {
    socket.off();
    socket.disconnect();
    ended(end);
  };
}

function failedOpening(error: Error): ConnectionEnd {
  const word = error.message;
  if (isAuthFault(word)) return { lived: false, refusal: word };
  return { lived: false, silent: word === 'timeout' };
}

const transportOf = (socket: Socket): Transport =>
  socket.io.engine.transport.name === 'polling' ? 'polling' : 'websocket';
