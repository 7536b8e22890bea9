import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { WidgetRefusal } from './widget-refusal';

/** amoCRM's own limit is lower; these only keep a hostile archive from filling the disk. */
const MAX_FILES = 5000;
const MAX_BYTES = 100 * 1024 * 1024;

/** Counts what really comes out of the archive: the sizes that it states may be lies. */
function limitedTo(left: { bytes: number }): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left.bytes -= chunk.length;
      if (left.bytes < 0) done(WidgetRefusal.because('The archive unpacks to more than 100 MB.'));
      else done(null, chunk);
    },
  });
}

async function writeEntry(zip: ZipFile, entry: Entry, into: string, left: { bytes: number }): Promise<void> {
  const path = join(into, entry.fileName);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(await zip.openReadStreamPromise(entry), limitedTo(left), createWriteStream(path));
}

function refusal(cause: unknown): WidgetRefusal {
  if (cause instanceof WidgetRefusal) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const isEscaping = /^(invalid relative path|absolute path|invalid characters in fileName)/.test(why);
  return WidgetRefusal.because(
    isEscaping
      ? `The archive holds a file name that leads out of it (${why}): nothing was unpacked from there.`
      : `The archive cannot be read (${why}). Is it a zip file?`,
    cause,
  );
}

/** Unpacks into a folder that exists; names that lead out of it are refused by yauzl before anything is written there. */
export async function unzip(file: string, into: string): Promise<void> {
  try {
    const zip = await openPromise(file);
    const left = { bytes: MAX_BYTES };
    let files = 0;
    for await (const entry of zip.eachEntry()) {
      if (++files > MAX_FILES) throw WidgetRefusal.because(`The archive holds more than ${MAX_FILES} files.`);
      if (!entry.fileName.endsWith('/')) await writeEntry(zip, entry, into, left);
    }
  } catch (cause) {
    throw refusal(cause);
  }
}
