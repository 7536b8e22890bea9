import type { AccountUnderTest } from '../account-under-test';
import { listAt, type Answer } from '../answer';
import { saw, sawValue, together, type Fact, type Seen } from '../fact';
import { listOf, listWith, listWithout, SELF_LINK, Shape } from '../pattern';
import { problem } from '../refusal';
import { unsortedEntry } from '../unsorted-entry';

const NOTES = { source: 'crm_platform/events-and-notes', trust: 'D' } as const;
const TASKS = { source: 'crm_platform/tasks-api', trust: 'D' } as const;
const UNSORTED = { source: 'crm_platform/unsorted-api', trust: 'D' } as const;
/** Ten years from now nothing has changed yet. */
const TO_COME = Math.floor(Date.now() / 1000) + 10 * 365 * 86_400;

/** Values of one field, in the order of the list. */
const valuesOf = (answer: Answer, plural: string, field: string): number[] =>
  listAt(answer.body, `_embedded.${plural}`).map((each) => Number((each as Record<string, unknown>)[field]));

const FALLING = new Shape('falling numbers', (values) =>
  (values as number[]).every((value, index, all) => index === 0 || value <= (all[index - 1] ?? 0)),
);

const falls = (answer: Answer, plural: string, field: string): Seen =>
  together(saw(answer, { status: 200 }), sawValue(field, valuesOf(answer, plural, field), FALLING));

async function twoNotes(
  account: AccountUnderTest,
): Promise<{ path: string; ids: readonly [number, number] }> {
  const path = `/api/v4/contacts/${(await account.cast.contact()).id}/notes`;
  const note = { note_type: 'common', params: { text: account.name('listed') } };
  const made = await account.post(path, [note, note]);
  return {
    path,
    ids: [account.id(made, '_embedded.notes.0.id'), account.id(made, '_embedded.notes.1.id')],
  };
}

async function twoTasks(account: AccountUnderTest): Promise<string> {
  const { id } = await account.cast.contact();
  const task = (complete_till: number, task_type_id: number) => ({
    ...{ text: account.name('listed'), complete_till, task_type_id, entity_id: id, entity_type: 'contacts' },
  });
  await account.post('/api/v4/tasks', [task(TO_COME, 1), task(TO_COME + 60, 2)]);
  return `/api/v4/tasks?filter[entity_type]=contacts&filter[entity_id][]=${id}&limit=250`;
}

