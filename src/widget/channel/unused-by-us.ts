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
