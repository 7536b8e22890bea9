import {
  MOST_LINKS,
  type DialList,
  type DialRow,
  type ListId,
  type RowId,
  type RowState,
} from '../../call/dial-list';
import type { Seat } from '../../call/dial-seat';
import type { EntityRef } from '../../call/entity-rule';
import type { CallId, UserId } from '../../call/ids';
import { outcomeOf } from './row-outcome';

/** A row of a list as the database has it. */
export interface DialRowRecord {
  readonly list_id: ListId;
  readonly id: RowId;
  readonly number: string;
  readonly name: string;
  readonly company: string;
  readonly links: string;
  readonly zone: string;
  readonly state: RowState;
  readonly due_at: number;
  readonly tries: number;
  readonly day: string;
  readonly day_tries: number;
  readonly outcome: string;
  readonly at: number;
  readonly by_user: number;
  readonly call_id: string;
  readonly kept_for: number;
}

export const DIAL_ROW_COLUMNS =
  'list_id, id, number, name, company, links, zone, state, due_at, tries, day, day_tries, outcome, at, by_user, call_id, kept_for';

/** Rows are the gateway's own: the schema of the database guards their shape. */
export function rowOf(row: DialRowRecord): DialRow {
  const outcome = outcomeOf(row.outcome);
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    company: row.company,
    links: linksOf(row.links),
    zone: row.zone,
    state: row.state,
    dueAt: row.due_at,
    tries: row.tries,
    day: row.day,
    dayTries: row.day_tries,
    ...(outcome !== undefined && { outcome }),
    ...(row.at > 0 && { at: row.at }),
    ...(row.by_user > 0 && { by: row.by_user as UserId }),
    ...(row.call_id !== '' && { callId: row.call_id as CallId }),
    ...(row.kept_for > 0 && { keptFor: row.kept_for as UserId }),
  };
}

export const linksOf = (links: string): readonly EntityRef[] => JSON.parse(links) as readonly EntityRef[];

/** Each card once. */
export function joined(known: readonly EntityRef[], more: readonly EntityRef[]): readonly EntityRef[] {
  const all = [...known, ...more];
  const isFirst = ({ type, id }: EntityRef, index: number): boolean =>
    all.findIndex((link) => link.type === type && link.id === id) === index;
  return all.filter(isFirst).slice(0, MOST_LINKS);
}

/** What is looked through for a text. */
export const searchIn = ({ name, company }: Pick<DialRow, 'name' | 'company'>): string =>
  `${name}\n${company}`.toLowerCase();

/** Gateways before the history of runs did not note when he sat down. */
export const seatOf = (body: string): Seat => ({ ...{ began: 0, since: 0 }, ...(JSON.parse(body) as Seat) });

export const listOf = ({ body }: { readonly body: string }): DialList => JSON.parse(body) as DialList;
