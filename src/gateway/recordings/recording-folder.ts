import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { IncomingMessage } from 'node:http';
import type { CallId } from '../../call/ids';
import {
  daysAround,
  HEAD_BYTES,
  isPlainId,
  RECORDING_FORMATS,
  type RecordedCall,
  type Recording,
  type RecordingFormat,
  type RecordingSource,
  type ServedRecording,
} from './recording-source';
import { serveFile } from './serve-file';

export interface RecordingFile extends Recording {
  /** Without symbolic links. */
  readonly path: string;
}

/**
 * The recordings of a PBX in a folder, as MixMonitor writes them: a file whose name is the call's id, or holds it as a
 * part (FreePBX: `in-74950000101-79984445566-20261126-150405-1795341858.12.wav`), in the folder itself or in that of the
 * call's day (`2026/11/26`). What leads out of the folder is not there.
 */
export class RecordingFolder implements RecordingSource {
  constructor(private readonly root: string) {}

  async find({ callId, startedAt }: RecordedCall): Promise<RecordingFile | undefined> {
    if (!isPlainId(callId)) return undefined;
    const days = daysAround(startedAt).map((day) => join(this.root, day.replaceAll('-', '/')));
    for (const folder of [this.root, ...days]) {
      const found = await this.findIn(folder, callId);
      if (found) return found;
    }
    return undefined;
  }

  async ready(_call: RecordedCall, found: Recording): Promise<Recording> {
    return found;
  }

  async serve(
    call: RecordedCall,
    format: RecordingFormat,
    request: IncomingMessage,
  ): Promise<ServedRecording | undefined> {
    const file = await this.find(call);
    return file?.format === format ? serveFile(file, request) : undefined;
  }

  private async findIn(folder: string, callId: CallId): Promise<RecordingFile | undefined> {
    const exact = await Promise.all(
      RECORDING_FORMATS.map((format) => this.fileAt(join(folder, `${callId}.${format}`), format)),
    );
    const found = exact.find((file) => file !== undefined);
    // The root may hold a year of calls: only the folder of a day is read whole.
    if (found || folder === this.root) return found;
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const format = RECORDING_FORMATS.find((known) => `.${known}` === extname(name));
      if (!format || !hasPart(name.slice(0, -format.length - 1), callId)) continue;
      const file = await this.fileAt(join(folder, name), format);
      if (file) return file;
    }
    return undefined;
  }

  private async fileAt(path: string, format: RecordingFormat): Promise<RecordingFile | undefined> {
    try {
      const [root, real] = [await realpath(this.root), await realpath(path)];
      const { size, mtimeMs, isFile } = await stat(real).then((found) => ({
        ...{ size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() },
      }));
      if (!isFile || !real.startsWith(root + sep) || size <= HEAD_BYTES) return undefined;
      return { path: real, format, bytes: size, changedAt: mtimeMs };
    } catch {
      // ENOENT for nearly all that are asked for, and EACCES is told at the start.
      return undefined;
    }
  }
}

/** Whether `name` has the id as a whole part: `1.1` is none of `11.12`. */
function hasPart(name: string, callId: string): boolean {
  const at = name.indexOf(callId);
  if (at < 0) return false;
  const [before = '', after = ''] = [name[at - 1], name[at + callId.length]];
  return !/[\d.]/.test(before) && !/[\d.]/.test(after);
}
