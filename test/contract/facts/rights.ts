import { saw, together, type Fact } from '../fact';
import { listWith, listWithout } from '../pattern';
import { problem } from '../refusal';

const DOCS = { source: 'oauth/scopes', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;

/** What a user who sees only what is his own gets to see and to change. */
export const rightsFacts: readonly Fact[] = [
  {
    id: '7.6-rights-other-contact',
    ...LIKELY,
    says: 'Another’s contact does not exist for him: GET by id is 204 (or 403).',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      return saw(await account.get(`/api/v4/contacts/${id}`, account.asAgent), { status: [204, 403] });
    },
  },
  {
    id: '7.6-rights-search',
    ...DOCS,
    says: 'Nor is it found by its number.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { id, phone } = await account.cast.contact();
      const answer = await account.get(
        `/api/v4/contacts?query=${encodeURIComponent(phone)}`,
        account.asAgent,
      );
      if (answer.status === 204) return saw(answer, { status: 204, isEmpty: true });
      return saw(answer, { status: 200, body: { _embedded: { contacts: listWithout({ id }) } } });
    },
  },
  {
    id: '7.6-rights-own-contact',
    ...DOCS,
    says: 'His own contact he sees.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const own = { responsible_user_id: account.target.agentId };
      const { id, phone } = await account.cast.newPerson('contacts', 'of the agent', undefined, own);
      const found = await account.get(`/api/v4/contacts?query=${encodeURIComponent(phone)}`, account.asAgent);
      return together(
        saw(await account.get(`/api/v4/contacts/${id}`, account.asAgent), { status: 200, body: { id } }),
        saw(found, { status: 200, body: { _embedded: { contacts: listWith({ id }) } } }),
      );
    },
  },
  {
    id: '7.6-rights-change-other',
    ...DOCS,
    says: 'Another’s contact he may not change: 403 (or 404, as it does not exist for him), and nothing changes.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const changed = await account.patch(`/api/v4/contacts/${id}`, { name: 'Taken over' }, account.asAgent);
      return together(
        saw(changed, { status: [403, 404], type: 'problem' }),
        saw(await account.get(`/api/v4/contacts/${id}`), {
          status: 200,
          body: { name: account.name('contact') },
        }),
      );
    },
  },
  {
    id: '7.6-rights-note-other',
    ...LIKELY,
    says: 'Nor may he write a note on it: 403 or 404.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const note = { note_type: 'common', params: { text: 'Was here' } };
      const answer = await account.post(`/api/v4/contacts/${id}/notes`, [note], account.asAgent);
      return saw(answer, { status: [403, 404], type: 'problem' });
    },
  },
  {
    id: '7.6-rights-read-note-other',
    ...LIKELY,
    says: 'Nor read or change one that is there: no 200.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const note = { note_type: 'common', params: { text: 'Not for everybody' } };
      const made = await account.post(`/api/v4/contacts/${id}/notes`, [note]);
      const path = `/api/v4/contacts/${id}/notes/${account.id(made, '_embedded.notes.0.id')}`;
      return together(
        saw(await account.get(path, account.asAgent), { status: [204, 403, 404] }),
        saw(await account.patch(path, { params: { text: 'Was here' } }, account.asAgent), {
          status: [403, 404],
        }),
      );
    },
  },
  {
    id: '7.6-rights-task-other',
    ...LIKELY,
    says: 'Another’s task about another’s contact he neither sees nor closes.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const about = { entity_id: id, entity_type: 'contacts', complete_till: 2_000_000_000 };
      const made = await account.post('/api/v4/tasks', [{ text: account.name('for another'), ...about }]);
      const path = `/api/v4/tasks/${account.id(made, '_embedded.tasks.0.id')}`;
      return together(
        saw(await account.get(path, account.asAgent), { status: [204, 403, 404] }),
        saw(await account.patch(path, { is_completed: true }, account.asAgent), { status: [403, 404] }),
        saw(await account.get(path), { status: 200, body: { is_completed: false } }),
      );
    },
  },
  {
    id: '7.6-rights-task-own',
    ...DOCS,
    says: 'A task for him he sees and closes.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const own = { responsible_user_id: account.target.agentId, complete_till: 2_000_000_000 };
      const made = await account.post('/api/v4/tasks', [{ text: account.name('for the agent'), ...own }]);
      const path = `/api/v4/tasks/${account.id(made, '_embedded.tasks.0.id')}`;
      return together(
        saw(await account.get(path, account.asAgent), { status: 200 }),
        saw(await account.patch(path, { is_completed: true }, account.asAgent), { status: 200 }),
      );
    },
  },
  {
    id: '7.6-rights-events',
    source: 'crm_platform/events-and-notes',
    trust: 'D',
    says: 'The history he reads is that of cards he may see.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { id, phone } = await account.cast.newPerson('contacts', 'whose call is not told');
      const call = { direction: 'inbound', duration: 1, source: 'contract_check', phone };
      await account.post('/api/v4/calls', [call]);
      await account.settle();
      const path = `/api/v4/events?filter[entity]=contact&filter[entity_id][]=${id}`;
      return together(
        saw(await account.get(path), { status: 200 }),
        saw(await account.get(path, account.asAgent), { status: [204, 403] }),
      );
    },
  },
  {
    id: '7.6-rights-cookie',
    source: 'telephony/capabilities-2',
    trust: 'D',
    says: 'His browser’s session has the same rights: the users are closed (403), another’s contact is not there.',
    needs: ['write', 'session'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const headers = { Cookie: account.target.sessionCookie ?? '' };
      return together(
        saw(await account.raw({ method: 'GET', path: '/api/v4/users', headers }), problem(403)),
        saw(await account.raw({ method: 'GET', path: `/api/v4/contacts/${id}`, headers }), {
          status: [204, 403],
        }),
      );
    },
  },
  {
    id: '7.6-rights-token-sees-all',
    ...DOCS,
    says: 'An administrator’s token sees what belongs to others.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const own = { responsible_user_id: account.target.agentId };
      const { id } = await account.cast.newPerson('contacts', 'of the agent, seen by all', undefined, own);
      return saw(await account.get(`/api/v4/contacts/${id}`), { status: 200, body: { id } });
    },
  },
];
