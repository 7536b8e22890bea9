import { createHmac, hkdfSync } from 'node:crypto';
import type { AccountId, CallId } from '../../call/ids';
import { isSameSecret } from '../same-secret';
import type { RecordingFormat } from './recording-source';

export interface RecordingWish {
  readonly callId: CallId;
  /** Of the call, epoch ms: tells the folder of its day. */
  readonly startedAt: number;
  readonly format: RecordingFormat;
}

/** Links to recordings of one account: who has one may listen until it ends, and nobody else may at all. */
export interface RecordingLinks {
  /** Path and query below the gateway's address. */
  linkFor(wish: RecordingWish, now: number): string;
  /** Whether this link was made here and has not ended. `expired` = it was. */
  check(wish: RecordingWish, until: number, sign: string, now: number): 'good' | 'expired' | 'forged';
}

const DAY_MS = 24 * 60 * 60_000;

/** `secret`: of the integration; the key is drawn from it for this purpose alone. `days`: how long a link lives. */
export function recordingLinks(accountId: AccountId, secret: string, days: number): RecordingLinks {
  const key = Buffer.from(hkdfSync('sha256', secret, accountId, 'linia recordings', 32));
  const signed = ({ callId, startedAt, format }: RecordingWish, until: number): string =>
    createHmac('sha256', key)
      .update([accountId, callId, startedAt, format, until].join('|'))
      .digest('base64url');
  return {
    linkFor(wish, now) {
      const until = now + days * DAY_MS;
      const query = new URLSearchParams({
        at: String(wish.startedAt),
        until: String(until),
        sign: signed(wish, until),
      });
      return `/recordings/${accountId}/${encodeURIComponent(wish.callId)}.${wish.format}?${query.toString()}`;
    },
    check(wish, until, sign, now) {
      if (!isSameSecret(sign, signed(wish, until))) return 'forged';
      return now < until ? 'good' : 'expired';
    },
  };
}
