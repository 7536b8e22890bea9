import { outsideNumber, type Call } from '../call/call';
import type { CallId, UserId } from '../call/ids';
import { presenceOf } from '../call/presence';
import { responsibleOf } from '../call/responsible';
import type { StaffMember } from '../protocol/staff';
import { openAccountIndex, type AccountIndex } from './account-index';
import { openAccountCalls, type AccountCalls } from './account-calls';
import { openAccountAmo, type AccountAmo } from './account-amo';
import { openAccountFaults, type AccountFaults } from './account-faults';
import { openAccountPeople, type AccountPeople } from './account-people';
import { DeliveryReader } from './administration/delivery-reader';
import { staff } from './administration/staff';
import { AgentDesk } from './agents/agent-desk';
import { AgentStatuses } from './agents/agent-statuses';
import type { AgentStatus } from '../call/agent-status';
import { CallerDesk } from './callers/caller-desk';
import { OwnerBook } from './callers/owner-book';
import { CallTracker } from './calls/call-tracker';
import { RingNotices } from './calls/ring-notices';
import type { AccountLoad } from './operation/account-load';
import type { Meter } from './operation/metrics';
import { outsideLine } from './calls/outside-line';
import { saveLiveCalls, type SavedCalls } from './calls/live-calls';
import type { AccountConfig, PbxConfig } from './config';
import type { Clock } from '../lib/clock';
import { DialDesk } from './dialling/dial-desk';
import type { DialStore } from './dialling/dial-store';
import { numberZones } from './dialling/number-zones';
import { Seats } from './dialling/seats';
import type { Grant } from './joining/grant';
import { JournalReader } from './journal/journal-reader';
import { JournalWriter } from './journal/journal-writer';
import type { Log } from './log';
import type { Place } from './outbox/call-entry';
import type { OutboxCounts } from './outbox/outbox';
import { phoneNumbers } from './phone-numbers';
import { ResultDesk } from './results/result-desk';
import { Router } from './routing/router';
import type { RoutingSettings } from './routing/routing-settings';
import { PhoneCheckDesk } from './phone-checks/phone-check-desk';
import type { AccountProfile } from './profile/account-profile';
import type { Pbx, PbxState } from './pbx/pbx';
import type { Stores } from './store/stores';
import type { Trouble } from './trouble';

const EVENTS_PATH = '/api/v2/events';

