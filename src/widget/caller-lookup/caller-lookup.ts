import type { Clock } from '../../lib/clock';
import { parseOwners, type CallerNews, type CallerOwner } from '../../protocol/callers';
import type { Caller } from '../channel/agent-picture';
import type { AmoHost } from '../host/amo-host';
import { callerOf, type CallerContext } from './caller-of';
import { describeOwners, fetchStages, searchOwners, type Get, type SearchResult } from './caller-search';

/** For all requests of one search together: amoCRM never makes a card wait longer for the name. */
const SEARCH_TIMEOUT_MS = 1_500;
/** amoCRM admits so many requests in any one second, of all programs of the account together; refused is 429. */
const ADMITTED_AGAIN_MS = 1_000;
/** Long enough for a caller who tries again, short enough for a card that was just created. */
const KEEP_MS = 30_000;
const KEEP_STAGES_MS = 600_000;

const NO_STAGES: CallerContext['stages'] = new Map();

/** `isWhole`: nothing was left unanswered or unasked. */
interface Found {
  readonly caller: Caller;
  readonly isWhole: boolean;
}

export interface CallerLookup {
  /** Never rejects; the same number asked twice at once is searched once. */
  readonly lookUp: (number: string, callingCode: string) => Promise<Caller>;
  /**
   * Whom the gateway's index names, as it sent them; stage names are asked from amoCRM once in a while, and the card does
   * not wait. Rejects when the gateway's words cannot be read.
   */
  readonly describe: (owners: CallerNews['owners']) => Promise<Caller>;
}

/** Who calls, asked from amoCRM with the agent's own cookie and so with his rights (decided.md 10). Leader tab only. */
export function createCallerLookup(
  host: Pick<AmoHost, 'get' | 'session' | 'say'>,
  clock: Clock,
): CallerLookup {
  const kept = new Map<string, { readonly caller: Promise<Caller>; readonly until: number }>();
  let stages: { readonly names: CallerContext['stages']; readonly until: number } | undefined;

  const stageNames = async (get: Get): Promise<CallerContext['stages'] | undefined> => {
    if (stages && clock.now() < stages.until) return stages.names;
    const names = await fetchStages(get);
    if (names) stages = { names, until: clock.now() + KEEP_STAGES_MS };
    return names;
  };

  const search = async (get: Get, number: string, callingCode: string): Promise<Found> => {
    const owners = await searchOwners(get, number, callingCode);
    if (!owners) return { caller: { caller: 'unavailable' }, isWhole: false };
    const hasLeads = owners.some(({ leadIds }) => leadIds.length > 0);
    const [result, names] = await Promise.all([
      describeOwners(get, owners),
      hasLeads ? stageNames(get) : NO_STAGES,
    ]);
    const caller = callerOf(result, contextWith(names));
    return { caller, isWhole: result.isWhole && names !== undefined };
  };

  const contextWith = (names: CallerContext['stages'] | undefined): CallerContext => {
    const { userId: agent, language, currency } = host.session;
    return { agent, say: host.say, language, currency, stages: names ?? NO_STAGES };
  };

  const inTime = async <Result>(ask: (get: Get) => Promise<Result>): Promise<Result> => {
    const deadline = new AbortController();
    const endsAt = clock.now() + SEARCH_TIMEOUT_MS;
    const cancel = clock.after(SEARCH_TIMEOUT_MS, () => deadline.abort());
    const get: Get = async (path) => {
      const answer = await host.get(path, deadline.signal);
      if (answer.status !== 429 || clock.now() + ADMITTED_AGAIN_MS >= endsAt) return answer;
      await new Promise<void>((resolve) => clock.after(ADMITTED_AGAIN_MS, resolve));
      return host.get(path, deadline.signal);
    };
    return ask(get).finally(cancel);
  };

  /** The next card has them. */
  const refreshStages = (): void => void inTime(stageNames);

  const searchInTime = async (number: string, callingCode: string): Promise<Caller> => {
    const { caller, isWhole } = await inTime((get) => search(get, number, callingCode));
    // A card may be created or amoCRM come back before the next call; half an answer is not repeated.
    if (caller.caller !== 'found' || !isWhole) kept.delete(number);
    return caller;
  };

  return {
    async describe(raw) {
      const owners = parseOwners(raw);
      if (!owners) throw new Error('The gateway named a caller in a way that the widget cannot read.');
      if (!stages && owners.some(({ leads }) => leads.length > 0)) refreshStages();
      return callerOf(knownResult(owners), contextWith(stages?.names));
    },
    lookUp(number, callingCode) {
      const known = kept.get(number);
      if (known && clock.now() < known.until) return known.caller;
      const caller = searchInTime(number, callingCode);
      for (const [old, { until }] of kept) if (until <= clock.now()) kept.delete(old);
      kept.set(number, { caller, until: clock.now() + KEEP_MS });
      return caller;
    },
  };
}

function knownResult(owners: readonly CallerOwner[]): SearchResult {
  return {
    owners,
    leads: new Map(owners.flatMap(({ leads }) => leads.map((lead) => [lead.id, lead]))),
    companies: new Map(owners.map(({ id, company }) => [id, company])),
    isWhole: true,
  };
}
