/** Codes of failures that happen before a byte of the request is sent (Node, undici). */
const NOT_SENT: ReadonlySet<string> = new Set([
  'NO_TOKEN',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Whether a request that failed never reached the other side. */
export function wasNotSent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && NOT_SENT.has(String(cause.code));
}
