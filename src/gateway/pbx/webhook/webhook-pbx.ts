import { request } from 'undici';
import type { CallEvent, CallsJoined } from '../../../call/call-event';
import type { Extension, LegId } from '../../../call/ids';
import { nextDelayMs } from '../../../lib/backoff';
import type { Clock } from '../../../lib/clock';
import { Emitter } from '../../../lib/emitter';
import { wasNotSent } from '../../crm/not-sent';
import type { Log } from '../../log';
import type { Trouble } from '../../trouble';
import type { Pbx, PbxAnswer, PbxEvents, PbxState, Placing } from '../pbx';
import { readSnapshot, type Report, type Snapshot } from './report';
import { signedHeaders } from './signature';

export interface WebhookSettings {
  /** Both sides sign with it. */
  readonly key: string;
  /** Where the PBX takes commands. */
  readonly commandUrl: string;
  /** How long the PBX rings the agent's own phone for a click to call. */
  readonly ringMs: number;
}

const ANSWER_TIMEOUT_MS = 5_000;
/** After so long a silence the PBX is asked; one that has nothing to tell answers all the same. */
const SILENCE_MS = 30_000;
const RETRY = { firstMs: 500, maxMs: 15_000 };
/** Only an administrator can mend it. */
const REFUSED_RETRY_MS = 60_000;
const REFUSED =
  'the PBX refuses our signature: compare "key" of this PBX in the configuration with the key that it has';

type Told = { readonly status: number; readonly body: unknown } | 'away' | 'timeout';

/** A hosted PBX behind the port `Pbx`: it posts what happens, and takes commands at an address (docs/pbx-webhook.md). */
export class WebhookPbx implements Pbx {
  state: PbxState = 'away';
  private readonly emitter: Emitter<PbxEvents>;
  private phones: ReadonlySet<Extension> | undefined;
  private lostAt: number;
  /** While the PBX is asked what is going on: legs that came or went meanwhile. */
  private meanwhile: { readonly started: Set<LegId>; readonly ended: Set<LegId> } | undefined;
  private attempt = 0;
  private why = '';
  private isStopped = true;
  private undoTimer = (): void => {};

  constructor(
    private readonly settings: WebhookSettings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.lostAt = clock.now();
    this.emitter = new Emitter((error) => log.error({ err: error }, 'listener of the PBX failed'));
  }

