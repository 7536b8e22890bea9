import type { AccountUnderTest } from '../account-under-test';
import { saw, together, type Fact } from '../fact';
import { BOOLEAN, INTEGER, listWith } from '../pattern';
import { problem } from '../refusal';

const DOCS = { source: 'crm_platform/webhooks-api', trust: 'D' } as const;
const PATH = '/api/v4/webhooks';

/** Nobody listens there; amoCRM sends only when something happens, and the fact takes it away at once. */
const destination = (account: AccountUnderTest, what: string): string =>
  `https://example.com/contract-check/${account.stamp}/${what}`;

const at = (address: string): string => `${PATH}?filter[destination]=${encodeURIComponent(address)}`;

/** Addresses that amoCRM tells of changes. */
export const webhookFacts: readonly Fact[] = [
  {
    id: '7.8-webhook',
    ...DOCS,
    says: 'POST of destination and settings: 200 or 201 with the model; it is in the list; DELETE takes it away (204).',
    needs: ['write'],
    check: async (account) => {
      const address = destination(account, 'first');
      const settings = ['add_lead', 'update_contact'];
      const made = await account.post(PATH, { destination: address, settings });
      const listed = await account.get(at(address));
      const removed = await account.delete(PATH, { destination: address });
      const model = { id: INTEGER, destination: address, settings: listWith('add_lead'), disabled: BOOLEAN };
      return together(
        saw(made, { status: [200, 201], type: 'hal', body: model }),
        saw(listed, { status: 200, type: 'hal', body: { _embedded: { webhooks: [model] } } }),
        saw(removed, { status: 204, isEmpty: true }),
        saw(await account.get(at(address)), { status: [200, 204] }),
      );
    },
  },
  {
    id: '7.8-unknown-event',
    ...DOCS,
    says: 'An event that does not exist: 400.',
    needs: ['write'],
    check: async (account) =>
      saw(
        await account.post(PATH, { destination: destination(account, 'odd'), settings: ['add_spaceship'] }),
        problem(400),
      ),
  },
  {
    id: '7.8-no-address',
    ...DOCS,
    says: 'A destination that is no address: 400.',
    needs: ['write'],
    check: async (account) =>
      saw(await account.post(PATH, { destination: 'nowhere', settings: ['add_lead'] }), problem(400)),
  },
  {
    id: '7.8-without-destination',
    ...DOCS,
    says: 'A webhook without a destination: 400.',
    needs: ['write'],
    check: async (account) => saw(await account.post(PATH, { settings: ['add_lead'] }), problem(400)),
  },
  {
    id: '7.8-for-agents',
    ...DOCS,
    says: 'A user who is no administrator may not read webhooks: 403.',
    needs: ['agent'],
    check: async (account) => saw(await account.get(PATH, account.asAgent), problem(403)),
  },
];
