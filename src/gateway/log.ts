import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * error = an agent or a record lost something; warn = we recovered; info = one line per step of a life; debug = frames.
 * Phone numbers above debug go through `masked`.
 */
export type Log = Pick<Logger, 'error' | 'warn' | 'info' | 'debug'>;

/** Keys whose values must not reach a log at any level. */
const SECRETS = ['secret', 'password', 'token', 'ticket', 'authorization', 'Secret', 'Key'];

export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  const paths = SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  return pino({ level, redact: { paths, censor: '[secret]' } }, destination);
}

/** `+79984445566` → `+7998***5566`: enough to find a call, too little to call. */
export function masked(number: string): string {
  return number.length <= 6 ? number : number.replace(/^(\+?\d{0,4}).*(\d{4})$/, '$1***$2');
}
