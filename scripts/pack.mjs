import { createWriteStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ensureBuilt } from './build.mjs';
import { ROOT } from './command.mjs';

// The archive's bytes depend on its content alone: one fixed time for every file, read in one time zone.
process.env.TZ = 'UTC';
const FILE_TIME = new Date('2020-01-01T00:00:00Z');
const ARCHIVE = join(ROOT, 'dist/widget.zip');

await ensureBuilt();
const { ZipFile } = (await import('yazl')).default;
const folder = join(ROOT, 'dist/widget');
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
console.log(`dist/widget.zip: ${names.length} files, ${statSync(ARCHIVE).size} bytes`);
