import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Certificate } from './tls/certificate';

/**
 * Whoever sends his request drop by drop is cut. Node's own limits are of minutes, and it looks only every half minute;
 * a header over 16 KiB it refuses by itself.
 */
const PATIENCE: ServerOptions = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 70_000,
};

/** The server of the gateway's door: over TLS with this certificate, or plain behind a proxy. */
export function createWebServer(
  listener: RequestListener,
  certificate: Certificate | undefined,
): Server | SecureServer {
  if (!certificate) return createServer(PATIENCE, listener);
  return createSecureServer({ ...PATIENCE, ...secureContext(certificate) }, listener);
}

/** A certificate that a running server takes up. */
export function takeUp(server: Server | SecureServer, certificate: Certificate): void {
  if ('setSecureContext' in server) server.setSecureContext(secureContext(certificate));
}

const secureContext = ({ cert, key }: Certificate) => ({ cert, key, minVersion: 'TLSv1.2' }) as const;
