import type { AccountId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { Log } from '../log';
import type { Trouble } from '../trouble';
import type { AccountProfile, ProfileStore } from './account-profile';
import { findWidget, readFacts, readSettings, readUsers, type Amo, type PartRead } from './read-profile';

export interface ProfileKeeperParts {
  readonly accountId: AccountId;
  readonly clientUuid: string;
  readonly amo: Amo;
  readonly store: Pick<ProfileStore, 'save'>;
  /** As it was read last. */
  readonly known: AccountProfile;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'warn' | 'info'>;
}

/** A change in amoCRM's settings must work within 10 s. One request, of 7 a second that we have. */
const SETTINGS_EVERY_MS = 4_000;
/** Users, groups and the like: every so many rounds of the settings. */
const REST_EVERY_ROUNDS = 30;
const NOT_INSTALLED: Trouble = {
  fault: 'widget-missing',
  words:
    'no widget of this integration is installed in the amoCRM account: install it, and compare integration.clientUuid',
};

/** Keeps the profile of one account close to amoCRM; what was read last stays while amoCRM is away. */
export class ProfileKeeper {
  private readonly emitter: Emitter<{ changed: AccountProfile }>;
  private known: AccountProfile;
  private widgetCode: string | undefined;
  private rounds = 0;
  private isBusy = false;
  private isAskedAgain = false;
  private isStopped = true;
  private why: Trouble | undefined;
  private undoTimer = (): void => {};

  constructor(private readonly parts: ProfileKeeperParts) {
    const { log, known } = parts;
    this.emitter = new Emitter((error) => log.error({ err: error }, 'listener of the profile failed'));
    this.known = known;
  }

  get profile(): AccountProfile {
    return this.known;
  }

  /** Why the mapping may be old. */
  get trouble(): Trouble | undefined {
    return this.why;
  }

  on(name: 'changed', listener: (profile: AccountProfile) => void): () => void {
    return this.emitter.on(name, listener);
  }

  start(): void {
    this.isStopped = false;
    this.read();
  }

  /** What is still under way comes to nothing. */
  stop(): void {
    this.isStopped = true;
    this.undoTimer();
  }

  /** Somebody knows that something has changed: everything is read again, now. */
  hurry(): void {
    this.rounds = 0;
    if (this.isBusy) this.isAskedAgain = true;
    else this.read();
  }

  private read(): void {
    if (this.isStopped) return;
    this.undoTimer();
    this.isBusy = true;
    this.isAskedAgain = false;
    void this.readAll(this.rounds++ % REST_EVERY_ROUNDS === 0)
      .catch((error: unknown) => this.parts.log.error({ err: error }, 'the profile could not be read'))
      .then(() => {
        this.isBusy = false;
        if (this.isStopped) return;
        if (this.isAskedAgain) this.read();
        else this.undoTimer = this.parts.clock.after(SETTINGS_EVERY_MS, () => this.read());
      });
  }

  private async readAll(alsoRest: boolean): Promise<void> {
    const { amo } = this.parts;
    const reads = [await this.readSettings()];
    if (alsoRest) reads.push(await readUsers(amo), await readFacts(amo));
    if (this.isStopped) return;
    const why = reads.map((read) => (read.kind === 'failed' ? read.why : undefined)).find(Boolean);
    // Between the rounds that read everything a trouble of the rest stands.
    if (alsoRest || reads[0]?.kind === 'failed') this.tell(why);
    await this.keep(
      Object.assign(
        {},
        this.known,
        ...reads.map((read) => (read.kind === 'read' ? read.part : {})),
      ) as AccountProfile,
    );
  }

  private async readSettings(): Promise<PartRead> {
    const { amo, clientUuid } = this.parts;
    const found = this.widgetCode ?? (await findWidget(amo, clientUuid));
    if (found === undefined) return { kind: 'failed', why: NOT_INSTALLED };
    if (typeof found !== 'string') return found;
    const read = await readSettings(amo, found);
    // Uninstalled, perhaps installed anew under another code: looked up again next time.
    this.widgetCode = read.kind === 'read' ? found : undefined;
    return read;
  }

  private async keep(profile: AccountProfile): Promise<void> {
    if (JSON.stringify(profile) === JSON.stringify(this.known)) return;
    const { accountId, store, log } = this.parts;
    this.known = profile;
    await store.save(accountId, profile);
    log.info(
      { accountId, extensions: profile.extensions?.length, users: profile.users?.length },
      'profile read',
    );
    this.emitter.emit('changed', profile);
  }

  private tell(why: Trouble | undefined): void {
    if (why && why.words !== this.why?.words)
      this.parts.log.error({ accountId: this.parts.accountId }, why.words);
    this.why = why;
  }
}
