import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { checkWidget } from '../../../dev/widget-check/check-widget';
import { readWidgetArchive } from '../../../dev/widget-check/widget-archive';
import { filesWith } from './archive-under-test';

const folder = mkdtempSync(join(tmpdir(), 'linia-widget-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function zipOf(name: string, prefix = ''): Promise<string> {
  const zip = new ZipFile();
  for (const [path, content] of filesWith()) zip.addBuffer(content, prefix + path);
  zip.end();
  const path = join(folder, name);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const rulesBrokenBy = async (path: string): Promise<readonly string[]> =>
  checkWidget(await readWidgetArchive(path)).map(({ rule }) => rule);

it('reads a zip', async () => {
  expect(await rulesBrokenBy(await zipOf('widget.zip'))).toEqual([]);
});

it('reads a zip whose files lie in a folder', async () => {
  expect(await rulesBrokenBy(await zipOf('ring.zip', 'widget/'))).toEqual(['archive/name', 'archive/root']);
});

it('reads a folder', async () => {
  for (const [path, content] of filesWith()) {
    mkdirSync(dirname(join(folder, 'unpacked', path)), { recursive: true });
    writeFileSync(join(folder, 'unpacked', path), content);
  }
  expect(await rulesBrokenBy(join(folder, 'unpacked'))).toEqual([]);
});

it('says in a sentence what cannot be read', async () => {
  const text = join(folder, 'text.zip');
  writeFileSync(text, 'no zip at all');
  await expect(readWidgetArchive(text)).rejects.toThrow('Is it a zip file?');
  await expect(readWidgetArchive(join(folder, 'nothing'))).rejects.toThrow('There is no ');
});
