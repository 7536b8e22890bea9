import { listAt, valueAt, type Answer } from '../answer';
import { saw, sawValue, together, type Fact } from '../fact';
import type { AccountUnderTest } from '../account-under-test';
import { ABSENT, INTEGER, matching, Shape } from '../pattern';
import { problem } from '../refusal';

const CONTACTS = { source: 'crm_platform/contacts-api', trust: 'D' } as const;

const refused = (id: string, address: string, says: string): Fact => ({
  id,
  ...CONTACTS,
  trust: 'likely',
  says,
  check: async (account) => saw(await account.get(address), problem(400)),
});

/** Two pages of one contact each; the account is given two contacts first where it may be written to. */
async function twoPages(account: AccountUnderTest): Promise<readonly [Answer, Answer]> {
  if (account.target.allows.has('write'))
    await Promise.all([account.cast.contact(), account.cast.contactWithLead()]);
  return [
    await account.get('/api/v4/contacts?limit=1&page=1'),
    await account.get('/api/v4/contacts?limit=1&page=2'),
  ];
}

const idOn = (answer: Answer): unknown => valueAt(answer.body, '_embedded.contacts.0.id');

/** Lists: envelope, limits, the page past the end. */
export const pagingFacts: readonly Fact[] = [
  {
    id: '7.0-page-envelope',
    ...CONTACTS,
    says: 'A page: `_page`, `_links.self` and `_links.next`, the items under `_embedded`; no total for contacts.',
    check: async (account) => {
      const [first] = await twoPages(account);
      const link = { href: matching(/\/api\/v4\/contacts\?/) };
      return saw(first, {
        status: 200,
        type: 'hal',
        body: {
          _page: 1,
          _links: { self: link, next: link },
          _embedded: { contacts: [{ id: INTEGER }] },
          _total_items: ABSENT,
        },
      });
    },
  },
  {
    id: '7.0-next-page',
    ...CONTACTS,
    says: 'The second page links back (`first`, `prev`) and has other items than the first.',
    check: async (account) => {
      const [first, second] = await twoPages(account);
      const link = { href: matching(/\/api\/v4\/contacts\?/) };
      const another = new Shape(
        'another contact than page 1 has',
        (id) => Number.isInteger(id) && id !== idOn(first),
      );
      return saw(second, {
        status: 200,
        body: { _page: 2, _links: { first: link, prev: link }, _embedded: { contacts: [{ id: another }] } },
      });
    },
  },
  {
    id: '7.0-next-link-works',
    ...CONTACTS,
    says: 'The address in `_links.next` gives the next page as it is.',
    check: async (account) => {
      const [first, second] = await twoPages(account);
      const next = new URL(String(valueAt(first.body, '_links.next.href')), account.target.baseUrl);
      const followed = await account.get(next.pathname + next.search);
      return together(
        saw(followed, { status: 200, body: { _page: 2 } }),
        sawValue('first id of the page', idOn(followed), Number(idOn(second))),
      );
    },
  },
  {
    id: '7.0-past-the-end',
    ...CONTACTS,
    says: 'A page past the end: 204 with an empty body.',
    check: async (account) =>
      saw(await account.get('/api/v4/contacts?limit=250&page=100000'), { status: 204, isEmpty: true }),
  },
  {
    id: '7.0-last-page-has-no-next',
    ...CONTACTS,
    says: 'The last page has no `_links.next`.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      return saw(await account.get(`/api/v4/contacts?filter[id][]=${id}`), {
        status: 200,
        body: { _links: { next: ABSENT } },
      });
    },
  },
  {
    id: '7.0-limit-250',
    ...CONTACTS,
    says: 'A page of 250 is given.',
    check: async (account) => {
      const answer = await account.get('/api/v4/contacts?limit=250');
      const length = listAt(answer.body, '_embedded.contacts').length;
      return together(
        saw(answer, { status: [200, 204] }),
        sawValue('contacts on the page', length, new Shape('at most 250', (count) => Number(count) <= 250)),
      );
    },
  },
  refused('7.0-limit-251', '/api/v4/contacts?limit=251', 'A page of more than 250: 400.'),
  refused('7.0-limit-0', '/api/v4/contacts?limit=0', 'A page of none: 400.'),
  refused('7.0-limit-word', '/api/v4/contacts?limit=many', 'A limit that is no number: 400.'),
  refused('7.0-page-0', '/api/v4/contacts?page=0', 'Page 0: 400 (the first page is 1).'),
  refused('7.0-page-negative', '/api/v4/leads?page=-1', 'A negative page: 400.'),
  refused('7.0-page-word', '/api/v4/companies?page=first', 'A page that is no number: 400.'),
  refused(
    '7.0-order-unknown',
    '/api/v4/contacts?order[name]=asc',
    'An order by something else than id, created_at, updated_at: 400.',
  ),
  refused(
    '7.0-order-direction',
    '/api/v4/contacts?order[id]=sideways',
    'An order that is neither asc nor desc: 400.',
  ),
  {
    id: '7.1-order-id-desc',
    ...CONTACTS,
    says: '`order[id]=desc` gives the newest first.',
    check: async (account) => {
      const answer = await account.get('/api/v4/contacts?order[id]=desc&limit=50');
      const ids = listAt(answer.body, '_embedded.contacts').map((item) => Number(valueAt(item, 'id')));
      const isFalling = ids.every((id, index) => index === 0 || id < (ids[index - 1] ?? 0));
      return together(saw(answer, { status: 200 }), sawValue('the ids fall', isFalling, true));
    },
  },
];
