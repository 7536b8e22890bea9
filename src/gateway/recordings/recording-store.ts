import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as ask, type Dispatcher } from 'undici';
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

export interface RecordingStoreSettings {
  /** `https://store.example/calls/{yyyy}/{mm}/{dd}/{callId}.wav`; days are those of UTC. */
  readonly url: string;
  /** Value of the header `Authorization`. */
  readonly authorization?: string | undefined;
}

/** A player waits no longer for the first byte; what is silent in the middle is given up later. */
const FIRST_BYTE_MS = 10_000;
const SILENCE_MS = 30_000;
/** What a player may ask by, and what it is told. The far end's cookies, names and ways of caching are not its business. */
const ASKED = ['range', 'if-range', 'if-none-match', 'if-modified-since'] as const;
const TOLD = ['accept-ranges', 'content-length', 'content-range', 'etag', 'last-modified'] as const;
const GIVEN: readonly number[] = [200, 206, 304, 412, 416];
/** S3 says 403 for what is not there to whoever may not list. */
const MISSING: readonly number[] = [403, 404, 410];

/**
 * Recordings below an address (S3, MinIO, nginx): the gateway asks for them and passes on what comes, so that players need
 * no right of their own there. Redirects are not followed: they may lead anywhere.
 */
export class RecordingStore implements RecordingSource {
  private readonly format: RecordingFormat;

  constructor(private readonly settings: RecordingStoreSettings) {
    this.format = formatOf(settings.url) ?? 'wav';
  }

  async find(call: RecordedCall): Promise<Recording | undefined> {
    const answer = await this.ask(call, 'HEAD', {});
    if (!answer) return undefined;
    await answer.body.dump();
    const bytes = Number(answer.headers['content-length'] ?? NaN);
    if (answer.statusCode !== 200 || !Number.isFinite(bytes) || bytes <= HEAD_BYTES) return undefined;
    const changedAt = Date.parse(String(answer.headers['last-modified']));
    return { format: this.format, bytes, changedAt: Number.isFinite(changedAt) ? changedAt : 0 };
  }

  async ready(_call: RecordedCall, found: Recording): Promise<Recording> {
    return found;
  }

  async serve(
    call: RecordedCall,
    format: RecordingFormat,
    { method, headers }: IncomingMessage,
  ): Promise<ServedRecording | undefined> {
    if (format !== this.format) return undefined;
    const wishes = ASKED.flatMap((name) => {
      const wish = headers[name];
      return wish === undefined ? [] : [[name, String(wish)] as const];
    });
    const answer = await this.ask(call, method === 'HEAD' ? 'HEAD' : 'GET', Object.fromEntries(wishes));
    if (!answer) return undefined;
    const { statusCode, headers: told, body } = answer;
    const passed: OutgoingHttpHeaders = {};
    for (const name of TOLD) if (told[name] !== undefined) passed[name] = String(told[name]);
    return { statusCode, headers: passed, format, stream: body };
  }

  /** `undefined` = there is none on any day around the call's. Rejects when the far end fails. */
  private async ask(
    { callId, startedAt }: RecordedCall,
    method: 'GET' | 'HEAD',
    wishes: Record<string, string>,
  ): Promise<Dispatcher.ResponseData | undefined> {
    if (!isPlainId(callId)) return undefined;
    const { url, authorization } = this.settings;
    const addresses = new Set(daysAround(startedAt).map((day) => addressOf(url, callId, day)));
    for (const address of addresses) {
      const answer = await ask(address, {
        method,
        // A part of what is packed is no part of the sound.
        headers: { ...wishes, 'accept-encoding': 'identity', ...(authorization && { authorization }) },
        headersTimeout: FIRST_BYTE_MS,
        bodyTimeout: SILENCE_MS,
      });
      if (GIVEN.includes(answer.statusCode)) return answer;
      await answer.body.dump();
      if (!MISSING.includes(answer.statusCode))
        throw new Error(`The store of recordings answers with status ${answer.statusCode}`);
    }
    return undefined;
  }
}

/** By the address's end; `undefined` = it is none that players know. */
export const formatOf = (url: string): RecordingFormat | undefined =>
  RECORDING_FORMATS.find((format) => new RegExp(`\\.${format}(\\?|$)`).test(url));

function addressOf(url: string, callId: string, day: string): string {
  const [yyyy = '', mm = '', dd = ''] = day.split('-');
  const parts: Readonly<Record<string, string>> = { callId: encodeURIComponent(callId), yyyy, mm, dd };
  return url.replace(/\{(\w+)\}/g, (hole, name: string) => parts[name] ?? hole);
}
