import { AccountUnderTest } from './account-under-test';
import { SUBJECTS } from './all-facts';
import type { Fact } from './fact';
import { runFact } from './run-fact';
import { standIn, type StandIn } from './stand-in-target';

/** What wears the account out gets one of its own, with amoCRM's limit. */
const isStorm = ({ needs = [] }: Fact): boolean => needs.includes('storm');

describe('the stand-in keeps to the contract:', () => {
  let shared: StandIn;
  let account: AccountUnderTest;

  beforeAll(async () => {
    shared = await standIn();
    account = new AccountUnderTest(shared.target);
  });
  afterAll(() => shared.close());

  for (const { title, facts } of SUBJECTS) {
    describe(title, () => {
      for (const fact of facts.filter((one) => !isStorm(one))) {
        it(`${fact.id}: ${fact.says}`, async () => {
          const outcome = await runFact(fact, account);
          expect(outcome).toEqual({ ...outcome, verdict: 'same' });
        });
      }
      for (const fact of facts.filter(isStorm)) {
        it(`${fact.id}: ${fact.says}`, async () => {
          const own = await standIn({ limited: true });
          try {
            const outcome = await runFact(fact, new AccountUnderTest(own.target));
            expect(outcome).toEqual({ ...outcome, verdict: 'same' });
          } finally {
            await own.close();
          }
        });
      }
    });
  }
});
