import type { CallEntry } from './call-entry';
import type { Next, Step } from './next-step';
import type { OutboxRow } from './outbox-store';

export interface Job {
  readonly entry: CallEntry;
  readonly step: Step;
}

/** Rows that are worked on by one request, or by one look. */
export type Group =
  /** Nothing is left to do for them. */
  | { readonly kind: 'nothing'; readonly rows: readonly OutboxRow[] }
  | { readonly kind: 'look'; readonly rows: readonly OutboxRow[]; readonly jobs: readonly Job[] }
  | {
      readonly kind: 'carry-out';
      readonly rows: readonly OutboxRow[];
      readonly jobs: readonly Job[];
      /** A lost answer is looked for; the other steps may simply be sent again. */
      readonly isLookedFor: boolean;
    };

/** As amoCRM recommends for one write (limitations). */
export const MOST_AT_ONCE = 50;

const LOOKED_FOR: ReadonlySet<Step['do']> = new Set([
  'log',
  'note',
  'create-lead',
  'create-contact',
  'unsorted',
  'tell',
  'task',
]);

/** Rows that were claimed, put together as amoCRM takes them: calls, notes of one kind of card, tasks. */
export function groupsOf(rows: readonly OutboxRow[], nextStep: (entry: CallEntry) => Next): readonly Group[] {
  const byKey = new Map<string, { readonly row: OutboxRow; readonly job?: Job }[]>();
  for (const row of rows) {
    const next = nextStep(row.entry);
    const step = row.begun ?? (next.next === 'step' ? next.step : undefined);
    const key = step ? `${row.begun ? 'look' : 'do'} ${together(step, row)}` : 'nothing';
    byKey.set(key, [...(byKey.get(key) ?? []), { row, ...(step && { job: { entry: row.entry, step } }) }]);
  }
  return [...byKey].map(([key, members]) => groupOf(key, members));
}

function groupOf(key: string, members: readonly { readonly row: OutboxRow; readonly job?: Job }[]): Group {
  const rows = members.map(({ row }) => row);
  const jobs = members.flatMap(({ job }) => job ?? []);
  const [first] = jobs;
  if (!first) return { kind: 'nothing', rows };
  if (key.startsWith('look')) return { kind: 'look', rows, jobs };
  return { kind: 'carry-out', rows, jobs, isLookedFor: LOOKED_FOR.has(first.step.do) };
}

/** Steps of the same text go together. */
function together(step: Step, { entry }: OutboxRow): string {
  switch (step.do) {
    case 'log':
    case 'task':
      return step.do;
    case 'note':
    case 'patch':
    case 'tell':
      return `${step.do} ${step.on.type}`;
    case 'find':
    case 'create-lead':
    case 'create-contact':
    case 'unsorted':
    case 'accept':
    case 'decline':
    case 'rename':
      return `${step.do} ${entry.call.id}`;
  }
}
