import { timezones } from 'libphonenumber-geo-carrier';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Numbers that begin with the same so many signs are at home in the same zone: the map knows no longer prefixes. */
const PREFIX = 9;
const MOST_KEPT = 50_000;

/**
 * Where a number (E.164) is at home, as an IANA zone, by Google's map of prefixes. Mobile numbers of a large country have
 * no home: the map gives the zone of its capital. What it does not know, or knows as several, is `fallback`.
 */
export function numberZones(fallback: () => string): (number: string) => Promise<string> {
  const known = new Map<string, Promise<string | undefined>>();
  return async (number) => {
    const prefix = number.slice(0, PREFIX);
    let zone = known.get(prefix);
    if (!zone) {
      zone = zoneOf(number);
      if (known.size >= MOST_KEPT) known.clear();
      known.set(prefix, zone);
    }
    return (await zone) ?? fallback();
  };
}

async function zoneOf(number: string): Promise<string | undefined> {
  const zones = (await timezones(parsePhoneNumberFromString(number))) ?? [];
  const [zone] = zones;
  return zones.length === 1 && zone !== undefined && isZone(zone) ? zone : undefined;
}

/** The map may name zones that this Node does not know, and `Etc/Unknown`. */
function isZone(zone: string): boolean {
  try {
    return zone !== 'Etc/Unknown' && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    // RangeError: no such zone.
    return false;
  }
}
