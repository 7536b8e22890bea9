import type { AccountState } from '../account/account-state';
import type { Unsorted } from '../account/activity';
import type { ApiRequest } from './api-route';
import { filterOf, inRange, isOneOf, ordered } from './list-query';

/** Entries that still wait and that the request asks for. */
export function searchUnsorted(state: AccountState, request: ApiRequest): readonly Unsorted[] {
  const filter = filterOf(request);
  const waiting = [...state.unsorted.values()].filter(
    (entry) =>
      entry.state === 'waiting' &&
      isOneOf(entry.uid, filter['uid']) &&
      isOneOf(entry.category, filter['category']) &&
      isOneOf(entry.pipeline_id, filter['pipeline_id']),
  );
  return ordered(waiting, request, ['created_at', 'updated_at']);
}

const average = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : Math.round(numbers.reduce((sum, each) => sum + each, 0) / numbers.length);

/** `GET /api/v4/leads/unsorted/summary`: what came, what became of it, and what waits in each category. */
export function unsortedSummary(state: AccountState, request: ApiRequest): object {
  const filter = filterOf(request);
  const all = [...state.unsorted.values()].filter(
    (entry) =>
      isOneOf(entry.uid, filter['uid']) &&
      isOneOf(entry.pipeline_id, filter['pipeline_id']) &&
      inRange(entry.created_at, filter['created_at']),
  );
  const at = (wanted: Unsorted['state']) => all.filter((entry) => entry.state === wanted);
  const waiting = (category: string) => at('waiting').filter((entry) => entry.category === category).length;
  const sorted = [...at('accepted'), ...at('declined')];
  return {
    total: all.length,
    accepted: at('accepted').length,
    declined: at('declined').length,
    average_sort_time: average(sorted.map(({ created_at, updated_at }) => updated_at - created_at)),
    categories: {
      sip: { total: waiting('sip') },
      mail: { total: 0 },
      forms: { total: waiting('forms') },
      chats: { total: 0 },
    },
  };
}
