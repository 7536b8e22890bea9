import { openAccountAmo, type AccountAmo } from './account-amo';
import { AgentDesk } from './agents/agent-desk';
import { Directory } from './agents/directory';
import { callRecord } from './calls/call-log';
import { CallTracker } from './calls/call-tracker';
import { outsideLine } from './calls/outside-line';
import { saveLiveCalls, type LiveCalls } from './calls/live-calls';
import type { AccountConfig, PbxConfig } from './config';
import { deliverCall, findDelivered, type DeliverableCall } from './crm/call-delivery';
import type { Clock } from '../lib/clock';
import type { GrantStore } from './joining/grant';
import type { Log } from './log';
import { Outbox } from './outbox/outbox';
import type { OutboxState, OutboxStore } from './outbox/outbox-store';
import { phoneNumbers } from './phone-numbers';
import type { Pbx, PbxState } from './pbx/pbx';

export interface AccountParts {
  readonly config: AccountConfig;
  readonly pbxConfig: PbxConfig;
  readonly pbx: Pbx;
  readonly outboxStore: OutboxStore;
  readonly liveCalls: LiveCalls;
  readonly grants: GrantStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AccountHealth {
  readonly pbx: PbxState;
  /** What somebody has to mend, in words; empty = all is well, or mends itself. */
  readonly troubles: readonly string[];
  readonly calls: number;
  readonly outbox: Readonly<Record<OutboxState, number>>;
}

/** One amoCRM account with its PBX: calls in, views for agents and records for amoCRM out. */
export interface AccountService {
  readonly desk: AgentDesk;
  readonly amo: Pick<AccountAmo, 'takeCode' | 'uninstalled'>;
  start(): void;
  stop(): Promise<void>;
  health(): AccountHealth;
}

export function createAccountService(parts: AccountParts): AccountService {
  const { config, pbxConfig, pbx, outboxStore, liveCalls, grants, clock, log } = parts;
  const directory = new Directory(config.users);
  const phones = phoneNumbers(config.country);
  const tracker = new CallTracker(clock, log);
  const amo = openAccountAmo({ config, grants, clock, log, joined: () => outbox.hurry() });
  // The bodies in the outbox are records that `callRecord` made.
  const courier = {
    deliver: (body: unknown) => deliverCall(amo.client, body as DeliverableCall),
    find: (body: unknown) => findDelivered(amo.client, body as DeliverableCall),
  };
  const outbox = new Outbox(config.id, outboxStore, courier, clock, log);
  const { sip, dial } = pbxConfig;
  const desk = new AgentDesk({ tracker, pbx, directory, phones, dial, sip, clock, log });
  const record = (call: Parameters<typeof callRecord>[0]): void => {
    const body = callRecord(call, directory, phones, config.source);
    if (body) outbox.add(call.id, body);
  };
  const saved = liveCalls.load(config.id);
  tracker.restore(saved.calls, saved.savedAt);
  const isWatched = (): boolean => pbx.state === 'up';
  const undos = [
    tracker.on('ended', record),
    saveLiveCalls({ tracker, store: liveCalls, accountId: config.id, isWatched, clock, log }),
    pbx.on('call', (event) => tracker.take(outsideLine(event, dial))),
    pbx.on('joined', (event) => tracker.join(event)),
    pbx.on('listed', (listed) => tracker.listed(listed)),
  ];
  return {
    desk,
    amo,
    start(): void {
      amo.start();
      outbox.start();
      pbx.start();
    },
    async stop(): Promise<void> {
      for (const undo of undos) undo();
      await pbx.stop();
      tracker.stop();
      await outbox.stop();
      await amo.stop();
    },
    health: () => ({
      pbx: pbx.state,
      troubles: [...(pbx.trouble === undefined ? [] : [pbx.trouble]), ...amo.troubles()],
      calls: tracker.calls().filter((call) => call.now.state === 'live').length,
      outbox: outboxStore.counts(config.id),
    }),
  };
}
