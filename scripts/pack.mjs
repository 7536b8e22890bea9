import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ROOT, giveUp, runPackage } from './command.mjs';

// The archive's bytes depend on its content alone: one fixed time for every file, read in one time zone.
process.env.TZ = 'UTC';
const FILE_TIME = new Date('2020-01-01T00:00:00Z');

const { values } = parseArgs({
  options: { readable: { type: 'boolean', default: false }, out: { type: 'string' } },
});
/** amoCRM takes an archive of this name only. */
const out = join(ROOT, values.out ?? (values.readable ? 'dist/readable' : 'dist'));
const ARCHIVE = join(out, 'widget.zip');

/** The code as people read it: moderators look at it by hand. It runs the same and weighs four times as much. */
async function readableFolder() {
  const folder = join(ROOT, 'dist/readable/widget');
  rmSync(folder, { recursive: true, force: true });
  const code = await runPackage(
    'webpack-cli/bin/cli.js',
    ['--mode', 'production', '--stats', 'errors-warnings'],
    { env: { ...process.env, WIDGET_FOLDER: folder } },
  );
  if (code !== 0) giveUp('The build failed: see the messages above.');
  return folder;
}

await ensureBuilt();
mkdirSync(out, { recursive: true });
const { ZipFile } = (await import('yazl')).default;
const folder = values.readable ? await readableFolder() : join(ROOT, 'dist/widget');
const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(folder.length + 1)
      .replaceAll('\\', '/'),
  )
  .sort();

const zip = new ZipFile();
for (const name of names)
  zip.addBuffer(readFileSync(join(folder, name)), name, {
    mtime: FILE_TIME,
    mode: 0o100644,
    compressionLevel: 9,
  });
zip.end();
await pipeline(zip.outputStream, createWriteStream(ARCHIVE));
console.log(`${ARCHIVE.slice(ROOT.length + 1)}: ${names.length} files, ${statSync(ARCHIVE).size} bytes`);
