import fc from 'fast-check';
import type { AccountId } from '../../../src/call/ids';
import { IndexKeeper } from '../../../src/gateway/crm/phone-index/index-keeper';
import { openDatabase } from '../../../src/gateway/store/database';
import { SqlitePhoneIndex } from '../../../src/gateway/store/sqlite-phone-index';
import { silentLog } from '../support/silent-log';
import { AmoModel } from './amo-model';
import { SteppedClock } from './stepped-clock';

const ACCOUNT = '1' as AccountId;
const NUMBERS = ['+79110000001', '+79110000002', '+79110000003'];

/** What happens in the account; each with whether its webhook comes, comes twice, or is lost. */
const id = fc.integer({ min: 1, max: 6 });
const number = fc.constantFrom(...NUMBERS);
const change = fc.oneof(
  fc.record({
    what: fc.constant('save' as const),
    kind: fc.constantFrom('contacts' as const, 'companies' as const),
    id,
    numbers: fc.uniqueArray(number),
  }),
  fc.record({
    what: fc.constant('lead' as const),
    id,
    contactIds: fc.uniqueArray(id, { maxLength: 2 }),
    isClosed: fc.boolean(),
  }),
  fc.record({
    what: fc.constant('delete' as const),
    kind: fc.constantFrom('contacts' as const, 'companies' as const, 'leads' as const),
    id,
  }),
  fc.record({ what: fc.constant('merge' as const), id, into: id }),
);
const told = fc.constantFrom('once' as const, 'twice' as const, 'lost' as const);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ step: fc.constant('change' as const), change, told }) },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constant('time' as const), ms: fc.constantFrom(10, 31_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant('away' as const), requests: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('restart' as const) }) },
);

it('equals amoCRM after the next reading, whatever was changed, lost, doubled or interrupted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      const clock = new SteppedClock(1_800_000_000_000);
      const amo = new AmoModel(clock);
      const db = openDatabase(':memory:');
      const store = new SqlitePhoneIndex(db);
      const open = (): IndexKeeper => {
        const keeper = new IndexKeeper({
          accountId: ACCOUNT,
          source: amo,
          store,
          changed: () => undefined,
          clock,
          log: silentLog,
        });
        keeper.start();
        return keeper;
      };
      let keeper = open();
      for (const next of steps) {
        if (next.step === 'change') {
          const touched = amo.apply(next.change);
          if (next.told !== 'lost') keeper.touch(touched);
          if (next.told === 'twice') keeper.touch(touched);
        }
        if (next.step === 'time') await clock.turn(next.ms);
        if (next.step === 'away') amo.away = next.requests;
        if (next.step === 'restart') {
          keeper.stop();
          keeper = open();
        }
      }
      amo.away = 0;
      // Longer than the pause between two readings of the whole account.
      await clock.turn(2 * 60 * 60_000);
      for (const each of NUMBERS) expect(await keeper.owners(each)).toEqual(amo.owners(each));
      keeper.stop();
      db.close();
    }),
    { numRuns: 60, seed: 20_261_126 },
  );
});
