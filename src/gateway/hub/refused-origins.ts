import type { Log } from '../log';
import type { IsAllowedOrigin } from './allowed-origins';
import { RateLimit } from './rate-limit';

const OF_AMO = /^https:\/\/[\w.-]+\.(amocrm\.ru|amocrm\.com|kommo\.com)$/i;
/** Anybody can make such lines. */
const TOLD = { burst: 3, perSec: 1 / 600 };

/**
 * Tells of pages of amoCRM that are refused: it is most likely an account of ours under a new name, whose agents see
 * nothing but "no connection". Other strangers are not worth a line.
 */
export function tellRefusedOrigins(
  isAllowed: IsAllowedOrigin,
  now: () => number,
  log: Pick<Log, 'warn'>,
): IsAllowedOrigin {
  const told = new RateLimit(TOLD, now);
  return (origin) => {
    if (isAllowed(origin)) return true;
    if (OF_AMO.test(origin) && told.take(''))
      log.warn({ origin }, 'a page of amoCRM was refused: no account has this address as its baseUrl');
    return false;
  };
}
