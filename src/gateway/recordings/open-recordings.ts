import { join } from 'node:path';
import type { AccountId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { Log } from '../log';
import { findProgram } from './find-program';
import { Mp3Recordings } from './mp3-recordings';
import { RecordingFolder } from './recording-folder';
import type { RecordingSource } from './recording-source';
import { RecordingStore, type RecordingStoreSettings } from './recording-store';

/** Where a PBX puts the recordings of calls. `linkDays`: how long a link in amoCRM works. */
export type RecordingSettings = { readonly linkDays: number } & (
  | {
      readonly folder: string;
      /** Recordings in wav are made mp3 if ffmpeg is there, and kept in this folder. */
      readonly mp3Folder?: string | undefined;
    }
  | RecordingStoreSettings
);

export interface OpenRecordingsParts {
  readonly accountId: AccountId;
  readonly settings: RecordingSettings;
  readonly clock: Clock;
  readonly log: Log;
}

export function openRecordingSource({
  accountId,
  settings,
  clock,
  log,
}: OpenRecordingsParts): RecordingSource {
  if ('url' in settings) return new RecordingStore(settings);
  const folder = new RecordingFolder(settings.folder);
  if (settings.mp3Folder === undefined) return folder;
  const program = findProgram('ffmpeg');
  if (program === undefined) {
    log.warn({ accountId }, 'ffmpeg is not on the PATH: recordings stay as the PBX writes them');
    return folder;
  }
  return new Mp3Recordings({ folder, program, cache: join(settings.mp3Folder, accountId), clock, log });
}
