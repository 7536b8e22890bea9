import { send } from '@fastify/send';
import type { IncomingMessage } from 'node:http';
import { basename, dirname } from 'node:path';
import type { RecordingFile } from './recording-folder';
import type { ServedRecording } from './recording-source';

/** Whole or in ranges, as the request asks. */
export async function serveFile(file: RecordingFile, request: IncomingMessage): Promise<ServedRecording> {
  const { statusCode, headers, stream } = await send(request, encodeURIComponent(basename(file.path)), {
    root: dirname(file.path),
    cacheControl: false,
    dotfiles: 'allow',
  });
  return { statusCode, headers, format: file.format, stream };
}
