import { once } from 'node:events';
import type { GatewayConfig } from '../config';
import { StartError } from '../start-error';
import { createWebServer } from '../web-server';

/** The door of a node that stands by: it says that it lives, and leads everybody to the other. Resolves with its closing. */
export async function openWaitingDoor({
  listen,
  pathPrefix,
}: Pick<GatewayConfig, 'listen' | 'pathPrefix'>): Promise<() => Promise<void>> {
  const server = createWebServer((request, response) => {
    const isHealth = request.url === `${pathPrefix}/healthz`;
    response.writeHead(isHealth ? 200 : 503, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    });
    response.end(
      JSON.stringify(isHealth ? { ok: true, standsBy: true } : { ready: false, why: 'stands-by' }),
    );
  }, listen.tls?.certificate);
  server.listen(listen.port, listen.host);
  await once(server, 'listening').catch((error: unknown) => {
    throw StartError.noDoor('listen', listen, error);
  });
  return async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
}
