import type { AccountUnderTest } from '../account-under-test';
import type { Answer } from '../answer';
import { saw, sawValue, together, type Fact } from '../fact';
import { FILLED_TEXT, INTEGER, listWith, matching, PRESENT } from '../pattern';

const SEEN = { source: 'widgets of others', trust: 'G' } as const;
const PAGE = { source: 'seen in the code of amoCRM’s pages', trust: 'H' } as const;
const NOBODY = '+70000000000';

const search = (account: AccountUnderTest, text: string, cookie?: string): Promise<Answer> =>
  account.raw({
    method: 'GET',
    path: `/private/api/contact_search.php?SEARCH=${encodeURIComponent(text)}`,
    headers: cookie === undefined ? {} : { Cookie: cookie },
  });

/** A form as `APP.notifications` sends it. */
const toInbox = (account: AccountUnderTest, cookie: string): Promise<Answer> =>
  account.raw({
    method: 'POST',
    path: '/ajax/v1/inbox/add/',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'X-Requested-With': 'XMLHttpRequest',
      ...(cookie && { Cookie: cookie }),
    },
    body: new URLSearchParams({
      'request[type]': 'error',
      'request[header]': 'Contract check',
      'request[message]': account.name('in the notification centre'),
      'request[date]': String(Math.floor(Date.now() / 1000)),
    }).toString(),
  });

/** Beside REST v4: what widgets in the field call on the account's own host. */
export const legacyFacts: readonly Fact[] = [
  {
    id: '7.9-contact-search',
    ...SEEN,
    says: 'contact_search.php finds a contact by its number, as XML with id and name.',
    needs: ['write', 'session'],
    check: async (account) => {
      const { id, phone } = await account.cast.newPerson('contacts', 'of the old search', undefined, {
        responsible_user_id: account.target.agentId,
      });
      await account.settle();
      const answer = await search(account, phone, account.target.sessionCookie);
      return together(
        saw(answer, { status: 200 }),
        sawValue('type', answer.contentType, matching(/xml/)),
        sawValue('text', answer.text, matching(new RegExp(`<contact>\\s*<id>${id}</id>\\s*<name>`))),
      );
    },
  },
  {
    id: '7.9-contact-search-nobody',
    ...SEEN,
    trust: 'likely',
    says: 'contact_search.php of an unknown number: 200 and a list without contacts.',
    needs: ['session'],
    check: async (account) => {
      const answer = await search(account, NOBODY, account.target.sessionCookie);
      return together(
        saw(answer, { status: 200 }),
        sawValue('has a contact', answer.text.includes('<contact>'), false),
      );
    },
  },
  {
    id: '7.9-contact-search-stranger',
    ...SEEN,
    trust: 'likely',
    says: 'contact_search.php without a session: 401 or 403.',
    check: async (account) => saw(await search(account, NOBODY), { status: [401, 403] }),
  },
  {
    id: '7.9-old-account',
    ...SEEN,
    says: 'GET /api/v2/account still tells of the account, its users by id with `with=users`.',
    check: async (account) =>
      saw(await account.get('/api/v2/account?with=users'), {
        status: 200,
        body: { id: INTEGER, name: FILLED_TEXT, subdomain: FILLED_TEXT, _embedded: { users: PRESENT } },
      }),
  },
  {
    id: '7.9-old-contacts',
    ...SEEN,
    says: 'GET /private/api/v2/json/contacts/list?query= finds contacts, in `response.contacts`.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.newPerson('contacts', 'of the old list');
      await account.settle();
      const query = encodeURIComponent(phone);
      return saw(await account.get(`/private/api/v2/json/contacts/list/?query=${query}`), {
        status: 200,
        body: { response: { contacts: listWith({ id }) } },
      });
    },
  },
  {
    id: '7.9-inbox',
    ...PAGE,
    says: 'POST /ajax/v1/inbox/add/ with a session puts an entry into the notification centre: 2xx.',
    needs: ['disturb', 'session'],
    check: async (account) =>
      saw(await toInbox(account, account.target.sessionCookie ?? ''), { status: [200, 201, 202, 204] }),
  },
  {
    id: '7.9-inbox-stranger',
    ...PAGE,
    trust: 'likely',
    says: 'POST /ajax/v1/inbox/add/ without a session: 401 or 403.',
    check: async (account) => saw(await toInbox(account, ''), { status: [401, 403] }),
  },
];