  on<Name extends keyof PbxEvents>(name: Name, listener: (payload: PbxEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  get trouble(): Trouble | undefined {
    if (this.state === 'refused') return { fault: 'pbx-login-refused', words: REFUSED };
    return this.why === '' ? undefined : { fault: 'pbx-unreachable', words: this.why };
  }

  get reachable(): ReadonlySet<Extension> | undefined {
    return this.phones;
  }

  /** Its own affair: nothing is defined for it. */
  leaveOut(): void {}

  start(): void {
    this.isStopped = false;
    this.askNow();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.undoTimer();
  }

  /** Asks once and leaves; resolves with what must be mended, in words. */
  async tryOnce(): Promise<string | undefined> {
    this.isStopped = false;
    await this.resync();
    await this.stop();
    return this.trouble?.words;
  }

  /** What the PBX has posted; `sentAt` by its own clock, so that its times can be read by ours. */
  take({ events, phones }: Report, sentAt: number): void {
    const ahead = sentAt - this.clock.now();
    for (const event of events) this.tell({ ...event, at: this.ours(event.at, ahead) });
    if (phones) this.phones = new Set(phones);
    if (this.state === 'up') this.askLater(SILENCE_MS);
    else if (!this.meanwhile) this.askNow();
  }

  async place({ callId, extension, dialled, shown }: Placing): Promise<PbxAnswer> {
    if (this.state !== 'up') return 'away';
    return answerOf(await this.send({ command: 'place', callId, extension, number: dialled, shown }));
  }

  /** A leg that is gone already is hung up. */
  async hangUp(legId: LegId): Promise<PbxAnswer> {
    if (this.state !== 'up') return 'away';
    const told = await this.send({ command: 'hang-up', legId });
    return typeof told === 'object' && told.status === 404 ? 'done' : answerOf(told);
  }

  private tell(event: CallEvent | CallsJoined): void {
    if (event.event === 'calls-joined') return this.emitter.emit('joined', event);
    if (event.event === 'leg-started') this.meanwhile?.started.add(event.legId);
    if (event.event === 'leg-ended') {
      this.meanwhile?.started.delete(event.legId);
      this.meanwhile?.ended.add(event.legId);
    }
    this.emitter.emit('call', event);
  }

  private askNow(): void {
    this.undoTimer();
    void this.resync().catch((error: unknown) => this.log.error({ err: error }, 'asking the PBX failed'));
  }

  private askLater(ms: number): void {
    this.undoTimer();
    if (!this.isStopped) this.undoTimer = this.clock.after(ms, () => this.askNow());
  }

  /** Asks what is going on now. Reports that come meanwhile are taken as they come; both may tell the same. */
  private async resync(): Promise<void> {
    const meanwhile = { started: new Set<LegId>(), ended: new Set<LegId>() };
    this.meanwhile = meanwhile;
    const told = await this.send({ command: 'snapshot' });
    if (this.isStopped || this.meanwhile !== meanwhile) return;
    this.meanwhile = undefined;
    if (typeof told !== 'object') return this.lost(told === 'away' ? 'cannot be reached' : 'does not answer');
    if (told.status === 401 || told.status === 403) return this.refused();
    const snapshot = told.status === 200 ? readSnapshot(told.body) : `status ${told.status}`;
    if (typeof snapshot === 'string') return this.lost(`answers "snapshot" with ${snapshot}`);
    this.takeSnapshot(snapshot, meanwhile.started, meanwhile.ended);
  }

  private takeSnapshot({ events, phones }: Snapshot, started: Set<LegId>, ended: Set<LegId>): void {
    const now = this.clock.now();
    const live = events.filter(({ legId }) => !ended.has(legId));
    for (const event of live) this.emitter.emit('call', { ...event, at: Math.min(event.at, now) });
    const legIds = new Set([...started, ...live.map(({ legId }) => legId)]);
    this.emitter.emit('listed', { legIds, lostAt: this.state === 'up' ? now : this.lostAt });
    if (phones) this.phones = new Set(phones);
    if (this.state !== 'up') this.log.info({ legs: legIds.size }, 'PBX connected');
    this.attempt = 0;
    this.why = '';
    this.turn('up');
    this.askLater(SILENCE_MS);
  }

  private lost(why: string): void {
    if (this.state === 'up') this.lostAt = this.clock.now();
    this.phones = undefined;
    this.why = `The PBX at ${this.settings.commandUrl} ${why}`;
    this.log.warn({ why: this.why }, 'PBX away, trying again');
    this.turn('away');
    this.askLater(nextDelayMs(RETRY, this.attempt++, Math.random()));
  }

  private refused(): void {
    if (this.state === 'up') this.lostAt = this.clock.now();
    this.turn('refused');
    this.log.error({ where: this.settings.commandUrl }, REFUSED);
    this.askLater(REFUSED_RETRY_MS);
  }

  private turn(state: PbxState): void {
    if (state === this.state) return;
    this.state = state;
    this.emitter.emit('state', state);
  }

  /** By the difference of the clocks, and never from the future. */
  private ours(at: number, ahead: number): number {
    return Math.min(at - ahead, this.clock.now());
  }

  private async send(command: object): Promise<Told> {
    const { commandUrl, key } = this.settings;
    const body = JSON.stringify(command);
    const patience = new AbortController();
    const undo = this.clock.after(ANSWER_TIMEOUT_MS, () => patience.abort());
    try {
      const headers = signedHeaders(key, this.clock.now(), body);
      const { signal } = patience;
      const answer = await request(commandUrl, { method: 'POST', headers, body, signal });
      return { status: answer.statusCode, body: parsed(await answer.body.text()) };
    } catch (cause) {
      return wasNotSent(cause) ? 'away' : 'timeout';
    } finally {
      undo();
    }
  }
}

function answerOf(told: Told): PbxAnswer {
  if (typeof told !== 'object') return told;
  if (told.status < 300) return 'done';
  return told.status < 500 ? 'refused' : 'timeout';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON: the parser of snapshots says that it is none.
  }
}
