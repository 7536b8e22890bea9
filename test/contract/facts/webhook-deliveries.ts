import type { AccountUnderTest } from '../account-under-test';
import { WON } from '../cast';
import { sawValue, type Fact, type Seen } from '../fact';
import { listen } from '../listener';
import { matching, type Pattern } from '../pattern';

const DOCS = { source: 'crm_platform/webhooks-format', trust: 'D' } as const;
const PATH = '/api/v4/webhooks';

/** An account on the internet cannot reach this machine: only the stand-in can be asked to deliver to it. */
const delivers = (
  id: string,
  says: string,
  event: string,
  field: string,
  change: (account: AccountUnderTest) => Promise<Readonly<Record<string, Pattern>>>,
): Fact => ({
  id,
  ...DOCS,
  says,
  needs: ['write', 'stand-in'],
  check: async (account): Promise<Seen> => {
    const listener = await listen();
    try {
      await account.post(PATH, { destination: listener.address, settings: [event] });
      const expected = await change(account);
      const delivery = await listener.delivery(field);
      if (!delivery) return { isSame: false, seen: `no delivery with ${field} came` };
      return sawValue(
        'delivery',
        { contentType: delivery.contentType, ...Object.fromEntries(delivery.form) },
        {
          contentType: matching(/^application\/x-www-form-urlencoded/),
          'account[subdomain]': matching(/./),
          ...expected,
        },
      );
    } finally {
      await account.delete(PATH, { destination: listener.address });
      await listener.close();
    }
  },
});

/** What arrives at an address. */
export const webhookDeliveryFacts: readonly Fact[] = [
  delivers(
    '7.8-contact-added',
    'A contact that was added arrives as a form: contacts[add][0] with id and name.',
    'add_contact',
    'contacts[add][0][id]',
    async ({ cast, name }) => {
      const { id } = await cast.newPerson('contacts', 'told by webhook');
      return {
        'contacts[add][0][id]': String(id),
        'contacts[add][0][name]': name('told by webhook'),
        'contacts[add][0][type]': 'contact',
      };
    },
  ),
  delivers(
    '7.8-contact-phone',
    'Its number is among custom_fields, with the code PHONE.',
    'add_contact',
    'contacts[add][0][custom_fields][0][code]',
    async ({ cast }) => {
      const { phone } = await cast.newPerson('contacts', 'told with its number');
      return {
        'contacts[add][0][custom_fields][0][code]': 'PHONE',
        'contacts[add][0][custom_fields][0][values][0][value]': phone,
      };
    },
  ),
  delivers(
    '7.8-company-is-a-contact',
    'A company comes under contacts too, with the type company.',
    'add_company',
    'contacts[add][0][id]',
    async ({ cast }) => {
      const { id } = await cast.newPerson('companies', 'told by webhook');
      return { 'contacts[add][0][id]': String(id), 'contacts[add][0][type]': 'company' };
    },
  ),
  delivers(
    '7.8-contact-updated',
    'A contact that was changed: contacts[update][0].',
    'update_contact',
    'contacts[update][0][id]',
    async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'to be renamed');
      await account.patch(`/api/v4/contacts/${id}`, { name: account.name('renamed') });
      return { 'contacts[update][0][id]': String(id), 'contacts[update][0][name]': account.name('renamed') };
    },
  ),
  delivers(
    '7.8-lead-status',
    'A lead that changed its status: leads[status][0] with status_id and old_status_id.',
    'status_lead',
    'leads[status][0][id]',
    async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'of a lead told by webhook');
      const leadId = await account.cast.newLead('told by webhook', id);
      await account.patch(`/api/v4/leads/${leadId}`, { status_id: WON });
      return {
        'leads[status][0][id]': String(leadId),
        'leads[status][0][status_id]': String(WON),
        'leads[status][0][old_status_id]': matching(/^\d+$/),
      };
    },
  ),
];
