/*
 * Stands in the bundle for parts of socket.io-client that the widget's channel never uses (webpack.config.js): what
 * goes over it is text, by WebSocket or XHR.
 */

/** engine.io-client: WebTransport. */
export const WT = undefined;

/** socket.io-parser: binary attachments. */
export const isBinary = (): boolean => false;
export const hasBinary = (): boolean => false;

function refuse(): never {
  throw new Error('Binary packets are not part of the protocol.');
}
export const deconstructPacket = refuse;
export const reconstructPacket = refuse;

/** engine.io-parser: packets in base64. */
export const decode = refuse;

/** engine.io-parser: of its encoder only text is left; types by their number in the Engine.IO protocol, version 4. */
const PACKET_TYPES = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
export function encodePacket(
  { type, data = '' }: { readonly type: string; readonly data?: string },
  _supportsBinary: boolean,
  done: (encoded: string) => void,
): void {
  done(`${PACKET_TYPES.indexOf(type)}${data}`);
}
export const encodePacketToBinary = refuse;
