import { connect, type Socket } from 'node:net';

/** Sends bytes as they stand, which no HTTP client would, and reads until the gateway hangs up. */
export async function rawRequest(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(bytes);
  await closed(socket);
  return Buffer.concat(chunks).toString('latin1');
}

/** However the connection ends: being reset is an answer, too. */
export const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.on('error', () => undefined).once('close', () => resolve()));

/** Head of a request that is the last one of its connection. */
export const head = (request: string, ...headers: readonly string[]): string =>
  [`${request} HTTP/1.1`, 'Host: pbx.example', 'Connection: close', ...headers, '', ''].join('\r\n');

export const statusIn = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
