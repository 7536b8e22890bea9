import type { NumberOwner } from '../../../call/entity-rule';
import type { AccountId } from '../../../call/ids';
import { nextDelayMs } from '../../../lib/backoff';
import type { Clock } from '../../../lib/clock';
import type { Log } from '../../log';
import { INDEXED_KINDS, type IndexedKind } from './indexed-entity';
import { IDS_AT_ONCE, type IndexSource } from './index-source';
import type { IndexProgress, IndexStore, StoredOwner } from './index-store';
import type { PhoneIndex } from './phone-index';
import type { EntitiesRead } from './read-entities';

export interface IndexKeeperParts {
  readonly accountId: AccountId;
  readonly source: IndexSource;
  readonly store: IndexStore;
  /** What `owners` and `stored` answer may be another thing now. */
  readonly changed: () => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'warn' | 'info'>;
}

/** Entities that a webhook named: what became of them is asked, not believed. */
export type Touched = Readonly<Partial<Record<IndexedKind, readonly number[]>>>;

const CHANGES_EVERY_MS = 30_000;
/** Clocks of the gateway and amoCRM may differ, and amoCRM's lists lag behind its writes. */
const OVERLAP_SEC = 300;
const RETRY = { firstMs: 1_000, maxMs: 60_000 };
/** A reading of the whole account may cost a hundredth of the 7 requests a second, and comes once an hour at most. */
const VERIFY_MS_PER_REQUEST = 100_000 / 7;
const VERIFY_EVERY_MS = 60 * 60_000;

/**
 * The phone index of one account, kept equal to amoCRM: read whole once, page by page; then what webhooks name at once,
 * what has changed every half minute, and the whole again now and then, which finds what was deleted unheard. One request
 * at a time, whenever nobody else asks.
 */
export class IndexKeeper implements PhoneIndex {
  private readonly touched = new Map<IndexedKind, Set<number>>();
  private progress: IndexProgress | undefined;
  private changesAt = 0;
  private failures = 0;
  private isBusy = false;
  private isStopped = true;
  private undoTimer = (): void => {};

  constructor(private readonly parts: IndexKeeperParts) {}

  start(): void {
    this.isStopped = false;
    this.work();
  }

  /** Nothing is written any more; what was under way is asked for again at the next start. */
  stop(): void {
    this.isStopped = true;
    this.undoTimer();
  }

  /** Access to amoCRM has just come (back). */
  hurry(): void {
    this.failures = 0;
    this.changesAt = 0;
    this.wake();
  }

  /** Idempotent, in any order: the entities are read as they are now. */
  touch(touched: Touched): void {
    for (const kind of INDEXED_KINDS) {
      const waiting = this.touched.get(kind) ?? new Set();
      for (const id of touched[kind] ?? []) waiting.add(id);
      this.touched.set(kind, waiting);
    }
    this.wake();
  }

  /** Of what was made a moment ago, before amoCRM's hook has come. Nothing is known afterwards when amoCRM did not answer. */
  async readNow(kind: IndexedKind, id: number): Promise<void> {
    await this.readIds(kind, [id], (await this.now()).round);
  }

  async owners(number: string): Promise<readonly NumberOwner[] | undefined> {
    const stored = await this.stored(number);
    return stored?.map(toOwner);
  }

  /** Like `owners`, with all that the card says of them. */
  async stored(number: string): Promise<readonly StoredOwner[] | undefined> {
    // Half an index would name a contact without the lead that the call is about.
    if (!(await this.now()).isFilled) return undefined;
    return this.parts.store.owners(this.parts.accountId, number);
  }

  /** The first reading has ended: who is not in the index is nobody. `false` also until the store was asked. */
  get isFilled(): boolean {
    return this.progress?.isFilled ?? false;
  }

  private wake(): void {
    if (this.isBusy || this.isStopped) return;
    this.undoTimer();
    this.work();
  }

  private work(): void {
    if (this.isStopped) return;
    this.isBusy = true;
    void this.step()
      .catch((error: unknown) => {
        this.parts.log.error(
          { err: error, accountId: this.parts.accountId },
          'the phone index failed, trying again',
        );
        return undefined;
      })
      .then((waitMs) => {
        this.isBusy = false;
        if (!this.isStopped)
          this.undoTimer = this.parts.clock.after(this.pauseAfter(waitMs), () => this.work());
      });
  }

  /** `undefined` = it came to nothing. */
  private pauseAfter(waitMs: number | undefined): number {
    this.failures = waitMs === undefined ? this.failures + 1 : 0;
    if (waitMs === undefined) return nextDelayMs(RETRY, this.failures - 1, Math.random());
    const isAsked = [...this.touched.values()].some(({ size }) => size > 0);
    return isAsked ? 0 : waitMs;
  }

  /** One piece of work, the most urgent first; how long to wait for the next, ms. */
  private async step(): Promise<number | undefined> {
    const progress = await this.now();
    const [kind, ids] = [...this.touched].find(([, waiting]) => waiting.size > 0) ?? [];
    if (kind && ids) return this.readTouched(kind, ids);
    const now = this.parts.clock.now();
    if (progress.isFilled && now >= this.changesAt) return this.readChanges(progress);
    if (progress.reading) return this.readPage(progress, progress.reading);
    if (now >= progress.verifyAt) return this.beginReading(progress);
    return Math.max(0, Math.min(this.changesAt, progress.verifyAt) - now);
  }

