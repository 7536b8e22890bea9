import fastify, { type FastifyInstance } from 'fastify';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { AccountId, CallId } from '../../../src/call/ids';
import { recordingLinks } from '../../../src/gateway/recordings/recording-links';
import { recordingRoute } from '../../../src/gateway/recordings/recording-route';
import { RecordingStore } from '../../../src/gateway/recordings/recording-store';
import { silentLog } from '../support/silent-log';

/* A store of recordings is a server of its own: here a small one that does what S3, MinIO and nginx do, or fails. */

const ACCOUNT = '30100200' as AccountId;
const CALL = '1795341858.12' as CallId;
const STARTED = Date.UTC(2026, 10, 26, 23, 59, 58);
const SOUND = Buffer.from(Array.from({ length: 4_000 }, (_, index) => index % 251));
const KEY = 'Basic bGluaWE6c2VjcmV0';
const links = recordingLinks(ACCOUNT, 'secret of the integration', 30);
const wish = { callId: CALL, startedAt: STARTED, format: 'mp3' } as const;

let far: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[] = [];
let app: FastifyInstance;

beforeAll(async () => {
  far = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(far, 'listening');
  const { port } = far.address() as AddressInfo;
  const source = new RecordingStore({
    url: `http://127.0.0.1:${port}/calls/{yyyy}/{mm}/{dd}/{callId}.mp3?version=1`,
    authorization: KEY,
  });
  app = fastify({ forceCloseConnections: true });
  await app.register(recordingRoute, {
    account: (id) => (id === ACCOUNT ? { source, links } : undefined),
    now: () => STARTED + 60_000,
    log: silentLog,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  far.closeAllConnections();
  far.close();
});
beforeEach(() => {
  asked = [];
  answer = objectStore;
});

/** Has one object, knows ranges and ETags, and says 403 for whatever is not there. */
function objectStore({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
  const isThere = url === `/calls/2026/11/27/${CALL}.mp3?version=1` && headers.authorization === KEY;
  if (!isThere) return void response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error/>');
  const told = {
    'content-type': 'binary/octet-stream',
    'accept-ranges': 'bytes',
    etag: '"e1"',
    'last-modified': 'Thu, 26 Nov 2026 23:59:59 GMT',
    'set-cookie': 'of=the-store',
    server: 'a store',
  };
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const isPart = from !== '' && (headers['if-range'] ?? '"e1"') === '"e1"';
  if (isPart && Number(from) >= SOUND.length)
    return void response.writeHead(416, { 'content-range': `bytes */${SOUND.length}` }).end();
  const end = to === '' ? SOUND.length - 1 : Number(to);
  const body = isPart ? SOUND.subarray(Number(from), end + 1) : SOUND;
  const range = isPart ? { 'content-range': `bytes ${from}-${end}/${SOUND.length}` } : {};
  response.writeHead(isPart ? 206 : 200, { ...told, ...range, 'content-length': String(body.length) });
  response.end(method === 'HEAD' ? undefined : body);
}

const ask = (
  headers: Record<string, string> = {},
  method = 'GET',
  of: typeof wish = wish,
): Promise<Response> => {
  const { port } = app.server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${links.linkFor(of, STARTED)}`, { method, headers });
};
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

it('gives the recording of the next day’s folder, with our type, and nothing of the store’s own affairs', async () => {
  const whole = await ask();
  expect(whole.status).toBe(200);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'audio/mpeg',
    'content-length': '4000',
    'accept-ranges': 'bytes',
    etag: '"e1"',
    'cache-control': 'private, max-age=86400',
  });
  expect(whole.headers.get('set-cookie')).toBeNull();
  expect((await bytesOf(whole)).equals(SOUND)).toBe(true);
  expect(asked).toEqual([
    `GET /calls/2026/11/26/${CALL}.mp3?version=1`,
    `GET /calls/2026/11/27/${CALL}.mp3?version=1`,
  ]);
});

it('tells of it without fetching it (HEAD)', async () => {
  const head = await ask({}, 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '4000']);
  expect(asked.every((line) => line.startsWith('HEAD '))).toBe(true);
});

it('seeks: parts, none behind the end, and the whole when it is another by now (If-Range)', async () => {
  const part = await ask({ range: 'bytes=1000-1099' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1000-1099/4000']);
  expect((await bytesOf(part)).equals(SOUND.subarray(1000, 1100))).toBe(true);
  expect((await ask({ range: 'bytes=5000-' })).status).toBe(416);
  expect((await ask({ range: 'bytes=0-9', 'if-range': '"e1"' })).status).toBe(206);
  expect((await ask({ range: 'bytes=0-9', 'if-range': '"e0"' })).status).toBe(200);
});

it('asks the store for nothing without a good link, nor for what is no id', async () => {
  const { port } = app.server.address() as AddressInfo;
  const forged = links.linkFor(wish, STARTED).replace(/sign=./, 'sign=_');
  expect((await fetch(`http://127.0.0.1:${port}${forged}`)).status).toBe(403);
  for (const callId of ['..', '../../secret', 'a/b'])
    expect([400, 403, 404]).toContain((await ask({}, 'GET', { ...wish, callId: callId as CallId })).status);
  expect(asked).toEqual([]);
});

it('says that there is none, and that nobody can tell', async () => {
  expect((await ask({}, 'GET', { ...wish, callId: '1.404' as CallId })).status).toBe(404);
  answer = (_, response) => void response.writeHead(500).end('a secret of the store');
  const failed = await ask();
  expect([failed.status, failed.headers.get('retry-after'), await failed.text()]).toEqual([503, '10', '']);
  answer = (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  expect((await ask()).status).toBe(503);
  answer = ({ socket }) => void socket.destroy();
  expect((await ask()).status).toBe(503);
});

it('passes a slow recording on as it comes, and lets go of it when the player leaves', async () => {
  const left = new Promise<void>((resolve) => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '4000' });
      response.write(SOUND.subarray(0, 100));
      response.once('close', () => resolve());
    };
  });
  const leaving = new AbortController();
  const { port } = app.server.address() as AddressInfo;
  const slow = await fetch(`http://127.0.0.1:${port}${links.linkFor(wish, STARTED)}`, {
    signal: leaving.signal,
  });
  const first = await slow.body?.getReader().read();
  expect(first?.value?.length).toBe(100);
  leaving.abort();
  await left;
});

it('takes what is no recording for none: a head without sound, no length', async () => {
  const { port } = far.address() as AddressInfo;
  const source = new RecordingStore({ url: `http://127.0.0.1:${port}/{callId}.wav` });
  const call = { callId: CALL, startedAt: STARTED };
  answer = (_, response) => void response.writeHead(200, { 'content-length': '44' }).end();
  expect(await source.find(call)).toBeUndefined();
  answer = (_, response) => void response.writeHead(200, { 'content-length': '45' }).end();
  expect(await source.find(call)).toEqual({ format: 'wav', bytes: 45, changedAt: 0 });
  answer = (_, response) => void response.writeHead(503).end();
  await expect(source.find(call)).rejects.toThrow('503');
});
