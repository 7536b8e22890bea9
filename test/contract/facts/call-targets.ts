import { saw, type Fact } from '../fact';
import type { AccountUnderTest } from '../account-under-test';
import { callOf } from './calls';

const DOCS = { source: 'crm_platform/calls-api', trust: 'D' } as const;

/** Where a call with this number is put. */
const lands = (
  id: string,
  says: string,
  on: (account: AccountUnderTest) => Promise<{ phone: string; type: string; id: number }>,
): Fact => ({
  id,
  ...DOCS,
  says,
  needs: ['write'],
  check: async (account) => {
    const wanted = await on(account);
    return saw(await account.post('/api/v4/calls', [callOf(wanted.phone)]), {
      status: 200,
      body: { _embedded: { calls: [{ entity_type: wanted.type, entity_id: wanted.id }] } },
    });
  },
});

/** amoCRM’s own choice of the entity for a call. */
export const callTargetFacts: readonly Fact[] = [
  lands(
    '7.3-to-contact',
    'A contact without leads and customers gets the call itself.',
    async ({ cast }) => ({
      ...(await cast.contact()),
      type: 'contact',
    }),
  ),
  lands('7.3-to-company', 'A number that only a company has: the company.', async ({ cast }) => ({
    ...(await cast.company()),
    type: 'company',
  })),
  lands('7.3-to-lead', 'Exactly one active lead and no customer: the lead.', async ({ cast }) => {
    const { phone, linkedId } = await cast.contactWithLead();
    return { phone, type: 'lead', id: linkedId };
  }),
  lands('7.3-to-customer', 'Exactly one customer and no active lead: the customer.', async ({ cast }) => {
    const { phone, linkedId } = await cast.contactWithCustomer();
    return { phone, type: 'customer', id: linkedId };
  }),
  lands('7.3-two-leads', 'Two active leads: the contact.', async ({ cast }) => ({
    ...(await cast.contactWithTwoLeads()),
    type: 'contact',
  })),
  lands('7.3-closed-lead', 'A lead in 143 does not count: the contact.', async ({ cast }) => {
    const { id, phone } = await cast.contactWithClosedLead();
    return { id, phone, type: 'contact' };
  }),
  lands('7.3-lead-and-customer', 'A lead and a customer: the contact.', async ({ cast }) => ({
    ...(await cast.contactWithLeadAndCustomer()),
    type: 'contact',
  })),
  lands('7.3-lead-of-company', 'The one active lead of a company: the lead.', async ({ cast }) => {
    const { phone, linkedId } = await cast.companyWithLead();
    return { phone, type: 'lead', id: linkedId };
  }),
  lands(
    '7.3-contact-before-company',
    'A contact and a company with the same number: the contact.',
    async ({ cast }) => ({
      ...(await cast.contactAndCompany()),
      type: 'contact',
    }),
  ),
  lands('7.3-ten-digits', 'The last 10 digits count: 8… finds what is stored as +7….', async ({ cast }) => {
    const { id, phone } = await cast.contact();
    return { id, phone: `8${phone.slice(-10)}`, type: 'contact' };
  }),
  lands('7.3-written-number', 'Brackets, spaces and dashes do not matter.', async ({ cast }) => {
    const { id, phone } = await cast.contact();
    const written = phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '8 ($1) $2-$3-$4');
    return { id, phone: written, type: 'contact' };
  }),
  {
    id: '7.3-nine-digits',
    ...DOCS,
    trust: 'likely',
    says: 'A number that is equal in its last 9 digits only is another: "Entity not found".',
    needs: ['write'],
    check: async (account) => {
      const { phone } = await account.cast.contact();
      const other = `+71${phone.slice(-9)}`;
      return saw(await account.post('/api/v4/calls', [callOf(other)]), {
        status: 400,
        body: { _total_items: 0 },
      });
    },
  },
];