/** How lists are narrowed and sorted. */
export const listFacts: readonly Fact[] = [
  {
    id: '7.2-note-filter-updated',
    ...NOTES,
    says: '`filter[updated_at][from]` of notes leaves out what changed before; a time to come gives 204.',
    needs: ['write'],
    check: async (account) => {
      const { path, ids } = await twoNotes(account);
      return together(
        saw(await account.get(`${path}?filter[updated_at][from]=1&limit=250`), {
          status: 200,
          body: { _embedded: { notes: listWith({ id: ids[0] }) } },
        }),
        saw(await account.get(`${path}?filter[updated_at][from]=${TO_COME}`), { status: 204, isEmpty: true }),
      );
    },
  },
  {
    id: '7.2-note-filter-id',
    ...NOTES,
    says: '`filter[id][]` gives exactly these notes.',
    needs: ['write'],
    check: async (account) => {
      const { ids } = await twoNotes(account);
      return saw(await account.get(`/api/v4/contacts/notes?filter[id][]=${ids[1]}`), {
        status: 200,
        body: { _embedded: { notes: [{ id: ids[1] }] } },
      });
    },
  },
  {
    id: '7.2-note-order',
    ...NOTES,
    says: '`order[id]=desc` and `order[updated_at]=desc` turn the list of notes round.',
    needs: ['write'],
    check: async (account) => {
      const { path } = await twoNotes(account);
      return together(
        falls(await account.get(`${path}?order[id]=desc`), 'notes', 'id'),
        falls(await account.get(`${path}?order[updated_at]=desc`), 'notes', 'updated_at'),
      );
    },
  },
  {
    id: '7.2-note-of-another-card',
    ...NOTES,
    trust: 'likely',
    says: 'A note is not found under the address of another card: no 200.',
    needs: ['write'],
    check: async (account) => {
      const { ids } = await twoNotes(account);
      const { id } = await account.cast.company();
      return saw(await account.get(`/api/v4/companies/${id}/notes/${ids[0]}`), { status: [204, 404] });
    },
  },
  {
    id: '7.2-task-filter-type',
    ...TASKS,
    says: '`filter[task_type]` gives tasks of this type only.',
    needs: ['write'],
    check: async (account) => {
      const path = await twoTasks(account);
      return saw(await account.get(`${path}&filter[task_type][]=2`), {
        status: 200,
        body: { _embedded: { tasks: listOf({ task_type_id: 2 }) } },
      });
    },
  },
  {
    id: '7.2-task-filter-updated',
    ...TASKS,
    says: '`filter[updated_at]` with one time gives what changed after it; a time to come gives 204.',
    needs: ['write'],
    check: async (account) => {
      const path = await twoTasks(account);
      return together(
        saw(await account.get(`${path}&filter[updated_at]=1`), { status: 200 }),
        saw(await account.get(`${path}&filter[updated_at]=${TO_COME}`), { status: 204, isEmpty: true }),
      );
    },
  },
  {
    id: '7.2-task-order',
    ...TASKS,
    says: '`order[complete_till]=desc` gives the latest task first.',
    needs: ['write'],
    check: async (account) =>
      falls(
        await account.get(`${await twoTasks(account)}&order[complete_till]=desc`),
        'tasks',
        'complete_till',
      ),
  },
  {
    id: '7.2-closest-task',
    ...TASKS,
    trust: 'likely',
    says: 'An entity tells when its next open task is due.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'with a task');
      const till = TO_COME - 60;
      const task = {
        text: account.name('next'),
        complete_till: till,
        entity_id: id,
        entity_type: 'contacts',
      };
      await account.post('/api/v4/tasks', [{ ...task, complete_till: TO_COME }, task]);
      await account.settle();
      return saw(await account.get(`/api/v4/contacts/${id}`), {
        status: 200,
        body: { closest_task_at: till },
      });
    },
  },
  {
    id: '7.3-events-by-entity',
    ...NOTES,
    says: '`filter[entity]` with `filter[entity_id][]` gives the events of one card.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.newPerson('contacts', 'of an event');
      const call = { direction: 'inbound', duration: 1, source: 'contract_check', phone };
      await account.post('/api/v4/calls', [call]);
      await account.settle();
      const type = 'filter[type]=incoming_call';
      const answer = await account.get(
        `/api/v4/events?filter[entity]=contact&filter[entity_id][]=${id}&${type}`,
      );
      const event = { type: 'incoming_call', entity_id: id, entity_type: 'contact', _links: SELF_LINK };
      return saw(answer, { status: 200, body: { _embedded: { events: [event] } } });
    },
  },
  {
    id: '7.3-events-to-come',
    ...NOTES,
    says: '`filter[created_at]` with a time to come: 204.',
    check: async (account) =>
      saw(await account.get(`/api/v4/events?filter[created_at][from]=${TO_COME}`), {
        status: 204,
        isEmpty: true,
      }),
  },
  {
    id: '7.5-list-order',
    ...UNSORTED,
    says: '`order[created_at]=desc` gives the newest entry first.',
    needs: ['write'],
    check: async (account) => {
      await account.post('/api/v4/leads/unsorted/sip', [
        { ...unsortedEntry(account), created_at: 1_700_000_000 },
        unsortedEntry(account),
      ]);
      return falls(
        await account.get('/api/v4/leads/unsorted?order[created_at]=desc&limit=250'),
        'unsorted',
        'created_at',
      );
    },
  },
  {
    id: '7.1-deleted-contacts',
    source: 'crm_platform/leads-api',
    trust: 'likely',
    says: '`only_deleted` is for leads: contacts are listed as ever.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      return saw(await account.get(`/api/v4/contacts?with=only_deleted&filter[id][]=${id}`), {
        status: 200,
        body: { _embedded: { contacts: [{ id, is_deleted: false }] } },
      });
    },
  },
  {
    id: '7.1-main-contact',
    source: 'crm_platform/companies-api',
    trust: 'likely',
    says: 'Which contact is the main one is told of leads, not of companies.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.newPerson('companies', 'with people');
      const person = await account.cast.newPerson('contacts', 'of a company');
      const link = [{ to_entity_id: person.id, to_entity_type: 'contacts' }];
      await account.post(`/api/v4/companies/${id}/link`, link);
      const contact = { id: person.id, _links: SELF_LINK };
      const answer = await account.get(`/api/v4/companies/${id}?with=contacts`);
      return together(
        saw(answer, { status: 200, body: { _embedded: { contacts: [contact] } } }),
        sawValue('contacts', listAt(answer.body, '_embedded.contacts'), listWithout({ is_main: true })),
      );
    },
  },
  {
    id: '7.2-task-entity-without-type',
    ...TASKS,
    trust: 'likely',
    says: '`filter[entity_id]` without `filter[entity_type]` is refused: 400.',
    needs: ['stand-in'],
    check: async (account) => saw(await account.get('/api/v4/tasks?filter[entity_id][]=1'), problem(400)),
  },
];