export interface AccountParts extends Stores {
  readonly config: AccountConfig;
  readonly pbxConfig: PbxConfig;
  readonly pbx: Pbx;
  /** Where amoCRM tells of changed entities. */
  readonly hookUrl: string;
  /** Where the world reaches the gateway, without a slash at its end. */
  readonly publicUrl: string;
  /** Of the gateway itself, whatever the account. */
  readonly ownTroubles: () => readonly Trouble[];
  /** Told of what is measured. */
  readonly meter: Meter;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AccountHealth {
  readonly pbx: PbxState;
  /** What somebody has to mend, in words; empty = all is well, or mends itself. */
  readonly troubles: readonly string[];
  readonly calls: number;
  readonly outbox: OutboxCounts;
  /** `filling`: amoCRM is being read for the first time, and callers are looked up by the widgets meanwhile. */
  readonly phoneIndex: 'filling' | 'filled';
}

/** One amoCRM account with its PBX: calls in, views for agents and records for amoCRM out. */
export interface AccountService {
  readonly desk: AgentDesk;
  readonly amo: Pick<AccountAmo, 'takeCode' | 'uninstalled'>;
  readonly index: AccountIndex['keeper'];
  readonly callers: CallerDesk;
  readonly results: ResultDesk;
  readonly dialLists: DialDesk;
  /** An agent's first browser came, or his last one went. */
  present(userId: UserId, isThere: boolean): void;
  readonly recordings: AccountCalls['recordings'];
  readonly people: Pick<AccountPeople, 'extensionOf' | 'hasLeft' | 'onLeft' | 'settings'>;
  /** The time line of every call. */
  readonly journal: JournalReader;
  readonly phoneChecks: PhoneCheckDesk;
  readonly journalWriter: Pick<JournalWriter, 'routed' | 'cardShown' | 'quality'>;
  readonly meter: Pick<Meter, 'viewSent'>;
  /** None = the account has no smart forwarding. */
  readonly router: Router | undefined;
  /** The widget's settings in amoCRM may be new. */
  settingsSaved(): void;
  start(): void;
  /** What amoCRM did not take is tried anew, of one call or of all; resolves with how many calls. */
  resend(callId?: CallId): Promise<number>;
  /** What is on its way to amoCRM, or stuck. */
  readonly delivery: DeliveryReader;
  /** Who works in the account, and whose phone is there. */
  staff(): readonly StaffMember[];
  /** What is wrong now. */
  readonly faults: Pick<AccountFaults, 'list'>;
  stop(): Promise<void>;
  health(): AccountHealth;
  load(): Promise<AccountLoad>;
}

/** What of an account stood in the stores when it was opened. */
interface KeptBefore {
  readonly saved: SavedCalls;
  readonly grant: Grant;
  readonly profile: AccountProfile;
  readonly chosen: ReadonlyMap<UserId, AgentStatus>;
}

/** Waits for the stores and for nothing else. */
export async function openAccountService(parts: AccountParts): Promise<AccountService> {
  const { config, liveCalls, grants, profiles, statusStore } = parts;
  const [saved, grant, profile, chosen] = await Promise.all([
    liveCalls.load(config.id),
    grants.load(config.id),
    profiles.load(config.id),
    statusStore.all(config.id),
  ]);
  return createAccountService(parts, { saved, grant, profile, chosen });
}

function createAccountService(
  parts: AccountParts,
  { saved, grant, profile, chosen }: KeptBefore,
): AccountService {
  const {
    config,
    pbxConfig,
    pbx,
    outboxStore,
    liveCalls,
    grants,
    profiles,
    indexStore,
    lastTalks,
    dialStore,
    dialHistory,
    ownerMemory,
    journalStore,
    phoneCheckStore,
    statusStore,
    hookUrl,
    publicUrl,
    ownTroubles,
    meter,
    clock,
    log,
  } = parts;
  const phones = phoneNumbers(config.country);
  const tracker = new CallTracker(clock, log);
  const hurry = (): void => {
    outbox.hurry();
    people.keeper.hurry();
    index.hurry();
  };
  const amo = openAccountAmo({ config, grants, grant, clock, log, joined: hurry });
  const people = openAccountPeople({ config, amo: amo.client, profiles, profile, clock, log });
  const { directory } = people;
  const statuses = new AgentStatuses({ accountId: config.id, store: statusStore, chosen, directory, log });
  const index = openAccountIndex({
    ...{ accountId: config.id, amo: amo.client, store: indexStore, phones, hookUrl, clock, log },
    changed: () => void callers.indexChanged(),
  });
  const book = new OwnerBook(config.id, ownerMemory, log);
  const ownersMarked = async (number: string, userId: UserId | undefined, callId?: CallId) => {
    const owners = await index.keeper.owners(number);
    return owners && book.marked(number, userId, owners, callId);
  };
  const forgotTalk = (error: unknown): void => log.error({ err: error }, 'who talked last could not be kept');
  function openRouter(settings: RoutingSettings): Router {
    return new Router({
      ...{ accountId: config.id, settings, directory, lastTalks, phones, clock, log },
      owners: (number) => ownersMarked(number, undefined),
      calls: () => tracker.calls(),
      reachable: () => pbx.reachable,
      statusAt: (extension) => statuses.at(extension),
      timeZone: () => people.keeper.profile.facts?.timezone ?? 'Europe/Moscow',
    });
  }
  const calls = openAccountCalls({
    ...{
      config,
      recorded: pbxConfig.recordings,
      publicUrl,
      amo: amo.client,
      store: outboxStore,
      directory,
      phones,
      clock,
      log,
    },
    leadOf: (callId) => listedLead(dialStore, config.id, callId),
    settings: () => people.settings(),
    ownersOf: ownersMarked,
    talkedWith: async ({ number, userId, disposition, startedAt }, owner) => {
      if (userId !== undefined && disposition === 'answered')
        await book.talked(number, userId, owner, startedAt).catch(forgotTalk);
    },
  });
  const { outbox } = calls;
  const { sip, dial } = pbxConfig;
  const { ringMs } = pbxConfig.kind === 'asterisk' ? pbxConfig.asterisk.originate : pbxConfig.webhook;
  const router = config.routing && openRouter(config.routing);
  const troubles = (): readonly Trouble[] => [
    ...[pbx.trouble, people.keeper.trouble].filter((trouble) => trouble !== undefined),
    ...outbox.troubles,
    ...journalWriter.troubles,
    ...amo.troubles(),
  ];
  const faults = openAccountFaults({
    ...{ accountId: config.id, pbx, outbox, store: outboxStore, clock, log },
    troubles: () => [...troubles(), ...ownTroubles()],
    isAdministrator: (userId) => directory.user(userId)?.role === 'administrator',
    changed: (userId) => desk.faultsChanged(userId),
  });
  const desk = new AgentDesk({
    faultsFor: (userId) => faults.for(userId),
    ...{ tracker, pbx, directory, statuses, phones, dial, ringMs, sip, clock, log },
    routed: (callId, extension) => router?.reasonFor(callId, extension),
  });
  const userOf = (userId: UserId) => people.keeper.profile.users?.find((user) => user.userId === userId);
  const callers = new CallerDesk({
    ownersOf: (number) => index.keeper.stored(number),
    readNow: (kind, id) => index.keeper.readNow(kind, id),
    userOf,
    book,
    now: () => clock.now(),
    log,
  });
  /** Whoever the number calls next time may be led to. */
  const rememberTalk = async (call: Call): Promise<void> => {
    const extension = call.talks.length > 0 ? responsibleOf(call) : undefined;
    const { number } = phones.of(outsideNumber(call));
    if (!extension || !number.startsWith('+')) return;
    await lastTalks.talked(config.id, number, extension, call.startedAt);
  };
  const ringNotices = new RingNotices({
    ...{ amo: amo.client, clock, log },
    path: config.eventsPath ?? EVENTS_PATH,
    isWanted: () => people.settings()['notification_mode'] === 'server',
  });
  const results = new ResultDesk({
    ...{ accountId: config.id, outbox, store: outboxStore, phones, clock, log },
    extensionOf: (userId) => directory.user(userId)?.extension,
    usersAt: (extension) => directory.usersAt(extension).map(({ userId }) => userId),
    ownersFor: (userId, number, callId) => callers.ownersFor(userId, number, callId),
    linked: (number, entity, owners) => book.linked(number, entity, owners),
    account: () => {
      const { taskTypes = [], timezone = 'Europe/Moscow' } = people.keeper.profile.facts ?? {};
      return { taskTypes, timezone };
    },
  });
  const seats = new Seats({
    ...{ accountId: config.id, store: dialStore, history: dialHistory, tracker, pbx, clock, log },
    extensionOf: (userId) => directory.user(userId)?.extension,
    statusOf: (userId) => statuses.of(userId),
    place: (userId, number, callId) => desk.placeCall(userId, number, callId),
    endOf: async (callId) => (await outboxStore.read(config.id, callId))?.entry.call.disposition,
  });
  const dialLists = new DialDesk({
    ...{ accountId: config.id, store: dialStore, history: dialHistory, seats, directory, phones, clock, log },
    zoneOf: numberZones(() => people.keeper.profile.facts?.timezone ?? 'Europe/Moscow'),
    intervalSec: () => secondsIn(people.settings()['dial_interval']),
    setStatus: (userId, callId, status) => results.mark(userId, callId, status),
  });
  const journalWriter = new JournalWriter({
    ...{ accountId: config.id, store: journalStore, phones, clock, log },
    colleague: (extension) => directory.colleague(extension),
    nameOf: (userId) => directory.identity(userId).name,
  });
  const journal = new JournalReader({
    ...{ accountId: config.id, store: journalStore, phones },
    roleOf: (userId) => desk.roleOf(userId),
    seesAllContacts: (userId) => userOf(userId)?.view.contacts === 'A',
    ownersFor: (userId, number) => callers.ownersFor(userId, number),
  });
  const delivery = new DeliveryReader({
    ...{ accountId: config.id, store: outboxStore, phones },
    counts: () => outbox.counts,
    ownersFor: (userId, number) => callers.ownersFor(userId, number),
    colleague: (extension) => directory.colleague(extension),
    now: () => clock.now(),
  });
  const online = new Set<UserId>();
  const phoneChecks = new PhoneCheckDesk({
    ...{ accountId: config.id, store: phoneCheckStore, clock, log },
    nameOf: (userId) => directory.identity(userId).name,
  });
  tracker.restore(saved.calls, saved.savedAt);
  if (saved.unreadable.length > 0)
    log.error({ calls: saved.unreadable }, 'calls in progress could not be read from the store, dropped');
  const untold = (error: unknown): void => log.error({ err: error }, 'a dial list was not told of a result');
  const isWatched = (): boolean => pbx.state === 'up';
  const stopSaving = saveLiveCalls({
    ...{ tracker, store: liveCalls, accountId: config.id, isWatched, isUnsaved: calls.isUnsaved, clock, log },
  });
  const undos = [
    tracker.on('changed', (call) => journalWriter.changed(call)),
    outbox.on('changed', (row) => journalWriter.delivered(row)),
    people.on('changed', () => {
      desk.mappingChanged();
      pbx.leaveOut(statuses.byExtension());
    }),
    statuses.on('changed', (userId) => {
      pbx.leaveOut(statuses.byExtension());
      seats.statusChosen(userId);
    }),
    tracker.on('ended', (call) => calls.record(call)),
    tracker.on('ended', (call) => meter.ended(call)),
    tracker.on('forgotten', ({ id }) => {
      callers.forget(id);
      router?.forget(id);
      ringNotices.forget(id);
    }),
    desk.on('view', ({ userId, view }) => ringNotices.follow(userId, view)),
    () => ringNotices.stop(),
    () => results.stop(),
    tracker.on('ended', (call) => void rememberTalk(call).catch(forgotTalk)),
    pbx.on('call', (event) => {
      meter.heard();
      tracker.take(outsideLine(event, dial));
    }),
    pbx.on('joined', (event) => tracker.join(event)),
    pbx.on('listed', (listed) => seats.unwatched(() => tracker.listed(listed))),
    outbox.on('changed', ({ entry: { call, result, closed }, awaitsResult }) => {
      const isOver = closed === true || !awaitsResult;
      if (result || isOver) void dialLists.told(call.id, result?.status, isOver).catch(untold);
    }),
  ];
  const health = (): AccountHealth => ({
    pbx: pbx.state,
    troubles: troubles().map(({ words }) => words),
    calls: tracker.calls().filter((call) => call.now.state === 'live').length,
    outbox: outbox.counts,
    phoneIndex: index.keeper.isFilled ? 'filled' : 'filling',
  });
  return {
    desk,
    amo,
    index: index.keeper,
    callers,
    results,
    dialLists,
    present(userId, isThere) {
      if (isThere) online.add(userId);
      else online.delete(userId);
      statuses.present(userId, isThere);
      seats.connected(userId, isThere);
    },
    recordings: calls.recordings,
    people,
    journal,
    faults,
    journalWriter,
    meter,
    phoneChecks,
    router,
    settingsSaved: () => people.keeper.hurry(),
    start(): void {
      amo.start();
      people.keeper.start();
      index.start();
      calls.start();
      seats.start();
      pbx.leaveOut(statuses.byExtension());
      pbx.start();
      faults.start();
    },
    async resend(callId) {
      if (callId === undefined) return outbox.resend();
      return (await outbox.resendOne(callId)) ? 1 : 0;
    },
    delivery,
    staff: () =>
      staff({
        users: directory.users(),
        isConfigured: (userId) => config.users.some((user) => user.userId === userId),
        isOnline: (userId) => online.has(userId),
        presenceOf: (extension) => presenceOf(extension, tracker.calls(), pbx.reachable),
      }),
    async stop(): Promise<void> {
      faults.stop();
      people.keeper.stop();
      index.stop();
      for (const undo of undos) undo();
      await stopSaving();
      seats.stop();
      dialLists.stop();
      desk.stop();
      await pbx.stop();
      tracker.stop();
      await calls.stop();
      await journalWriter.flush();
      await amo.stop();
    },
    health,
    async load() {
      const [oldest] = await outboxStore.undelivered(config.id, { kind: 'waiting', limit: 1 });
      return {
        health: health(),
        amo: amo.load(),
        oldestWaitingMs: oldest ? Math.max(0, clock.now() - oldest.addedAt) : 0,
        phones: pbx.reachable?.size,
      };
    },
  };
}

/** A setting in seconds; what is no number counts as not set. */
function secondsIn(setting: string | undefined): number | undefined {
  return setting !== undefined && /^\d{1,3}$/.test(setting.trim())
    ? Math.min(Number(setting), 600)
    : undefined;
}

/** The card that was ticked, if it was a lead: a contact's own leads are left to the rule. */
async function listedLead(
  store: DialStore,
  accountId: AccountConfig['id'],
  callId: CallId,
): Promise<Place | undefined> {
  const [link] = (await store.rowOfCall(accountId, callId))?.row.links ?? [];
  return link?.type === 'lead' ? { type: link.type, id: link.id } : undefined;
}
