import type { AccountUnderTest } from '../account-under-test';
import { LOST } from '../cast';
import { LEFT_TYPES } from '../leftovers';

const BATCH = 50;

const batches = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );

/** Ends what the run has begun, as far as the API can, and says what stays. */
export async function tidyUp(account: AccountUnderTest): Promise<string[]> {
  const { leftovers } = account;
  // Accepted or declined by its fact already: 404 is as good.
  for (const uid of leftovers.of('unsorted'))
    await account.delete(`/api/v4/leads/unsorted/${uid}/decline`, {});
  for (const ids of batches(leftovers.of('leads')))
    await account.patch(
      '/api/v4/leads',
      ids.map((id) => ({ id, status_id: LOST })),
    );
  for (const ids of batches(leftovers.of('tasks')))
    await account.patch(
      '/api/v4/tasks',
      ids.map((id) => ({ id, is_completed: true, result: { text: 'Contract check' } })),
    );
  const staying = LEFT_TYPES.filter((type) => type !== 'unsorted' && leftovers.of(type).length > 0);
  if (staying.length === 0) return [];
  return [
    'What stays, because the API cannot delete it (leads are closed as lost, tasks completed):',
    ...staying.map((type) => `  ${type}: ${leftovers.of(type).join(', ')}`),
  ];
}
