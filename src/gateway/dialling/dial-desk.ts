import { randomUUID } from 'node:crypto';
import {
  DEFAULT_SETTINGS,
  type DialList,
  type ListId,
  type ListSettings,
  type RowId,
} from '../../call/dial-list';
import type { CallStatus } from '../../call/call-result';
import type { AccountId, CallId, UserId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type {
  DialCommands,
  DialEdit,
  DialNow,
  ListNow,
  RowsAdded,
  RowsFound,
  RowToAdd,
} from '../../protocol/dial-lists';
import type { CommandFault } from '../../protocol/faults';
import type { Outcome } from '../../protocol/messages';
import type { Directory } from '../agents/directory';
import type { Log } from '../log';
import type { PhoneNumbers } from '../phone-numbers';
import type { DialHistory } from './dial-history';
import type { DialStore, ListCounts, NewRow } from './dial-store';
import { ListRights } from './list-rights';
import { rowNow, seatNow } from './seen-rows';
import type { Seats } from './seats';
import { TeamDesk } from './team-desk';

export interface DialDeskParts {
  readonly accountId: AccountId;
  readonly store: DialStore;
  readonly history: DialHistory;
  readonly seats: Seats;
  readonly directory: Directory;
  readonly phones: PhoneNumbers;
  readonly zoneOf: (number: string) => Promise<string>;
  /** Of new lists. */
  readonly intervalSec: () => number | undefined;
  /** Tells the log of the call what the agent says of it. */
  readonly setStatus: (userId: UserId, callId: CallId, status: CallStatus) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The pace is told from so many rows. */
const PACE_ROWS = 20;
const FEWEST_FOR_PACE = 3;
/** Changes of one moment are told once. */
const TELL_AFTER_MS = 100;

const done = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });
const refused = (fault: CommandFault): Outcome<never> => ({ ok: false, fault });

/** The dial lists of one account as its agents see and change them. */
export class DialDesk {
  private readonly emitter: Emitter<{ changed: UserId }>;
  private readonly counted = new Map<ListId, Promise<ListCounts>>();
  private readonly untold = new Set<ListId>();
  private undoTelling: (() => void) | undefined;
  private readonly undo: () => void;
  private readonly rights: ListRights;
  readonly team: TeamDesk;

  constructor(private readonly parts: DialDeskParts) {
    this.emitter = new Emitter((error) =>
      parts.log.error({ err: error }, 'listener of the dial lists failed'),
    );
    this.rights = new ListRights(parts.directory);
    this.team = new TeamDesk({ ...parts, rights: this.rights });
    this.undo = parts.seats.on('changed', ({ userId, listId }) => {
      this.emitter.emit('changed', userId);
      this.touch(listId);
    });
  }

  /** What this agent sees of his lists is new. */
  on(name: 'changed', listener: (userId: UserId) => void): () => void {
    return this.emitter.on(name, listener);
  }

  stop(): void {
    this.undo();
    this.undoTelling?.();
  }

  async stateFor(userId: UserId): Promise<DialNow> {
    const { store, accountId, seats } = this.parts;
    const visible = (await store.lists(accountId)).filter((list) => this.rights.maySee(userId, list));
    const lists = await Promise.all(visible.map((list) => this.listNow(userId, list)));
    const seat = seats.seat(userId);
    return { lists, ...(seat && { seat: await seatNow(seat, this.parts) }) };
  }

  async add(userId: UserId, { listId, rows }: DialCommands['dialAdd']): Promise<Outcome<RowsAdded>> {
    const list = listId === undefined ? await this.ownList(userId) : await this.list(listId);
    if (!list || !this.rights.mayChange(userId, list)) return refused('not-allowed');
    const { store, accountId, seats } = this.parts;
    const { fresh, wrong } = await this.read(rows);
    const added = await store.add(accountId, list.id, fresh);
    this.touch(list.id);
    await seats.refresh(list.id);
    return done({ listId: list.id, added, known: fresh.length - added, wrong });
  }

