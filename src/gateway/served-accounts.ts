import { isDeepStrictEqual } from 'node:util';
import type { AccountId } from '../call/ids';
import { Emitter } from '../lib/emitter';
import type { AccountService } from './account-service';
import type { AccountConfig, GatewayConfig, PbxConfig } from './config';
import type { Log } from './log';

/** An account of the configuration with the PBX that it names. */
export interface ServedConfig {
  readonly account: AccountConfig;
  readonly pbx: PbxConfig;
}

export interface ServedAccount extends ServedConfig {
  readonly service: AccountService;
}

/** Accounts by what became of them. */
export interface AccountChanges {
  readonly added: readonly AccountId[];
  readonly changed: readonly AccountId[];
  readonly removed: readonly AccountId[];
}

interface Happened {
  /** Served from now on, for the first time or in place of the one before. */
  came: ServedAccount;
  gone: AccountId;
}

type Opened = (config: ServedConfig) => Promise<AccountService>;

/**
 * The accounts that are served now. They come, change and go while the gateway runs; an account whose part of the
 * configuration is as it was is not touched. What one of them leaves in the store stays there and is gone on with when
 * it is named again.
 */
export class ServedAccounts {
  private readonly served = new Map<AccountId, ServedAccount>();
  private readonly events: Emitter<Happened>;
  private revision = 0;
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly openService: Opened,
    private readonly log: Pick<Log, 'error'>,
  ) {
    this.events = new Emitter((error) => log.error({ err: error }, 'an account could not be connected'));
  }

  /** The accounts to begin with, not started yet; rejects when one of them cannot be opened. */
  async open(config: GatewayConfig): Promise<void> {
    const wanted = servedConfigs(config);
    const opened = await Promise.all(wanted.map((one) => this.openService(one)));
    wanted.forEach((one, index) => this.put({ ...one, service: opened[index]! }));
  }

  all(): readonly ServedAccount[] {
    return [...this.served.values()];
  }

  get(accountId: AccountId): ServedAccount | undefined {
    return this.served.get(accountId);
  }

  on<Name extends keyof Happened>(name: Name, listener: (what: Happened[Name]) => void): () => void {
    return this.events.on(name, listener);
  }

  /** What follows from the accounts, made anew after they have changed and not before. */
  derived<Value>(make: (accounts: readonly ServedAccount[]) => Value): () => Value {
    let madeAt = -1;
    let value: Value;
    return () => {
      if (madeAt !== this.revision) value = make(this.all());
      madeAt = this.revision;
      return value;
    };
  }

  start(): void {
    for (const { service } of this.all()) service.start();
  }

  /** One after the other; the accounts of the last configuration are served in the end. */
  apply(config: GatewayConfig): Promise<AccountChanges> {
    const applied = this.work.then(() => this.change(servedConfigs(config)));
    this.work = applied.catch(() => undefined);
    return applied;
  }

  async stop(): Promise<void> {
    await this.work;
    await Promise.all(this.all().map(({ service }) => service.stop()));
  }

  private async change(wanted: readonly ServedConfig[]): Promise<AccountChanges> {
    const ids = new Set(wanted.map(({ account }) => account.id));
    const removed = [...this.served.keys()].filter((id) => !ids.has(id));
    const added = wanted.filter(({ account }) => !this.served.has(account.id));
    const changed = wanted.filter((one) => {
      const now = this.served.get(one.account.id);
      return now && !isDeepStrictEqual([now.account, now.pbx], [one.account, one.pbx]);
    });
    for (const id of removed) await this.remove(id);
    for (const one of changed) await this.replace(one);
    for (const one of added) await this.begin(one);
    return { added: added.map(idOf), changed: changed.map(idOf), removed };
  }

  private async remove(id: AccountId): Promise<void> {
    const before = this.served.get(id);
    this.forget(id);
    await before?.service.stop();
  }

  /** Until the old one has stopped it goes on answering: its agents keep their sockets. */
  private async replace(one: ServedConfig): Promise<void> {
    await this.served.get(one.account.id)?.service.stop();
    await this.begin(one);
  }

  /** One that cannot begin does not keep the others from it. */
  private async begin(one: ServedConfig): Promise<void> {
    const accountId = idOf(one);
    try {
      const served = { ...one, service: await this.openService(one) };
      this.put(served);
      served.service.start();
      this.events.emit('came', served);
    } catch (error) {
      this.log.error({ err: error, accountId }, 'an account could not be begun, it is not served');
      this.forget(accountId);
    }
  }

  private forget(id: AccountId): void {
    this.served.delete(id);
    this.revision += 1;
    this.events.emit('gone', id);
  }

  private put(served: ServedAccount): void {
    this.served.set(idOf(served), served);
    this.revision += 1;
  }
}

const idOf = ({ account }: ServedConfig): AccountId => account.id;

function servedConfigs({ accounts, pbx }: GatewayConfig): readonly ServedConfig[] {
  return accounts.map((account) => {
    const own = pbx.find(({ id }) => id === account.pbxId);
    if (!own) throw new Error(`No PBX has the id "${account.pbxId}"`);
    return { account, pbx: own };
  });
}
