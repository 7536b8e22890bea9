import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import type { AccountId, CallId } from '../../../src/call/ids';
import { RecordingFolder } from '../../../src/gateway/recordings/recording-folder';
import { recordingLinks } from '../../../src/gateway/recordings/recording-links';
import { recordingRoute } from '../../../src/gateway/recordings/recording-route';
import { RecordingWatch } from '../../../src/gateway/recordings/recording-watch';
import { eventually } from '../../support/eventually';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';

const ACCOUNT = '30100200' as AccountId;
const CALL = '1795341858.12' as CallId;
const STARTED = Date.UTC(2026, 10, 26, 15, 4);
const DAY_MS = 24 * 60 * 60_000;
const SOUND = Buffer.alloc(4_000, 7);

const base = mkdtempSync(join(tmpdir(), 'linia-'));
const monitor = join(base, 'monitor');
const folder = new RecordingFolder(monitor);
const links = recordingLinks(ACCOUNT, 'secret of the integration', 30);
const wish = { callId: CALL, startedAt: STARTED, format: 'wav' } as const;
let now = STARTED + 60_000;
let app: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(monitor, '2026/11/26'), { recursive: true });
  writeFileSync(join(monitor, `${CALL}.wav`), SOUND);
  writeFileSync(join(base, 'passwords.wav'), SOUND);
  symlinkSync(join(base, 'passwords.wav'), join(monitor, '6.6.wav'));
  app = fastify();
  await app.register(recordingRoute, {
    prefix: '/linia',
    account: (id) => (id === ACCOUNT ? { source: folder, links } : undefined),
    now: () => now,
    log: silentLog,
  });
});
afterAll(() => app.close());

const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url: `/linia${url}`, headers });
const good = (): string => links.linkFor(wish, STARTED);

it('gives a recording to who has its link, whole, with its kind and length', async () => {
  const answer = await ask(good());
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'audio/wav',
    'content-length': '4000',
    'accept-ranges': 'bytes',
  });
  expect(answer.rawPayload.equals(SOUND)).toBe(true);
});

it('tells of it without sending it (HEAD)', async () => {
  const answer = await ask(good(), {}, 'HEAD');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-length']).toBe('4000');
  expect(answer.rawPayload).toHaveLength(0);
});

it('seeks: a part of it, its end, and no part behind its end', async () => {
  const part = await ask(good(), { range: 'bytes=100-199' });
  expect(part.statusCode).toBe(206);
  expect(part.headers['content-range']).toBe('bytes 100-199/4000');
  expect(part.rawPayload).toHaveLength(100);
  expect((await ask(good(), { range: 'bytes=-10' })).rawPayload).toHaveLength(10);
  expect((await ask(good(), { range: 'bytes=5000-' })).statusCode).toBe(416);
});

it('gives the whole again when the part is of another file than before (If-Range)', async () => {
  const { etag = '' } = (await ask(good())).headers;
  const same = await ask(good(), { range: 'bytes=0-9', 'if-range': String(etag) });
  expect(same.statusCode).toBe(206);
  const other = await ask(good(), { range: 'bytes=0-9', 'if-range': '"another"' });
  expect(other.statusCode).toBe(200);
});

it('refuses links that were made up, changed, of another account, or that have ended', async () => {
  const link = good();
  expect((await ask(link.replace(CALL, '1795341858.13'))).statusCode).toBe(403);
  expect((await ask(link.replace(/sign=./, 'sign=_'))).statusCode).toBe(403);
  expect((await ask(link.replace(/until=\d+/, `until=${STARTED + 900 * DAY_MS}`))).statusCode).toBe(403);
  expect((await ask(link.replace(ACCOUNT, '1'))).statusCode).toBe(403);
  expect((await ask(`/recordings/${ACCOUNT}/${CALL}.wav`)).statusCode).toBe(403);
  const foreign = recordingLinks(ACCOUNT, 'another secret', 30).linkFor(wish, STARTED);
  expect((await ask(foreign)).statusCode).toBe(403);
  now = STARTED + 31 * DAY_MS;
  expect((await ask(link)).statusCode).toBe(410);
  now = STARTED + 60_000;
});

it.each(['../passwords', '..%2fpasswords', '6.6', 'monitor/../../passwords', '.', ''])(
  'leads nowhere out of its folder: "%s", even with a good signature',
  async (id) => {
    const link = links.linkFor({ ...wish, callId: id as CallId }, STARTED);
    expect([400, 403, 404]).toContain((await ask(link)).statusCode);
  },
);

it('says when the file is no more', async () => {
  const link = links.linkFor({ ...wish, callId: '1.404' as CallId }, STARTED);
  expect((await ask(link)).statusCode).toBe(404);
});

it('finds the names of FreePBX in the folder of the day, and takes no call for another', async () => {
  const name = `in-74950000101-79984445566-20261126-180405-1795341900.1`;
  writeFileSync(join(monitor, '2026/11/26', `${name}5.wav`), SOUND);
  expect(await folder.find({ callId: '1795341900.1' as CallId, startedAt: STARTED })).toBeUndefined();
  writeFileSync(join(monitor, '2026/11/26', `${name}.wav`), SOUND);
  expect(await folder.find({ callId: '1795341900.1' as CallId, startedAt: STARTED })).toMatchObject({
    format: 'wav',
    bytes: 4000,
  });
});

it('tells of a recording once it is there and grows no more', async () => {
  const clock = new HandClock();
  const found: string[] = [];
  const watch = new RecordingWatch({
    ...{ source: folder, links, clock, log: silentLog, publicUrl: 'https://pbx.example/linia' },
    found: async (callId, link) => void found.push(`${callId} ${link.split('?')[0]}`),
  });
  const path = join(monitor, '7.7.wav');
  watch.follow('7.7' as CallId, STARTED);
  clock.turn(300);
  await settled();
  writeFileSync(path, SOUND);
  clock.turn(1_000);
  await settled();
  writeFileSync(path, Buffer.concat([SOUND, SOUND]));
  clock.turn(1_000);
  await settled();
  expect(found).toEqual([]);
  clock.turn(3_000);
  await settled();
  clock.turn(1_000);
  await eventually('the link', () => found.length > 0);
  expect(found).toEqual([`7.7 https://pbx.example/linia/recordings/${ACCOUNT}/7.7.wav`]);
  watch.stop();
});

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