  async rows(userId: UserId, { listId, ...window }: DialCommands['dialRows']): Promise<Outcome<RowsFound>> {
    const list = await this.list(listId);
    if (!list || !this.rights.maySee(userId, list)) return refused('not-allowed');
    const { total, rows } = await this.parts.store.rows(this.parts.accountId, listId, window);
    return done({ total, rows: rows.map((row) => rowNow(row, this.parts.phones)) });
  }

  async carryOut(userId: UserId, { listId, what }: DialCommands['dialDo']): Promise<Outcome<null>> {
    const list = await this.list(listId);
    if (!list || !this.rights.mayCall(userId, list)) return refused('not-allowed');
    if (this.parts.directory.user(userId)?.extension === undefined) return refused('no-extension');
    await this.parts.seats.carryOut(userId, list, what);
    return done(null);
  }

  async edit(userId: UserId, edit: DialEdit): Promise<Outcome<ListId | null>> {
    if (edit.edit === 'new') return done((await this.make(userId, edit.name)).id);
    const list = await this.list(edit.listId);
    if (!list) return refused('not-allowed');
    if (edit.edit === 'outcome') return this.correct(userId, list, edit.rowId, edit.status);
    if (!this.rights.mayChange(userId, list)) return refused('not-allowed');
    const fault = await this.change(userId, list, edit);
    if (fault) return refused(fault);
    this.touch(list.id);
    return done(null);
  }

  /** A call's result is there, or its window was closed. */
  async told(callId: CallId, status: CallStatus | undefined, isOver: boolean): Promise<void> {
    await this.parts.seats.told(callId, status, isOver);
    const found = await this.parts.store.rowOfCall(this.parts.accountId, callId);
    if (found) this.touch(found.listId);
  }

  private async change(
    userId: UserId,
    list: DialList,
    edit: Exclude<DialEdit, { edit: 'new' | 'outcome' }>,
  ): Promise<CommandFault | undefined> {
    const { store, accountId, seats } = this.parts;
    switch (edit.edit) {
      case 'name':
        await store.saveList(accountId, { ...list, name: edit.name });
        return undefined;
      case 'settings':
        await store.saveList(accountId, { ...list, settings: edit.settings });
        await seats.refresh(list.id);
        return undefined;
      case 'members':
        return this.assign(userId, list, edit.members);
      case 'keep':
        return this.team.keep(userId, list, edit.rowIds, edit.userId);
      case 'move':
        await store.move(accountId, list.id, edit.rowId, edit.before);
        return undefined;
      case 'remove':
        await store.remove(accountId, list.id, edit.rowIds);
        return undefined;
      case 'clear':
        await store.remove(accountId, list.id);
        return undefined;
      case 'stop':
        return this.team.stop(userId, list, edit.userId);
      case 'drop':
        await Promise.all(list.members.map((member) => seats.takeAway(member, list.id)));
        await store.dropList(accountId, list.id);
        await this.parts.history.dropList(accountId, list.id);
        for (const user of new Set([userId, list.owner, ...list.members])) this.emitter.emit('changed', user);
        return undefined;
      case 'again':
        return this.callAgain(list, edit.rowId);
    }
  }

  private async assign(
    userId: UserId,
    list: DialList,
    members: readonly UserId[],
  ): Promise<CommandFault | undefined> {
    const given = await this.team.assign(userId, list, members);
    if ('fault' in given) return given.fault;
    for (const member of given.left) this.emitter.emit('changed', member);
    return undefined;
  }

  private async callAgain(list: DialList, rowId: RowId): Promise<CommandFault | undefined> {
    const { store, accountId, seats } = this.parts;
    const row = await store.row(accountId, rowId);
    if (row?.state !== 'done') return 'malformed';
    await store.change(accountId, row, { ...row, state: 'waiting', dueAt: 0, tries: 0, dayTries: 0 });
    await seats.refresh(list.id);
    return undefined;
  }

