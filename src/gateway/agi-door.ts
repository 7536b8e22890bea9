import { once } from 'node:events';
import type { GatewayConfig } from './config';
import { agiServer } from './routing/agi-server';
import type { RouteParts } from './routing/timely-route';
import { StartError } from './start-error';

/** Listens for FastAGI where the configuration wants it. Resolves with the way to close it. */
export async function openAgiDoor(
  listen: GatewayConfig['agi'],
  parts: RouteParts,
): Promise<() => Promise<void>> {
  if (!listen) return async () => undefined;
  const server = agiServer(parts);
  server.listen(listen.port, listen.host);
  await once(server, 'listening').catch((error: unknown) => {
    throw StartError.noDoor('agi', listen, error);
  });
  return async () => {
    const closed = once(server, 'close');
    // Whoever is in the middle of a question is let go within its patience; the PBX then takes the default route.
    server.close();
    await closed;
  };
}