  private async beginReading(progress: IndexProgress): Promise<number> {
    const [kind] = INDEXED_KINDS;
    // What changes while pages are read is looked for afterwards.
    const changesSince = progress.isFilled ? progress.changesSince : this.overlapSec();
    const reading = { kind, page: 1, requests: 0 };
    await this.save({ ...progress, round: progress.round + 1, changesSince, reading });
    return 0;
  }

  private async readPage(
    progress: IndexProgress,
    { kind, page, requests }: NonNullable<IndexProgress['reading']>,
  ): Promise<number | undefined> {
    const read = await this.parts.source.page(kind, page);
    if (!read) return undefined;
    await this.keep(kind, read, progress.round);
    if (!read.isLast) return this.goOn(progress, { kind, page: page + 1, requests: requests + 1 });
    if (!(await this.dropVanished(kind, progress.round))) return undefined;
    const next = INDEXED_KINDS[INDEXED_KINDS.indexOf(kind) + 1];
    if (next) return this.goOn(progress, { kind: next, page: 1, requests: requests + 1 });
    return this.endReading(progress, requests + 1);
  }

  private async goOn(progress: IndexProgress, reading: IndexProgress['reading']): Promise<number> {
    await this.save({ ...progress, ...(reading && { reading }) });
    return 0;
  }

  private async endReading(
    { reading: _over, ...progress }: IndexProgress,
    requests: number,
  ): Promise<number> {
    const { accountId, clock, log } = this.parts;
    const verifyAt = clock.now() + Math.max(VERIFY_EVERY_MS, requests * VERIFY_MS_PER_REQUEST);
    await this.save({ ...progress, isFilled: true, verifyAt });
    this.parts.changed();
    if (!progress.isFilled) {
      const numbers = await this.parts.store.size(accountId);
      log.info({ accountId, requests, numbers }, 'phone index filled');
    }
    return 0;
  }

  /** Pages shift when something is deleted meanwhile, so what was not seen is asked for by name before it is dropped. */
  private async dropVanished(kind: IndexedKind, round: number): Promise<boolean> {
    const { accountId, store } = this.parts;
    while (!this.isStopped) {
      const ids = await store.notSeenSince(accountId, kind, round, IDS_AT_ONCE);
      if (ids.length === 0) return true;
      if (!(await this.readIds(kind, ids, round))) return false;
    }
    return false;
  }

  private async readTouched(kind: IndexedKind, waiting: Set<number>): Promise<number | undefined> {
    const ids = [...waiting].slice(0, IDS_AT_ONCE);
    const read = await this.readIds(kind, ids, (await this.now()).round);
    if (!read) return undefined;
    for (const id of ids) waiting.delete(id);
    return 0;
  }

  private async readIds(kind: IndexedKind, ids: readonly number[], round: number): Promise<boolean> {
    const read = await this.parts.source.byIds(kind, ids);
    if (!read) return false;
    const there = new Set(read.entities.map(({ id }) => id));
    await this.keep(kind, { ...read, gone: ids.filter((id) => !there.has(id)) }, round);
    return true;
  }

  private async readChanges(progress: IndexProgress): Promise<number | undefined> {
    const since = this.overlapSec();
    for (const kind of INDEXED_KINDS)
      for (let page = 1; !this.isStopped; page++) {
        const read = await this.parts.source.changed(kind, progress.changesSince, page);
        if (!read) return undefined;
        await this.keep(kind, read, progress.round);
        if (read.isLast) break;
      }
    await this.save({ ...(await this.now()), changesSince: since });
    this.changesAt = this.parts.clock.now() + CHANGES_EVERY_MS;
    return 0;
  }

  private async keep(kind: IndexedKind, { entities, gone }: EntitiesRead, round: number): Promise<void> {
    if (this.isStopped) return;
    const { accountId, store } = this.parts;
    await store.put(accountId, entities, round);
    if (gone.length > 0) await store.drop(accountId, kind, gone);
    if (this.isFilled && entities.length + gone.length > 0) this.parts.changed();
  }

  private async now(): Promise<IndexProgress> {
    const { accountId, store } = this.parts;
    return (this.progress ??= (await store.progress(accountId)) ?? NOTHING_YET);
  }

  private async save(progress: IndexProgress): Promise<void> {
    if (this.isStopped) return;
    await this.parts.store.saveProgress(this.parts.accountId, progress);
    this.progress = progress;
  }

  private overlapSec(): number {
    return Math.floor(this.parts.clock.now() / 1000) - OVERLAP_SEC;
  }
}

const NOTHING_YET: IndexProgress = { round: 0, isFilled: false, changesSince: 0, verifyAt: 0 };

function toOwner({ owner, leads, customers }: StoredOwner): NumberOwner {
  return {
    type: owner.kind === 'contacts' ? 'contact' : 'company',
    id: owner.id,
    name: owner.name,
    responsibleUserId: owner.responsibleUserId,
    createdAt: owner.createdAt,
    leads: leads.map(({ id, name, statusId }) => ({ id, name, statusId })),
    customers: customers.map(({ id, name }) => ({ id, name })),
  };
}