  private async correct(
    userId: UserId,
    list: DialList,
    rowId: RowId,
    status: CallStatus,
  ): Promise<Outcome<null>> {
    const { store, accountId, seats, setStatus } = this.parts;
    const row = await store.row(accountId, rowId);
    if (!row || (row.by !== userId && !this.rights.mayChange(userId, list))) return refused('not-allowed');
    if (row.callId === undefined) return refused('malformed');
    await seats.told(row.callId, status, false);
    await setStatus(row.by ?? userId, row.callId, status);
    this.touch(list.id);
    return done(null);
  }

  private async read(
    rows: readonly RowToAdd[],
  ): Promise<{ readonly fresh: readonly NewRow[]; readonly wrong: readonly number[] }> {
    const { phones, zoneOf } = this.parts;
    const byNumber = new Map<string, NewRow>();
    const wrong: number[] = [];
    for (const [index, { number, name, company, links }] of rows.entries()) {
      const e164 = phones.dialable(number);
      // Colleagues and service numbers are nobody's customers.
      if (e164?.startsWith('+') !== true) wrong.push(index);
      else {
        const twin = byNumber.get(e164);
        const all = [...(twin?.links ?? []), ...links];
        byNumber.set(e164, { number: e164, name, company, ...twin, links: all, zone: await zoneOf(e164) });
      }
    }
    return { fresh: [...byNumber.values()], wrong };
  }

  private async ownList(userId: UserId): Promise<DialList> {
    const { store, accountId } = this.parts;
    const lists = await store.lists(accountId);
    return lists.find(({ owner, name }) => owner === userId && name === '') ?? this.make(userId, '');
  }

  /** `''` = his own; the widget has a word for it. */
  private async make(userId: UserId, name: string): Promise<DialList> {
    const { store, accountId, clock, intervalSec } = this.parts;
    const settings: ListSettings = {
      ...DEFAULT_SETTINGS,
      intervalSec: intervalSec() ?? DEFAULT_SETTINGS.intervalSec,
    };
    const id = randomUUID() as string as ListId;
    const list = { id, name, owner: userId, members: [userId], settings, createdAt: clock.now() };
    await store.saveList(accountId, list);
    this.touch(id);
    return list;
  }

  private list(listId: ListId): Promise<DialList | undefined> {
    return this.parts.store.list(this.parts.accountId, listId);
  }

  private async listNow(userId: UserId, list: DialList): Promise<ListNow> {
    const { total, done: through } = await this.countsOf(list.id);
    const endsAt = await this.endOf(list.id, total - through);
    const { id, name, members, settings } = list;
    return {
      ...{ id, name, members, settings, total, done: through, isHis: this.rights.mayChange(userId, list) },
      ...(endsAt !== undefined && { endsAt }),
    };
  }

  private async endOf(listId: ListId, left: number): Promise<number | undefined> {
    const { store, accountId, clock } = this.parts;
    const [latest, ...earlier] = await store.lastOutcomes(accountId, listId, PACE_ROWS);
    const first = earlier.at(-1);
    if (left === 0 || latest === undefined || first === undefined || earlier.length < FEWEST_FOR_PACE - 1)
      return undefined;
    return clock.now() + Math.round(((latest - first) / earlier.length) * left);
  }

  private countsOf(listId: ListId): Promise<ListCounts> {
    const { store, accountId } = this.parts;
    const counts = this.counted.get(listId) ?? store.counts(accountId, listId);
    this.counted.set(listId, counts);
    return counts;
  }

  /** Everybody who sees the list is told, once for all changes of a moment. */
  private touch(listId: ListId): void {
    this.counted.delete(listId);
    this.untold.add(listId);
    this.undoTelling ??= this.parts.clock.after(TELL_AFTER_MS, () => {
      this.undoTelling = undefined;
      void this.tell().catch((error: unknown) =>
        this.parts.log.error({ err: error }, 'changes of dial lists could not be told'),
      );
    });
  }

  private async tell(): Promise<void> {
    const { store, accountId, directory } = this.parts;
    const listIds = [...this.untold];
    this.untold.clear();
    const lists = (await store.lists(accountId)).filter(({ id }) => listIds.includes(id));
    for (const { userId } of directory.users())
      if (lists.some((list) => this.rights.maySee(userId, list))) this.emitter.emit('changed', userId);
  }
}
