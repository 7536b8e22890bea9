import type { DialList, ListId, RowId } from '../../call/dial-list';
import type { AccountId, UserId } from '../../call/ids';
import type {
  MemberNow,
  PastCallNow,
  PersonNow,
  RunNow,
  TallyNow,
  TeamCommands,
  TeamNow,
} from '../../protocol/dial-team';
import type { CommandFault } from '../../protocol/faults';
import type { Outcome } from '../../protocol/messages';
import type { Directory } from '../agents/directory';
import type { PhoneNumbers } from '../phone-numbers';
import type { DialHistory, PastCall, Run, Tally } from './dial-history';
import type { DialStore } from './dial-store';
import type { ListRights } from './list-rights';
import { seatNow } from './seen-rows';
import type { Seats } from './seats';

export interface TeamDeskParts {
  readonly accountId: AccountId;
  readonly store: DialStore;
  readonly history: DialHistory;
  readonly seats: Seats;
  readonly directory: Directory;
  readonly phones: PhoneNumbers;
  readonly rights: ListRights;
}

const NO_TALLY = { calls: 0, talks: 0, talkMs: 0, gaps: 0, gapMs: 0 };

/** What supervisors see of their lists and do to those who call from them. */
export class TeamDesk {
  constructor(private readonly parts: TeamDeskParts) {}

  async now(userId: UserId, { listId }: TeamCommands['dialTeam']): Promise<Outcome<TeamNow>> {
    return this.ofList(userId, listId, async (list) => {
      const { store, history, accountId } = this.parts;
      const tallies = new Map((await history.tallies(accountId, listId)).map((tally) => [tally.by, tally]));
      const kept = await store.kept(accountId, listId);
      const members = list.members.map((member) =>
        this.member(member, list, tallies.get(member), kept.get(member) ?? 0),
      );
      const outcomes = await store.outcomes(accountId, listId);
      return { outcomes, members: await Promise.all(members), people: this.people() };
    });
  }

  async runs(
    userId: UserId,
    { listId, ...window }: TeamCommands['dialRuns'],
  ): Promise<Outcome<readonly RunNow[]>> {
    return this.ofList(userId, listId, async () => {
      const runs = await this.parts.history.runs(this.parts.accountId, listId, window);
      return runs.map((run) => this.run(run));
    });
  }

  async calls(
    userId: UserId,
    { listId, run, ...window }: TeamCommands['dialCalls'],
  ): Promise<Outcome<readonly PastCallNow[]>> {
    return this.ofList(userId, listId, async () => {
      const { history, accountId } = this.parts;
      const ofRun = run && { run: { by: run.userId, began: run.began } };
      const calls = await history.calls(accountId, listId, { ...window, ...ofRun });
      return calls.map((call) => this.call(call));
    });
  }

  /** Who calls from it. Whoever does not any more stops, and rows that were only his are everybody's. */
  async assign(
    userId: UserId,
    list: DialList,
    members: readonly UserId[],
  ): Promise<{ readonly fault: CommandFault } | { readonly left: readonly UserId[] }> {
    const { store, accountId, seats, directory, rights } = this.parts;
    if (!rights.maySupervise(userId, list)) return { fault: 'not-allowed' };
    if (members.some((member) => !directory.user(member))) return { fault: 'malformed' };
    await store.saveList(accountId, { ...list, members: [...new Set(members)] });
    const left = list.members.filter((member) => !members.includes(member));
    await Promise.all(left.map((member) => seats.takeAway(member, list.id)));
    await store.keepFor(accountId, list.id, members);
    await seats.refresh(list.id);
    return { left };
  }

  /** `who` missing = everybody. */
  async stop(userId: UserId, list: DialList, who: UserId | undefined): Promise<CommandFault | undefined> {
    const { seats, rights } = this.parts;
    if (!rights.maySupervise(userId, list)) return 'not-allowed';
    const stopped = who === undefined ? list.members : [who];
    await Promise.all(stopped.map((member) => seats.takeAway(member, list.id)));
    return undefined;
  }

  async keep(
    userId: UserId,
    list: DialList,
    rowIds: readonly RowId[],
    who: UserId | undefined,
  ): Promise<CommandFault | undefined> {
    const { store, accountId, seats, rights } = this.parts;
    if (!rights.maySupervise(userId, list)) return 'not-allowed';
    if (who !== undefined && !list.members.includes(who)) return 'malformed';
    await store.keep(accountId, list.id, rowIds, who);
    await seats.refresh(list.id);
    return undefined;
  }

  private async ofList<Value>(
    userId: UserId,
    listId: ListId,
    look: (list: DialList) => Promise<Value>,
  ): Promise<Outcome<Value>> {
    const list = await this.parts.store.list(this.parts.accountId, listId);
    return list && this.parts.rights.maySupervise(userId, list)
      ? { ok: true, value: await look(list) }
      : { ok: false, fault: 'not-allowed' };
  }

  private async member(
    userId: UserId,
    list: DialList,
    tally: Tally | undefined,
    kept: number,
  ): Promise<MemberNow> {
    const { seats, directory } = this.parts;
    const { name, extension } = directory.identity(userId);
    const seat = seats.seat(userId);
    const isHere = seat?.listId === list.id;
    const talkSince = isHere ? seats.talkSince(userId) : undefined;
    return {
      ...{ userId, name, extension, group: directory.user(userId)?.group ?? '', kept },
      ...tallyNow(tally ?? NO_TALLY),
      isOnline: seats.isOnline(userId),
      ...(isHere && { seat: await seatNow(seat, this.parts) }),
      ...(talkSince !== undefined && { talkSince }),
    };
  }

  private people(): readonly PersonNow[] {
    return this.parts.directory
      .users()
      .flatMap(({ userId, name, extension, group = '' }) =>
        extension === undefined ? [] : [{ userId, name, extension, group }],
      );
  }

  private run({ by, began, lastAt, outcomes, ...tally }: Run): RunNow {
    return { userId: by, name: this.nameOf(by), began, lastAt, outcomes, ...tallyNow(tally) };
  }

  private call({ callId, place, at, by, name, number, end }: PastCall): PastCallNow {
    return {
      ...{ callId, place, at, userId: by, by: this.nameOf(by), name },
      text: this.parts.phones.of(number).text,
      talkMs: end?.talkMs ?? 0,
      ...(end && { outcome: end.outcome }),
    };
  }

  private nameOf(userId: UserId): string {
    return this.parts.directory.identity(userId).name;
  }
}

const tallyNow = ({ calls, talks, talkMs, gaps, gapMs }: Omit<Tally, 'by'>): TallyNow => ({
  ...{ calls, talks, talkMs },
  ...(gaps > 0 && { gapMs: Math.round(gapMs / gaps) }),
});
