import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { filesWith } from '../widget-check/archive-under-test';

const ANNA = 504141;
const OLGA = 504144;

const folder = mkdtempSync(join(tmpdir(), 'linia-upload-'));
let host: AmoHost;
let archive: Buffer;

beforeAll(async () => {
  host = await startAmoHost({ port: 0, widgets: [] });
  const zip = new ZipFile();
  for (const [path, content] of filesWith()) zip.addBuffer(content, path);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(folder, 'widget.zip')));
  archive = readFileSync(join(folder, 'widget.zip'));
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

async function upload(userId: number, body: Buffer): Promise<readonly [number, Record<string, unknown>]> {
  const answer = await fetch(`${host.url}/ajax/widgets/upload`, {
    method: 'POST',
    headers: { cookie: host.cookieFor(userId), 'content-type': 'application/zip' },
    body: new Uint8Array(body),
  });
  return [answer.status, (await answer.json()) as Record<string, unknown>];
}

const installed = () => [...host.state.widgets.values()];

it('takes an archive from an administrator; a newer one keeps settings and state', async () => {
  const [status, { code }] = await upload(OLGA, archive);
  expect([status, installed().map((widget) => [widget.code, widget.active])]).toEqual([200, [[code, false]]]);
  const [first] = installed();
  if (!first) throw new Error('no widget');
  Object.assign(first, { active: true, settings: { key: 'kept' } });
  await upload(OLGA, archive);
  expect(installed()).toMatchObject([{ code, active: true, settings: { key: 'kept' } }]);
  expect(installed()[0]?.directory).not.toBe(first.directory);
});

it('takes none from anybody else, and says what is wrong with one that is none', async () => {
  expect((await upload(ANNA, archive))[0]).toBe(403);
  const [status, problem] = await upload(OLGA, Buffer.from('no zip at all'));
  expect(status).toBe(400);
  expect(JSON.stringify(problem)).toContain('Is it a zip file?');
});
