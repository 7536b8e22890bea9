import type { SipResponse } from './sip-message';

/** One WebSocket of a phone (RFC 5626 calls it a flow) and what waits for an answer on it. */
export interface SipFlow {
  readonly port: number;
  /** Who registered on this socket. */
  extension: string | undefined;
  readonly isOpen: boolean;
  /** Requests of ours by their branch; gone with the socket. */
  readonly waiting: Map<string, (response: SipResponse) => void>;
  send(text: string): void;
}
