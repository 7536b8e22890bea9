import type { DialList, ListId } from '../../call/dial-list';
import { withStep, type Seat } from '../../call/dial-seat';
import type { AccountId, UserId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { openZones, opensAt } from './calling-hours';
import type { DialStore } from './dial-store';

export interface NextRowParts {
  readonly accountId: AccountId;
  readonly store: DialStore;
  readonly clock: Clock;
}

/** How long an agent waits who finds nothing that he may call now, though something waits. */
const LOOK_AGAIN_MS = 10_000;

/** His seat with the next row, or with the reason why there is none; `undefined` = the list is no more. */
export async function seatWithNextRow(
  userId: UserId,
  seat: Seat,
  { accountId, store, clock }: NextRowParts,
): Promise<Seat | undefined> {
  const { listId } = seat;
  const list = await store.list(accountId, listId);
  if (!list) return undefined;
  const zones = await store.zones(accountId, listId);
  const open = openZones(zones, list.settings.hours, clock.now());
  const row = await store.draw(accountId, listId, userId, clock.now(), open);
  if (!row) {
    const due = await store.nextDue(accountId, listId, userId);
    return withStep(seat, emptyStep(list, { zones, open, due, now: clock.now() }));
  }
  return withStep(seat, {
    step: 'next',
    rowId: row.id,
    ...(seat.paused ? {} : dialTimeOf(list, clock.now())),
  });
}

/** When the row that is next is called by itself; empty = when the agent says so. */
export async function dialTime(
  listId: ListId,
  { accountId, store, clock }: NextRowParts,
): Promise<{ readonly dialsAt?: number }> {
  const list = await store.list(accountId, listId);
  return list ? dialTimeOf(list, clock.now()) : {};
}

const dialTimeOf = ({ settings }: DialList, now: number): { readonly dialsAt?: number } =>
  settings.mode === 'progressive' ? { dialsAt: now + settings.intervalSec * 1000 } : {};

function emptyStep(
  { settings }: DialList,
  {
    zones,
    open,
    due,
    now,
  }: {
    readonly zones: readonly string[];
    readonly open: readonly string[];
    readonly due: number | undefined;
    readonly now: number;
  },
): Extract<Seat['now'], { step: 'empty' }> {
  if (due === undefined) return { step: 'empty', why: 'finished' };
  if (due > now) return { step: 'empty', why: 'retry', until: due };
  const opens = open.length === 0 ? opensAt(zones, settings.hours, now) : undefined;
  if (opens !== undefined) return { step: 'empty', why: 'hours', until: opens };
  // Somebody else has what may be called now, or it is at home where the hours are over.
  return { step: 'empty', why: 'retry', until: now + LOOK_AGAIN_MS };
}
