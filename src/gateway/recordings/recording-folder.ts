import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { CallId } from '../../call/ids';

export interface RecordingFile {
  /** Without symbolic links. */
  readonly path: string;
  /** `wav`, `mp3` or `ogg`. */
  readonly format: RecordingFormat;
  readonly bytes: number;
  /** Epoch ms of its last change. */
  readonly changedAt: number;
}

export const RECORDING_FORMATS = ['wav', 'mp3', 'ogg'] as const;
export type RecordingFormat = (typeof RECORDING_FORMATS)[number];

/** Asterisk writes the head of a wav at once; this much and no more is a recording of nothing. */
const HEAD_BYTES = 44;
const CALL_ID = /^[\w.-]{1,128}$/;

/**
 * The recordings of a PBX in a folder, as MixMonitor writes them: a file whose name is the call's id, or holds it as a
 * part (FreePBX: `in-74950000101-79984445566-20261126-150405-1795341858.12.wav`), in the folder itself or in that of the
 * call's day (`2026/11/26`). What leads out of the folder is not there.
 */
export class RecordingFolder {
  constructor(private readonly root: string) {}

  /** `startedAt`: of the call, epoch ms. `undefined` = there is none. */
  async find(callId: CallId, startedAt: number): Promise<RecordingFile | undefined> {
    if (!CALL_ID.test(callId)) return undefined;
    for (const folder of [this.root, ...daysAround(startedAt).map((day) => join(this.root, day))]) {
      const found = await this.findIn(folder, callId);
      if (found) return found;
    }
    return undefined;
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

/** A call over midnight, and a PBX whose clock stands in another zone. */
function daysAround(at: number): readonly string[] {
  const day = 24 * 60 * 60_000;
  return [at, at + day, at - day].map((moment) =>
    new Date(moment).toISOString().slice(0, 10).replaceAll('-', '/'),
  );
}

/** Whether `name` has the id as a whole part: `1.1` is none of `11.12`. */
function hasPart(name: string, callId: string): boolean {
  const at = name.indexOf(callId);
  if (at < 0) return false;
  const [before = '', after = ''] = [name[at - 1], name[at + callId.length]];
  return !/[\d.]/.test(before) && !/[\d.]/.test(after);
}
