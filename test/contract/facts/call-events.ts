import { saw, type Fact } from '../fact';
import type { AccountUnderTest } from '../account-under-test';
import { FILLED_TEXT, type Pattern } from '../pattern';

const DOCS = { source: 'telephony/call_event', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;
const PATH = '/api/v2/events';
const TAKEN = [200, 202] as const;
/** The current user alone is disturbed where the fact does not need another. */
const body = (phone: string, users: unknown) => ({
  add: [{ type: 'phone_call', phone_number: phone, users }],
});

const items = (item: Pattern) =>
  ({ status: TAKEN, type: 'hal', body: { _embedded: { items: [item] } } }) as const;

async function told(account: AccountUnderTest, phone: string, path = PATH) {
  return account.post(path, body(phone, [await account.cast.currentUserId()]));
}

const refused = (id: string, says: string, wrong: object): Fact => ({
  id,
  ...LIKELY,
  says,
  needs: ['disturb'],
  check: async (account) => saw(await account.post(PATH, wrong), { status: 400, type: 'problem' }),
});

const finds = (
  id: string,
  says: string,
  on: (account: AccountUnderTest) => Promise<{ phone: string; element_type: number; element_id: number }>,
): Fact => ({
  id,
  ...DOCS,
  says,
  needs: ['write', 'disturb'],
  check: async (account) => {
    const { phone, ...element } = await on(account);
    return saw(await told(account, phone), items(element));
  },
});

/** The notice of an incoming call that a server can give to users. */
export const callEventFacts: readonly Fact[] = [
  {
    id: '7.4-answer',
    ...DOCS,
    says: 'Taken with 200 or 202; the item repeats the number and has a uid.',
    needs: ['disturb'],
    check: async (account) => {
      const phone = account.newPhone();
      return saw(await told(account, phone), {
        ...items({ uid: FILLED_TEXT, phone_number: phone }),
        body: {
          _links: { self: { href: '/api/v2/events', method: 'post' } },
          _embedded: { items: [{ uid: FILLED_TEXT, phone_number: phone }] },
        },
      });
    },
  },
  {
    id: '7.4-unknown-number',
    ...DOCS,
    says: 'A number that no card has: element_id and element_type are null.',
    needs: ['disturb'],
    check: async (account) =>
      saw(await told(account, account.newPhone()), items({ element_id: null, element_type: null })),
  },
  finds('7.4-contact', 'A contact is element_type 1.', async ({ cast }) => {
    const { id, phone } = await cast.contact();
    return { phone, element_type: 1, element_id: id };
  }),
  finds('7.4-lead', 'The one active lead is element_type 2.', async ({ cast }) => {
    const { phone, linkedId } = await cast.contactWithLead();
    return { phone, element_type: 2, element_id: linkedId };
  }),
  finds('7.4-company', 'A company is element_type 3.', async ({ cast }) => {
    const { id, phone } = await cast.company();
    return { phone, element_type: 3, element_id: id };
  }),
  finds('7.4-customer', 'The one customer is element_type 12.', async ({ cast }) => {
    const { phone, linkedId } = await cast.contactWithCustomer();
    return { phone, element_type: 12, element_id: linkedId };
  }),
  {
    id: '7.4-eight-digits',
    source: 'https://developers.kommo.com/docs/caller-id',
    trust: 'D',
    says: 'The last 8 digits are enough.',
    needs: ['write', 'disturb'],
    check: async (account) => {
      const { id, phone } = await account.cast.contact();
      return saw(await told(account, `+4930${phone.slice(-8)}`), items({ element_id: id }));
    },
  },
  {
    id: '7.4-trailing-slash',
    ...DOCS,
    says: 'The path with a slash at its end is the same.',
    needs: ['disturb'],
    check: async (account) => {
      const phone = account.newPhone();
      return saw(await told(account, phone, `${PATH}/`), items({ phone_number: phone }));
    },
  },
  {
    id: '7.4-users-number',
    ...DOCS,
    says: '`users` may be one number or one text instead of a list.',
    needs: ['disturb'],
    check: async (account) => {
      const phone = account.newPhone();
      const user = await account.cast.currentUserId();
      await account.post(PATH, body(phone, user));
      return saw(await account.post(PATH, body(phone, String(user))), items({ phone_number: phone }));
    },
  },
  {
    id: '7.4-several',
    ...DOCS,
    says: 'Several calls in one request: an item for each, in order.',
    needs: ['disturb'],
    check: async (account) => {
      const users = [await account.cast.currentUserId()];
      const phones = [account.newPhone(), account.newPhone()];
      const add = phones.map((phone_number) => ({ type: 'phone_call', phone_number, users }));
      return saw(await account.post(PATH, { add }), {
        status: TAKEN,
        body: { _embedded: { items: phones.map((phone_number) => ({ phone_number })) } },
      });
    },
  },
  refused('7.4-other-type', 'Another type than phone_call is refused with 400.', {
    add: [{ type: 'smoke_signal', phone_number: '+79980000000' }],
  }),
  refused('7.4-without-number', 'A call without a number is refused with 400.', {
    add: [{ type: 'phone_call' }],
  }),
  refused('7.4-number-empty', 'A call with an empty number is refused with 400.', {
    add: [{ type: 'phone_call', phone_number: '' }],
  }),
  refused('7.4-nothing-to-add', 'An empty `add` is refused with 400.', { add: [] }),
  refused('7.4-no-add', 'A body without `add` is refused with 400.', {}),
  {
    id: '7.4-no-token',
    ...DOCS,
    says: 'Without a token: 401.',
    check: async (account) =>
      saw(
        await account.raw({
          method: 'POST',
          path: PATH,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body('+79980000000', [1])),
        }),
        { status: 401 },
      ),
  },
];
