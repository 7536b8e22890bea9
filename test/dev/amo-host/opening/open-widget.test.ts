import { createWriteStream } from 'node:fs';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { openWidget } from '../../../../dev/amo-host/opening/open-widget';

const WITNESS = join(process.cwd(), 'test/fixtures/widgets/witness');
const MANIFEST = JSON.stringify({ widget: { locale: ['ru'] }, locations: ['everywhere'] });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-widget-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function zipOf(files: Readonly<Record<string, string>>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const path = join(folder, 'widget.zip');
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const refusalOf = async (path: string): Promise<string> => {
  const outcome = await openWidget(path).catch((refusal: unknown) => refusal);
  return outcome instanceof Error ? outcome.message : 'was opened';
};

/** Folders of archives that are unpacked now. */
const unpacked = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('amo-widget-'));

describe('a widget is opened', () => {
  it('from its folder, where it lies', async () => {
    expect(await openWidget(WITNESS)).toMatchObject({ directory: WITNESS, warnings: [] });
  });

  it('from a widget.zip, which is unpacked until the stand-in ends', async () => {
    const opened = await openWidget(
      await zipOf({ 'manifest.json': MANIFEST, 'script.js': '1', 'i18n/ru.json': '{}' }),
    );
    expect(opened.warnings).toEqual([]);
    expect(await readFile(join(opened.directory, 'i18n/ru.json'), 'utf8')).toBe('{}');
    await opened.close();
    await expect(readdir(opened.directory)).rejects.toThrow('ENOENT');
  });

  it('although it was not built yet, with a warning', async () => {
    const { warnings, close } = await openWidget(await zipOf({ 'manifest.json': MANIFEST }));
    await close();
    expect(warnings.join('\n')).toMatch(/no script\.js[^]*i18n\/ru\.json is missing/);
  });
});

describe('a widget is refused in one clear sentence', () => {
  it('when nothing is there', async () => {
    expect(await refusalOf(join(folder, 'nowhere'))).toMatch(/nowhere does not exist\./);
  });

  it('when the folder is no widget', async () => {
    expect(await refusalOf(folder)).toMatch(/holds no manifest\.json: it is no widget/);
  });

  it('when the file is no zip', async () => {
    await writeFile(join(folder, 'widget.zip'), 'this is a text');
    expect(await refusalOf(join(folder, 'widget.zip'))).toMatch(/cannot be read .* Is it a zip file\?/);
  });

  it('when the archive is cut off', async () => {
    const path = await zipOf({ 'manifest.json': MANIFEST, 'script.js': 'x'.repeat(500) });
    await writeFile(path, (await readFile(path)).subarray(0, 200));
    expect(await refusalOf(path)).toMatch(/cannot be read/);
  });

  it('when everything lies in a folder inside the archive', async () => {
    expect(await refusalOf(await zipOf({ 'widget/manifest.json': MANIFEST }))).toMatch(
      /manifest\.json lies in widget\/ and not at the root/,
    );
  });

  it('when a name leads out of the archive, and nothing is written there', async () => {
    const path = await zipOf({ 'manifest.json': MANIFEST, 'aa/outside.txt': 'evil' });
    const bytes = (await readFile(path)).toString('latin1').replaceAll('aa/outside.txt', '../outside.txt');
    await writeFile(path, Buffer.from(bytes, 'latin1'));
    const before = await unpacked();
    expect(await refusalOf(path)).toMatch(/a file name that leads out of it/);
    await expect(readFile(join(tmpdir(), 'outside.txt'))).rejects.toThrow('ENOENT');
    expect(await unpacked()).toEqual(before);
  });

  it.each([
    ['begins with a byte order mark', `\uFEFF${MANIFEST}`, /byte order mark/],
    ['is no JSON', '{"widget": ', /manifest\.json is not valid JSON/],
    ['has another shape', '{"name": "npm package"}', /has another shape than amoCRM asks for/],
  ])('when its manifest %s', async (_what, text, sentence) => {
    await cp(WITNESS, folder, { recursive: true });
    await writeFile(join(folder, 'manifest.json'), text);
    expect(await refusalOf(folder)).toMatch(sentence);
  });
});
