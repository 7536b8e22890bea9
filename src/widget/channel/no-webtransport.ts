/** Stands in the bundle where engine.io-client has its WebTransport, which is never asked for. */
export const WT = undefined;
