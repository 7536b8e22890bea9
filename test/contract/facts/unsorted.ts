import type { AccountUnderTest } from '../account-under-test';
import { valueAt } from '../answer';
import { NotChecked, saw, sawValue, together, type Fact } from '../fact';
import { ABSENT, FILLED_TEXT, INTEGER, listOf, listWith, Shape } from '../pattern';
import { problem } from '../refusal';
import { unsortedEntry } from '../unsorted-entry';

const DOCS = { source: 'crm_platform/unsorted-api', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;
const PATH = '/api/v4/leads/unsorted';
const NO_UID = '00000000000000000000000000000000';

async function newEntry(account: AccountUnderTest) {
  const phone = account.newPhone();
  const answer = await account.post(`${PATH}/sip`, [unsortedEntry(account, phone)]);
  const uid = valueAt(answer.body, '_embedded.unsorted.0.uid');
  if (typeof uid !== 'string')
    throw new NotChecked(`No entry was made: ${answer.status} ${answer.text.slice(0, 200)}`);
  const contactId = Number(valueAt(answer.body, '_embedded.unsorted.0._embedded.contacts.0.id'));
  await account.settle();
  return { uid, phone, contactId };
}

/** "Incoming leads" from calls. */
export const unsortedFacts: readonly Fact[] = [
  {
    id: '7.5-answer',
    ...DOCS,
    says: 'Taken: 200 with uid, request_id and the ids of the lead and contact that were made.',
    needs: ['write'],
    check: async (account) =>
      saw(await account.post(`${PATH}/sip`, [unsortedEntry(account)]), {
        status: 200,
        type: 'hal',
        body: {
          _total_items: 1,
          _embedded: {
            unsorted: [
              {
                uid: FILLED_TEXT,
                account_id: INTEGER,
                request_id: 'unsorted-1',
                _embedded: { leads: [{ id: INTEGER }], contacts: [{ id: INTEGER }], companies: [] },
              },
            ],
          },
        },
      }),
  },
  {
    id: '7.5-one',
    ...DOCS,
    says: 'GET by uid gives the entry with category sip and its metadata.',
    needs: ['write'],
    check: async (account) => {
      const { uid, phone } = await newEntry(account);
      const seen = new Shape('the number of the caller', (text) =>
        String(text).replace(/\D/g, '').endsWith(phone.slice(-10)),
      );
      return saw(await account.get(`${PATH}/${uid}`), {
        status: 200,
        type: 'hal',
        body: {
          uid,
          category: 'sip',
          source_name: 'Contract check',
          pipeline_id: INTEGER,
          metadata: { phone: seen, duration: 33 },
        },
      });
    },
  },
  {
    id: '7.5-event-flag-is-not-told',
    ...DOCS,
    says: '`is_call_event_needed` is taken but not told again.',
    needs: ['write'],
    check: async (account) => {
      const { uid } = await newEntry(account);
      return saw(await account.get(`${PATH}/${uid}`), {
        status: 200,
        body: { metadata: { is_call_event_needed: ABSENT } },
      });
    },
  },
  {
    id: '7.5-list',
    ...DOCS,
    says: '`filter[uid]` and `filter[category][]=sip` find the entry in the list.',
    needs: ['write'],
    check: async (account) => {
      const { uid } = await newEntry(account);
      return together(
        saw(await account.get(`${PATH}?filter[uid]=${uid}`), {
          status: 200,
          body: { _embedded: { unsorted: [{ uid }] } },
        }),
        saw(await account.get(`${PATH}?filter[category][]=sip&limit=250&order[created_at]=desc`), {
          status: 200,
          body: { _embedded: { unsorted: listOf({ category: 'sip' }) } },
        }),
      );
    },
  },
  {
    id: '7.5-list-nothing',
    ...DOCS,
    says: 'A filter that fits no entry: 204.',
    check: async (account) =>
      saw(await account.get(`${PATH}?filter[uid]=${NO_UID}`), { status: 204, isEmpty: true }),
  },
  {
    id: '7.5-hidden-until-accepted',
    ...DOCS,
    says: 'Until it is accepted, its contact is not found by POST /calls, by query and by id.',
    needs: ['write'],
    check: async (account) => {
      const { phone, contactId } = await newEntry(account);
      const call = { direction: 'inbound', duration: 1, source: 'contract_check', phone };
      return together(
        saw(await account.post('/api/v4/calls', [call]), { status: 400 }),
        saw(await account.get(`/api/v4/contacts?query=${encodeURIComponent(phone)}`), { status: 204 }),
        saw(await account.get(`/api/v4/contacts/${contactId}`), { status: 204 }),
      );
    },
  },
  {
    id: '7.5-no-equals',
    ...DOCS,
    says: 'The same entry a second time is refused: no two equal entities in "Incoming leads".',
    needs: ['write'],
    check: async (account) => {
      const given = unsortedEntry(account);
      const first = await account.post(`${PATH}/sip`, [given]);
      const second = await account.post(`${PATH}/sip`, [given]);
      return together(saw(first, { status: 200 }), saw(second, { status: 400, type: 'problem' }));
    },
  },
  {
    id: '7.5-accept',
    ...DOCS,
    says: 'Accepted: 200, lead and contact are there for all, and the lead has the event of the call.',
    needs: ['write'],
    check: async (account) => {
      const { uid, contactId } = await newEntry(account);
      const accepted = await account.post(`${PATH}/${uid}/accept`, {
        user_id: await account.cast.currentUserId(),
      });
      const leadId = account.id(accepted, '_embedded.leads.0.id');
      const notes = await account.get(`/api/v4/leads/${leadId}/notes?filter[note_type]=call_in`);
      return together(
        saw(accepted, { status: 200, type: 'hal', body: { uid } }),
        saw(await account.get(`/api/v4/contacts/${contactId}`), { status: 200 }),
        saw(notes, { status: 200, body: { _embedded: { notes: listWith({ note_type: 'call_in' }) } } }),
      );
    },
  },
  {
    id: '7.5-accept-leaves-incoming',
    ...DOCS,
    says: 'The lead of an accepted entry has an ordinary status and its responsible is who was named.',
    needs: ['write'],
    check: async (account) => {
      const { uid } = await newEntry(account);
      const user = await account.cast.currentUserId();
      const accepted = await account.post(`${PATH}/${uid}/accept`, { user_id: user });
      const lead = await account.get(`/api/v4/leads/${account.id(accepted, '_embedded.leads.0.id')}`);
      const pipeline = await account.get(`/api/v4/leads/pipelines/${account.id(lead, 'pipeline_id')}`);
      const ordinary = { id: account.id(lead, 'status_id'), type: 0 };
      return together(
        saw(lead, { status: 200, body: { responsible_user_id: user } }),
        saw(pipeline, { status: 200, body: { _embedded: { statuses: listWith(ordinary) } } }),
      );
    },
  },
  {
    id: '7.5-accept-twice',
    ...DOCS,
    says: 'An entry that was accepted cannot be accepted again: 404.',
    needs: ['write'],
    check: async (account) => {
      const { uid } = await newEntry(account);
      await account.post(`${PATH}/${uid}/accept`, {});
      return saw(await account.post(`${PATH}/${uid}/accept`, {}), problem(404));
    },
  },
  {
    id: '7.5-decline',
    ...DOCS,
    says: 'Declined: 200, its contact never comes to be.',
    needs: ['write'],
    check: async (account) => {
      const { uid, contactId } = await newEntry(account);
      return together(
        saw(await account.delete(`${PATH}/${uid}/decline`, {}), { status: 200, type: 'hal', body: { uid } }),
        saw(await account.get(`/api/v4/contacts/${contactId}`), { status: 204 }),
      );
    },
  },
  {
    id: '7.5-decline-then-again',
    ...LIKELY,
    says: 'After it was declined the same call may come again.',
    needs: ['write'],
    check: async (account) => {
      const given = unsortedEntry(account);
      const first = await account.post(`${PATH}/sip`, [given]);
      await account.delete(`${PATH}/${String(valueAt(first.body, '_embedded.unsorted.0.uid'))}/decline`, {});
      return saw(await account.post(`${PATH}/sip`, [given]), { status: 200 });
    },
  },
  {
    id: '7.5-decline-missing',
    ...DOCS,
    says: 'Declining an entry that does not exist: 404.',
    check: async (account) => saw(await account.delete(`${PATH}/${NO_UID}/decline`, {}), problem(404)),
  },
  {
    id: '7.5-accept-missing',
    ...DOCS,
    says: 'Accepting an entry that does not exist: 404.',
    check: async (account) => saw(await account.post(`${PATH}/${NO_UID}/accept`, {}), problem(404)),
  },
  {
    id: '7.5-link-is-for-chats',
    ...DOCS,
    says: 'An entry of a call cannot be linked: that is for chats only (4xx).',
    needs: ['write'],
    check: async (account) => {
      const { uid } = await newEntry(account);
      const { linkedId } = await account.cast.contactWithLead();
      const link = { entity_id: linkedId, entity_type: 'leads' };
      return saw(await account.post(`${PATH}/${uid}/link`, { link }), {
        status: [400, 403, 404, 422],
        type: 'problem',
      });
    },
  },
  {
    id: '7.5-summary',
    ...DOCS,
    says: 'The summary counts: total, accepted, declined, and by category; a new entry adds one.',
    needs: ['write'],
    check: async (account) => {
      const before = await account.get(`${PATH}/summary`);
      await newEntry(account);
      const after = await account.get(`${PATH}/summary`);
      const grew = Number(valueAt(after.body, 'total')) - Number(valueAt(before.body, 'total'));
      return together(
        saw(after, {
          status: 200,
          body: {
            total: INTEGER,
            accepted: INTEGER,
            declined: INTEGER,
            categories: { sip: { total: INTEGER } },
          },
        }),
        sawValue('total grew by', grew, 1),
      );
    },
  },
];
