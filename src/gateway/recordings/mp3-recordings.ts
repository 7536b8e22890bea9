import { spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../../lib/clock';
import { CommandQueue } from '../agents/command-queue';
import type { Log } from '../log';
import type { RecordingFile, RecordingFolder } from './recording-folder';
import {
  isPlainId,
  type RecordedCall,
  type Recording,
  type RecordingFormat,
  type RecordingSource,
  type ServedRecording,
} from './recording-source';
import { serveFile } from './serve-file';

export interface Mp3RecordingsParts {
  readonly folder: RecordingFolder;
  /** Where ffmpeg is. */
  readonly program: string;
  /** Of this account alone; whatever is in it can be made again. */
  readonly cache: string;
  /** Of the cache; the files that nobody has heard for longest go first. */
  readonly mostBytes?: number;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'info'>;
}

const MOST_CACHED = 2_000_000_000;
/** 17 hours of telephone sound; what is longer is no talk. */
const LONGEST_WAV = 1_000_000_000;
/** An hour of talk takes some seconds. */
const LONGEST_RUN_MS = 5 * 60_000;
const KEPT_WORDS = 300;

/** One conversion at a time in the whole process, however many accounts: calls need the processor more. */
const queue = new CommandQueue();

/**
 * Recordings in wav as mp3, a tenth of the bytes. Made when a recording is whole, kept in a cache, and made again when it
 * was cleared; whatever goes wrong, players get the wav.
 */
export class Mp3Recordings implements RecordingSource {
  private readonly underWay = new Map<string, Promise<RecordingFile | undefined>>();

  constructor(private readonly parts: Mp3RecordingsParts) {}

  find(call: RecordedCall): Promise<Recording | undefined> {
    return this.parts.folder.find(call);
  }

  async ready(call: RecordedCall, found: Recording): Promise<Recording> {
    return (await this.mp3Of(call)) ?? found;
  }

  async serve(
    call: RecordedCall,
    format: RecordingFormat,
    request: IncomingMessage,
  ): Promise<ServedRecording | undefined> {
    if (format !== 'mp3') return this.parts.folder.serve(call, format, request);
    const file = (await this.mp3Of(call)) ?? (await this.parts.folder.find(call));
    return file && serveFile(file, request);
  }

  /** `undefined` = there is none and cannot be. Never rejects. */
  private async mp3Of(call: RecordedCall): Promise<RecordingFile | undefined> {
    if (!isPlainId(call.callId)) return undefined;
    const wav = await this.parts.folder.find(call);
    if (wav?.format === 'mp3') return wav;
    const path = join(this.parts.cache, `${call.callId}.mp3`);
    // Somebody cleans the folder of the PBX: what was made of it is still heard.
    const made = await fileAt(path);
    if (made && (!wav || made.changedAt >= wav.changedAt)) return made;
    if (wav?.format !== 'wav' || wav.bytes > LONGEST_WAV) return undefined;
    const running = this.underWay.get(path);
    if (running) return running;
    const work = queue
      .run('ffmpeg', () => this.convert(wav, path, call))
      .finally(() => this.underWay.delete(path));
    this.underWay.set(path, work);
    return work;
  }

  private async convert(
    wav: RecordingFile,
    path: string,
    { callId }: RecordedCall,
  ): Promise<RecordingFile | undefined> {
    const { cache, program, clock, log } = this.parts;
    const unfinished = `${path}.part`;
    try {
      await mkdir(cache, { recursive: true });
      const why = await run(program, argumentsFor(wav.path, unfinished), clock);
      if (why !== undefined) {
        log.warn({ callId, why }, 'a recording could not be made an mp3, players get the wav');
        return undefined;
      }
      await rename(unfinished, path);
      await this.keepSmall(path);
      return await fileAt(path);
    } catch (error) {
      log.warn({ err: error, callId }, 'a recording could not be made an mp3, players get the wav');
      return undefined;
    } finally {
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  private async keepSmall(kept: string): Promise<void> {
    const { cache, mostBytes = MOST_CACHED } = this.parts;
    const names = (await readdir(cache)).filter((name) => name.endsWith('.mp3'));
    const files = (await Promise.all(names.map((name) => heardAt(join(cache, name))))).filter(
      (file) => file !== undefined,
    );
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files.sort((a, b) => a.at - b.at)) {
      if (bytes <= mostBytes) return;
      if (file.path === kept) continue;
      await rm(file.path, { force: true });
      bytes -= file.bytes;
    }
  }
}

/** Absolute paths, so that none is taken for an option; nothing else of the call is in them. */
const argumentsFor = (wav: string, mp3: string): readonly string[] => [
  ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', '-i', wav],
  ...['-vn', '-map_metadata', '-1', '-codec:a', 'libmp3lame', '-q:a', '6', '-f', 'mp3', mp3],
];

/** Resolves with why it came to nothing, `undefined` = it is done. Without a shell. */
function run(program: string, given: readonly string[], clock: Clock): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, given, { stdio: ['ignore', 'ignore', 'pipe'] });
    const undo = clock.after(LONGEST_RUN_MS, () => child.kill('SIGKILL'));
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-KEPT_WORDS)));
    const end = (why: string | undefined): void => {
      undo();
      resolve(why);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) =>
      end(code === 0 ? undefined : `${signal ?? `exit ${code}`} ${words}`.trim()),
    );
  });
}

async function fileAt(path: string): Promise<RecordingFile | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    const now = new Date();
    // That it was wanted: the cache lets go of what was not.
    await utimes(path, now, new Date(mtimeMs));
    return size > 0 ? { path, format: 'mp3', bytes: size, changedAt: mtimeMs } : undefined;
  } catch {
    return undefined; // Not made yet, or dropped.
  }
}

async function heardAt(path: string): Promise<{ path: string; bytes: number; at: number } | undefined> {
  try {
    const { size, atimeMs } = await stat(path);
    return { path, bytes: size, at: atimeMs };
  } catch {
    return undefined; // Dropped meanwhile.
  }
}
