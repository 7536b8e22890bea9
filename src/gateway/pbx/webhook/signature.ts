import { createHmac } from 'node:crypto';
import { isSameSecret } from '../../same-secret';

export const TIME_HEADER = 'x-linia-time';
export const SIGNATURE_HEADER = 'x-linia-signature';

/** Clocks of two machines may differ so much; what is older may be a recording of somebody who listened. */
export const SIGNATURE_LIVES_MS = 5 * 60_000;

/** HMAC-SHA256 over the sender's time (epoch ms) and the body as it is sent, in hex. */
export const signatureOf = (key: string, time: string, body: string): string =>
  createHmac('sha256', key).update(`${time}.${body}`).digest('hex');

export function signedHeaders(key: string, now: number, body: string): Record<string, string> {
  const time = String(now);
  return {
    'content-type': 'application/json',
    [TIME_HEADER]: time,
    [SIGNATURE_HEADER]: signatureOf(key, time, body),
  };
}

export function isSigned(key: string, time: string, signature: string, body: string, now: number): boolean {
  const isFresh = /^\d{1,16}$/.test(time) && Math.abs(now - Number(time)) <= SIGNATURE_LIVES_MS;
  return isSameSecret(signature, signatureOf(key, time, body)) && isFresh;
}
