import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

// The archive's bytes depend on its content alone: one fixed time for every file, read in one time zone.
process.env.TZ = 'UTC';
const FILE_TIME = new Date('2020-01-01T00:00:00Z');

/** Paths below the folder as a zip writes them, in the order of their code units: the same on every file system. */
const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();

/** Writes the folder's files into an archive; resolves with how many there are. */
export async function zipFolder(folder, archive) {
  const { ZipFile } = (await import('yazl')).default;
  const names = filesOf(folder);
  const zip = new ZipFile();
  for (const name of names)
    zip.addBuffer(readFileSync(join(folder, name)), name, {
      mtime: FILE_TIME,
      mode: 0o100644,
      compressionLevel: 9,
    });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(archive));
  return names.length;
}
