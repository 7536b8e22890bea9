import type { Colleague } from '../call/call-view';
import type { Extension } from '../call/ids';
import type { Presence } from '../call/presence';
import { isNumber, isOneOf, isRecord, isText, parseAll } from './raw';

/** A colleague to whom a call can be handed over. */
export interface ColleagueNow extends Colleague {
  readonly now: Presence;
}

/** Widget → gateway: who of the account fits what was typed, by name or extension; the best first, 20 at most. */
export interface FindColleagues {
  /** `''` = all. */
  readonly find: string;
}

const LONGEST_FIND = 64;
const PLAIN = ['free', 'busy', 'dnd', 'away', 'offline', 'unknown'] as const;

export function parseFindColleagues(raw: unknown): FindColleagues | undefined {
  return isRecord(raw) && isText(raw['find']) && raw['find'].length <= LONGEST_FIND
    ? { find: raw['find'] }
    : undefined;
}

export const parseColleagues = (raw: unknown): readonly ColleagueNow[] | undefined =>
  parseAll(raw, parseColleagueNow);

function parseColleagueNow(raw: unknown): ColleagueNow | undefined {
  if (!isRecord(raw) || !isText(raw['extension']) || !isText(raw['name'])) return undefined;
  const now = parsePresence(raw['now']);
  return now && { extension: raw['extension'] as Extension, name: raw['name'], now };
}

export function parsePresence(raw: unknown): Presence | undefined {
  if (!isRecord(raw)) return undefined;
  const { presence, since } = raw;
  if (presence === 'talking') return isNumber(since) ? { presence, since } : undefined;
  return isOneOf(PLAIN, presence) ? { presence } : undefined;
}
