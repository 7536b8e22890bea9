import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const WAIT_MS = 5000;

export interface Listener {
  readonly address: string;
  /** The first delivery that has this field, or `undefined` when none came in time. */
  delivery(
    field: string,
  ): Promise<{ readonly contentType: string; readonly form: URLSearchParams } | undefined>;
  close(): Promise<void>;
}

/** A server on this machine to which the stand-in sends its webhooks. */
export async function listen(): Promise<Listener> {
  const deliveries: { contentType: string; form: URLSearchParams }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(parts).toString('utf8'));
      deliveries.push({ contentType: request.headers['content-type'] ?? '', form });
      response.end();
      server.emit('delivery');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    delivery: async (field) => {
      const signal = AbortSignal.timeout(WAIT_MS);
      for (;;) {
        const found = deliveries.find(({ form }) => form.has(field));
        if (found || signal.aborted) return found;
        // The end of the wait is no error here: nothing came is what the caller is told.
        await once(server, 'delivery', { signal }).catch(() => undefined);
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
