import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { CallId } from '../../call/ids';

export const RECORDING_FORMATS = ['wav', 'mp3', 'ogg'] as const;
export type RecordingFormat = (typeof RECORDING_FORMATS)[number];

export interface RecordedCall {
  readonly callId: CallId;
  /** Epoch ms: tells the folder of its day. */
  readonly startedAt: number;
}

export interface Recording {
  readonly format: RecordingFormat;
  readonly bytes: number;
  /** Epoch ms of its last change. */
  readonly changedAt: number;
}

/** A recording, or the part of it that was asked for, on its way to a player. */
export interface ServedRecording {
  /** 200, 206, 304, 412 or 416. */
  readonly statusCode: number;
  readonly headers: OutgoingHttpHeaders;
  readonly format: RecordingFormat;
  readonly stream: Readable;
}

/** Where recordings of calls are. What is there for nobody to have is not there. */
export interface RecordingSource {
  /** `undefined` = there is none yet. Rejects when it cannot be told. */
  find(call: RecordedCall): Promise<Recording | undefined>;
  /** A recording that is whole is made ready to be listened to; what players get from now on. */
  ready(call: RecordedCall, found: Recording): Promise<Recording>;
  /** Whole or in ranges (RFC 9110, 14), as `request` asks. Rejects when it cannot be told whether there is one. */
  serve(
    call: RecordedCall,
    format: RecordingFormat,
    request: IncomingMessage,
  ): Promise<ServedRecording | undefined>;
}

/** Asterisk writes the head of a wav at once; this much and no more is a recording of nothing. */
export const HEAD_BYTES = 44;
/** No path, no pattern: it becomes a part of names and addresses. */
export const isPlainId = (callId: CallId): boolean => /^[\w.-]{1,128}$/.test(callId) && !/^\.+$/.test(callId);

/** A call over midnight, and a PBX whose clock stands in another zone. */
export function daysAround(at: number): readonly string[] {
  const day = 24 * 60 * 60_000;
  return [at, at + day, at - day].map((moment) => new Date(moment).toISOString().slice(0, 10));
}
