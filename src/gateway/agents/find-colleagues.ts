import type { UserId } from '../../call/ids';
import type { Presence } from '../../call/presence';
import type { ColleagueNow } from '../../protocol/colleagues';
import type { MappedUser } from './directory';

/** A list that is read at a glance; who is not in it types one letter more. */
const MOST = 20;
/** Who can take the call now stands first. */
const ORDER = [
  'free',
  'unknown',
  'away',
  'dnd',
  'busy',
  'talking',
  'offline',
] as const satisfies readonly Presence['presence'][];

/** Users with a phone, without the one who asks; names are compared as people type them. */
export function findColleagues(
  users: readonly MappedUser[],
  { asker, find }: { readonly asker: UserId; readonly find: string },
  nowOf: (extension: NonNullable<MappedUser['extension']>) => Presence,
): readonly ColleagueNow[] {
  const wanted = plain(find);
  const found = users.flatMap(({ userId, name, extension }) => {
    if (extension === undefined || userId === asker) return [];
    const fits =
      extension.startsWith(find.trim()) ||
      plain(name)
        .split(' ')
        .some((word) => word.startsWith(wanted)) ||
      plain(name).startsWith(wanted);
    return fits ? [{ extension, name: name || extension, now: nowOf(extension) }] : [];
  });
  return found.sort(byUse).slice(0, MOST);
}

function byUse(one: ColleagueNow, other: ColleagueNow): number {
  const rank = ({ now }: ColleagueNow): number => ORDER.indexOf(now.presence);
  return rank(one) - rank(other) || one.name.localeCompare(other.name);
}

const plain = (text: string): string => text.trim().toLowerCase().replaceAll('ё', 'е');
