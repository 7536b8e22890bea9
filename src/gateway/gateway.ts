import type { AccountId } from '../call/ids';
import type { Clock } from '../lib/clock';
import { openAccountService, type AccountHealth, type AccountService } from './account-service';
import type { AccountConfig, GatewayConfig, PbxConfig } from './config';
import { fixedKeysThatDiffer } from './fixed-keys';
import { hookPath } from './crm/phone-index/hook-route';
import { healthOf, openDoor, type Door } from './http-door';
import { createLog, type Log } from './log';
import { Metrics } from './operation/metrics';
import { AsteriskPbx } from './pbx/asterisk/asterisk-pbx';
import type { Pbx } from './pbx/pbx';
import type { ReportingPbx } from './pbx/webhook/report-route';
import { WebhookPbx } from './pbx/webhook/webhook-pbx';
import { ServedAccounts, type AccountChanges, type ServedConfig } from './served-accounts';
import { JOURNAL_DAYS } from './journal/journal-days';
import { openStores } from './open-stores';
import { keepStoreSmall } from './store/keep-store-small';
import type { OpenStores } from './store/stores';
import { systemClock } from './system-clock';
import type { Trouble } from './trouble';

export interface RunningGateway {
  /** `http://127.0.0.1:8089`, with the prefix if there is one. */
  readonly url: string;
  readonly port: number;
  health(): Readonly<Record<AccountId, AccountHealth>>;
  /** What amoCRM did not take is tried anew; resolves with how many calls, in all accounts. */
  resend(): Promise<number>;
  /** Accounts and their PBXs as they are wished now; whatever else differs waits for the next start, and is told. */
  take(config: GatewayConfig): Promise<AccountChanges>;
  /** Calls in progress and the outbox are on the disk afterwards. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Whoever gives them closes them; none = those of the configuration. */
  readonly stores?: OpenStores;
}

/** Builds everything and starts it; the only place that knows all rooms. */
export async function startGateway(
  config: GatewayConfig,
  { clock = systemClock, log = createLog(config.logLevel), stores: given }: StartOptions = {},
): Promise<RunningGateway> {
  const stores = given ?? (await openStores(config, log));
  const closeStores = async (): Promise<void> => {
    if (!given) await stores.close();
  };
  const metrics: Metrics = new Metrics({
    loads: () =>
      Promise.all(
        served.all().map(async ({ account, service }) => [account.id, await service.load()] as const),
      ),
    sockets: () => door.sockets,
  });
  const reporting = new Map<string, ReportingPbx>();
  const openPbx = (of: PbxConfig): Pbx => {
    if (of.kind === 'asterisk') return new AsteriskPbx(of.asterisk, clock, log);
    const hosted = new WebhookPbx(of.webhook, clock, log);
    reporting.set(of.id, {
      key: of.webhook.key,
      take: (report, sentAt) => hosted.take(report, sentAt),
    });
    return hosted;
  };
  const openAccount = ({ account, pbx: pbxConfig }: ServedConfig): Promise<AccountService> => {
    const publicUrl = publicUrlOf(config, account);
    const hookUrl = publicUrl + hookPath({ accountId: account.id, secret: account.integration.secret });
    const meter = metrics.meterOf(account.id);
    const ownTroubles = (): readonly Trouble[] => (door.trouble ? [door.trouble] : []);
    const shared = { ...stores, ownTroubles, meter, clock, log };
    const parts = { config: account, pbxConfig, pbx: openPbx(pbxConfig), hookUrl, publicUrl, ...shared };
    return openAccountService(parts);
  };
  const served = new ServedAccounts(openAccount, log);
  served.on('gone', () => {
    const named = new Set(served.all().map(({ pbx }) => pbx.id));
    for (const id of reporting.keys()) if (!named.has(id)) reporting.delete(id);
  });
  const isStoreThere = (): Promise<boolean> => stores.isThere();
  const open = async (): Promise<Door> => {
    await served.open(config);
    return openDoor({ config, served, reporting, metrics, isStoreThere, clock, log });
  };
  const door: Door = await open().catch(async (error: unknown) => {
    await closeStores();
    throw error;
  });
  served.start();
  const undoCleaning = keepStoreSmall({
    ...{ ...stores, outbox: stores.outboxStore, journal: stores.journalStore, clock, log },
    journalDays: config.journal?.days ?? JOURNAL_DAYS,
  });
  return {
    url: `${config.listen.tls ? 'https' : 'http'}://${config.listen.host}:${door.port}${config.pathPrefix}`,
    port: door.port,
    health: () => healthOf(served),
    async resend() {
      const counts = await Promise.all(served.all().map(({ service }) => service.resend()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async take(wanted) {
      const waiting = fixedKeysThatDiffer(config, wanted);
      if (waiting.length > 0) log.warn({ keys: waiting }, 'these keys are taken up at the next start only');
      const changes = await served.apply(wanted);
      log.info(changes, 'the accounts of the configuration are served as it says now');
      return changes;
    },
    async close(): Promise<void> {
      undoCleaning();
      await door.close();
      await served.stop();
      await closeStores();
    },
  };
}

function publicUrlOf({ publicUrl, pathPrefix }: GatewayConfig, { integration }: AccountConfig): string {
  return publicUrl ?? `${new URL(integration.redirectUri).origin}${pathPrefix}`;
}
