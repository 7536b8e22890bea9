import fastify from 'fastify';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, CallId } from '../../../src/call/ids';
import { findProgram } from '../../../src/gateway/recordings/find-program';
import { Mp3Recordings } from '../../../src/gateway/recordings/mp3-recordings';
import { RecordingFolder } from '../../../src/gateway/recordings/recording-folder';
import { recordingLinks } from '../../../src/gateway/recordings/recording-links';
import { recordingRoute } from '../../../src/gateway/recordings/recording-route';
import { systemClock } from '../../../src/gateway/system-clock';
import { silentLog } from '../support/silent-log';

/* The far end is a program called ffmpeg on the PATH: here one of a few lines, which writes down how it was called. */

const ACCOUNT = '30100200' as AccountId;
const STARTED = Date.UTC(2026, 10, 26, 15, 4);
const SOUND = Buffer.alloc(4_000, 7);
/** What the program of this test makes of a wav: a tenth of it. */
const FAKE = `#!${process.execPath}
const fs = require('node:fs');
const given = process.argv.slice(2);
const [from, to] = [given[given.indexOf('-i') + 1], given.at(-1)];
const note = (what) => fs.appendFileSync(__dirname + '/notes', what + ' ' + given.join(' ') + '\\n');
note('begins');
const sound = fs.readFileSync(from);
if (sound.includes('broken')) { process.stderr.write('Invalid data found'); fs.writeFileSync(to, 'half'); process.exit(1); }
setTimeout(() => { fs.writeFileSync(to, sound.subarray(0, sound.length / 10)); note('ends'); }, 40);
`;

let base: string;
let monitor: string;
let cache: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'linia-'));
  [monitor, cache] = [join(base, 'monitor'), join(base, 'cache')];
  mkdirSync(monitor);
  writeFileSync(join(base, 'ffmpeg'), FAKE, { mode: 0o755 });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const recordings = (mostBytes?: number): Mp3Recordings => {
  const program = findProgram('ffmpeg', base);
  if (program === undefined) throw new Error('the program of this test is not found');
  const folder = new RecordingFolder(monitor);
  return new Mp3Recordings({
    ...{ folder, program, cache, clock: systemClock, log: silentLog },
    ...(mostBytes !== undefined && { mostBytes }),
  });
};
const call = (callId: string) => ({ callId: callId as CallId, startedAt: STARTED });
const record = (callId: string, sound: Buffer | string = SOUND): void =>
  writeFileSync(join(monitor, `${callId}.wav`), sound);
const notes = (): readonly string[] =>
  existsSync(join(base, 'notes')) ? readFileSync(join(base, 'notes'), 'utf8').trim().split('\n') : [];
const ready = async (of: Mp3Recordings, callId: string) => {
  const found = await of.find(call(callId));
  if (!found) throw new Error('no recording');
  return of.ready(call(callId), found);
};

it('makes a recording an mp3 once, whoever asks how often, and starts no shell', async () => {
  record('1.1');
  const mp3s = recordings();
  const made = await Promise.all([ready(mp3s, '1.1'), ready(mp3s, '1.1'), ready(mp3s, '1.1')]);
  expect(made).toEqual(
    Array.from({ length: 3 }, () => expect.objectContaining({ format: 'mp3', bytes: 400 }) as object),
  );
  expect((await ready(recordings(), '1.1')).format).toBe('mp3');
  expect(notes().map((line) => line.split(' ')[0])).toEqual(['begins', 'ends']);
  expect(notes()[0]).toContain(`-i ${join(monitor, '1.1.wav')} `);
  expect(readdirSync(cache)).toEqual(['1.1.mp3']);
});

it('makes one at a time, of all accounts', async () => {
  for (const callId of ['1.1', '1.2', '1.3']) record(callId);
  const [one, other] = [recordings(), recordings()];
  await Promise.all([ready(one, '1.1'), ready(other, '1.2'), ready(one, '1.3')]);
  expect(notes().map((line) => line.split(' ')[0])).toEqual([
    'begins',
    'ends',
    'begins',
    'ends',
    'begins',
    'ends',
  ]);
});

it('leaves the wav to players when it cannot be done, and nothing half done', async () => {
  record('1.1', `broken ${'.'.repeat(200)}`);
  expect((await ready(recordings(), '1.1')).format).toBe('wav');
  expect(readdirSync(cache)).toEqual([]);
  rmSync(join(base, 'ffmpeg'));
  const gone = new Mp3Recordings({
    ...{ folder: new RecordingFolder(monitor), program: join(base, 'ffmpeg'), cache },
    ...{ clock: systemClock, log: silentLog },
  });
  expect((await ready(gone, '1.1')).format).toBe('wav');
});

it('keeps its cache small: what nobody has heard for longest goes', async () => {
  const mp3s = recordings(1_000);
  for (const callId of ['1.1', '1.2']) {
    record(callId);
    await ready(mp3s, callId);
  }
  const old = new Date(Date.now() - 60_000);
  utimesSync(join(cache, '1.2.mp3'), old, new Date());
  record('1.3');
  await ready(mp3s, '1.3');
  expect(readdirSync(cache).sort()).toEqual(['1.1.mp3', '1.3.mp3']);
});

it('gives players the mp3 in parts, makes it again when the cache was cleared, and the wav when that fails', async () => {
  record('1.1');
  const mp3s = recordings();
  await ready(mp3s, '1.1');
  const links = recordingLinks(ACCOUNT, 'secret', 30);
  const app = fastify();
  await app.register(recordingRoute, {
    account: (id) => (id === ACCOUNT ? { source: mp3s, links } : undefined),
    ...{ now: () => STARTED, log: silentLog },
  });
  const url = links.linkFor({ ...call('1.1'), format: 'mp3' }, STARTED);
  const part = await app.inject({ url, headers: { range: 'bytes=100-199' } });
  expect([part.statusCode, part.headers['content-type'], part.headers['content-range']]).toEqual([
    ...[206, 'audio/mpeg', 'bytes 100-199/400'],
  ]);
  writeFileSync(join(base, 'passwords.mp3'), SOUND);
  const outside = links.linkFor({ ...call('../passwords'), format: 'mp3' }, STARTED);
  expect((await app.inject({ url: outside })).statusCode).toBe(404);
  rmSync(cache, { recursive: true });
  expect((await app.inject({ url })).rawPayload).toHaveLength(400);
  rmSync(cache, { recursive: true });
  rmSync(join(base, 'ffmpeg'));
  const wav = await app.inject({ url });
  expect([wav.statusCode, wav.headers['content-type'], wav.rawPayload.length]).toEqual([
    200,
    'audio/wav',
    4000,
  ]);
  await app.close();
});

it('finds no program in folders that do not stand whole in the PATH, and none that cannot be started', () => {
  expect(findProgram('ffmpeg', `.:relative:${join(base, 'nowhere')}:${base}`)).toBe(join(base, 'ffmpeg'));
  writeFileSync(join(monitor, 'ffmpeg'), FAKE, { mode: 0o644 });
  expect(findProgram('ffmpeg', monitor)).toBeUndefined();
});
