import type { AccountId, UserId } from '../call/ids';
import type { Clock } from '../lib/clock';
import type { AccountFault, OwnFault } from '../protocol/faults';
import type { StandingFault } from '../protocol/standing-faults';
import { RefusedRecords } from './faults/refused-records';
import { StandingFaults } from './faults/standing-faults';
import type { Log } from './log';
import type { Outbox } from './outbox/outbox';
import type { OutboxStore } from './outbox/outbox-store';
import type { Pbx } from './pbx/pbx';
import type { Trouble } from './trouble';

export interface AccountFaultsParts {
  readonly accountId: AccountId;
  readonly pbx: Pick<Pbx, 'state'>;
  readonly outbox: Pick<Outbox, 'on' | 'silentSince'>;
  readonly store: Pick<OutboxStore, 'undelivered'>;
  /** Of all parts of the account, and of the gateway itself. */
  readonly troubles: () => readonly Trouble[];
  readonly isAdministrator: (userId: UserId) => boolean;
  /** What a user is to be told is another; `undefined` = of every user. */
  readonly changed: (userId?: UserId) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** What is wrong with one account, for the people in amoCRM. */
export interface AccountFaults {
  start(): void;
  stop(): void;
  /** What stays before this user's eyes until it ends. */
  readonly for: (userId: UserId) => readonly (AccountFault | OwnFault)[];
  list(): readonly StandingFault[];
}

/** An amoCRM that is away for minutes, as it is with every release of theirs, mends itself. */
const SILENT_MS = 10 * 60_000;
/** Refused calls that a start looks at. */
const MOST_REFUSED = 1_000;

export function openAccountFaults(parts: AccountFaultsParts): AccountFaults {
  const { accountId, pbx, outbox, store, isAdministrator, changed, clock, log } = parts;
  const now = (): readonly AccountFault[] => {
    const { silentSince = Infinity } = outbox;
    const faults = new Set(parts.troubles().map(({ fault }) => fault));
    if (pbx.state === 'away') faults.add('pbx-unreachable');
    if (clock.now() - silentSince >= SILENT_MS) faults.add('amo-silent');
    return [...faults];
  };
  const standing = new StandingFaults({ now, changed: () => changed(), clock });
  const refused = new RefusedRecords(changed);
  const undo = outbox.on('changed', (row) => refused.take(row));
  const untold = (error: unknown): void =>
    log.error({ err: error, accountId }, 'whose calls amoCRM refuses could not be read');
  return {
    start() {
      standing.start();
      store
        .undelivered(accountId, { kind: 'held', limit: MOST_REFUSED })
        .then((rows) => rows.forEach((row) => refused.take(row)))
        .catch(untold);
    },
    stop() {
      standing.stop();
      undo();
    },
    for: (userId) =>
      isAdministrator(userId) ? standing.told : refused.has(userId) ? ['record-refused'] : [],
    list: () => standing.list(),
  };
}
