import type { AccountUnderTest } from '../account-under-test';
import { saw, together, type Fact } from '../fact';
import { BOOLEAN, FILLED_TEXT, INTEGER, listWith, SELF_LINK } from '../pattern';
import { problem, refusal } from '../refusal';

const DOCS = { source: 'crm_platform/tasks-api', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;
const PATH = '/api/v4/tasks';
const NOBODY = 4000000000;

const tomorrow = (): number => Math.floor(Date.now() / 1000) + 86400;

async function newTask(account: AccountUnderTest, more: object = {}): Promise<number> {
  const { id } = await account.cast.contact();
  const task = {
    text: account.name('task'),
    complete_till: tomorrow(),
    entity_id: id,
    entity_type: 'contacts',
    ...more,
  };
  return account.id(await account.post(PATH, [task]), '_embedded.tasks.0.id');
}

/** Tasks: what they need, and their end. */
export const taskFacts: readonly Fact[] = [
  {
    id: '7.2-task',
    ...DOCS,
    says: 'A task of a contact is made by text and complete_till; the answer has id and request_id.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const task = {
        text: account.name('task'),
        complete_till: tomorrow(),
        entity_id: id,
        entity_type: 'contacts',
        request_id: 'task-1',
      };
      return saw(await account.post(PATH, [task]), {
        status: 200,
        type: 'hal',
        body: { _embedded: { tasks: [{ id: INTEGER, request_id: 'task-1', _links: SELF_LINK }] } },
      });
    },
  },
  {
    id: '7.2-task-model',
    ...DOCS,
    says: 'A task without type and responsible is a follow-up (1) of the current user, not completed.',
    needs: ['write'],
    check: async (account) => {
      const contact = await account.cast.contact();
      const id = await newTask(account);
      return saw(await account.get(`${PATH}/${id}`), {
        status: 200,
        type: 'hal',
        body: {
          id,
          text: FILLED_TEXT,
          task_type_id: 1,
          responsible_user_id: await account.cast.currentUserId(),
          is_completed: false,
          entity_id: contact.id,
          entity_type: 'contacts',
          complete_till: INTEGER,
          duration: INTEGER,
        },
      });
    },
  },
  {
    id: '7.2-task-done',
    ...DOCS,
    says: 'PATCH with is_completed and result closes a task.',
    needs: ['write'],
    check: async (account) => {
      const id = await newTask(account);
      const patched = await account.patch(`${PATH}/${id}`, {
        is_completed: true,
        result: { text: 'Talked' },
      });
      return together(
        saw(patched, { status: 200, body: { id, updated_at: INTEGER } }),
        saw(await account.get(`${PATH}/${id}`), {
          status: 200,
          body: { is_completed: true, result: { text: 'Talked' } },
        }),
      );
    },
  },
  {
    id: '7.2-task-patch-keeps',
    ...DOCS,
    says: 'PATCH of the text leaves entity, type and time as they were.',
    needs: ['write'],
    check: async (account) => {
      const till = tomorrow() + 60;
      const id = await newTask(account, { task_type_id: 2, complete_till: till });
      await account.patch(`${PATH}/${id}`, { text: account.name('another text') });
      return saw(await account.get(`${PATH}/${id}`), {
        status: 200,
        body: { task_type_id: 2, complete_till: till, entity_type: 'contacts' },
      });
    },
  },
  {
    id: '7.2-task-filter',
    ...DOCS,
    says: '`filter[entity_type]` and `filter[entity_id]` find the tasks of a card.',
    needs: ['write'],
    check: async (account) => {
      const { id: contactId } = await account.cast.contact();
      const id = await newTask(account);
      const filter = `filter[entity_type]=contacts&filter[entity_id][]=${contactId}`;
      return saw(await account.get(`${PATH}?${filter}&limit=250`), {
        status: 200,
        body: { _embedded: { tasks: listWith({ id, is_completed: BOOLEAN }) } },
      });
    },
  },
  {
    id: '7.2-task-missing-204',
    ...LIKELY,
    says: 'GET of a task that does not exist: 204 or 404, no 200.',
    check: async (account) => saw(await account.get(`${PATH}/${NOBODY}`), { status: [204, 404] }),
  },
  {
    id: '7.2-task-patch-missing',
    ...LIKELY,
    says: 'PATCH of a task that does not exist: 404.',
    check: async (account) =>
      saw(await account.patch(`${PATH}/${NOBODY}`, { text: 'Nothing' }), problem(404)),
  },
  refusal({
    id: '7.2-task-without-text',
    ...DOCS,
    says: 'A task without text: FieldMissing.',
    path: PATH,
    body: () => [{ complete_till: tomorrow() }],
    at: 'text',
    code: 'FieldMissing',
  }),
  refusal({
    id: '7.2-task-without-time',
    ...DOCS,
    says: 'A task without complete_till: FieldMissing.',
    path: PATH,
    body: (account) => [{ text: account.name('timeless') }],
    at: 'complete_till',
    code: 'FieldMissing',
  }),
  refusal({
    id: '7.2-task-time-text',
    ...DOCS,
    says: 'complete_till as a date in words: InvalidType; it is seconds since 1970.',
    path: PATH,
    body: (account) => [{ text: account.name('in words'), complete_till: '2030-01-01' }],
    at: 'complete_till',
    code: 'InvalidType',
  }),
  refusal({
    id: '7.2-task-unknown-type',
    ...LIKELY,
    says: 'A task type that the account has not: NotSupportedChoice.',
    path: PATH,
    body: (account) => [
      { text: account.name('of no type'), complete_till: tomorrow(), task_type_id: NOBODY },
    ],
    at: 'task_type_id',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-task-unknown-entity-type',
    ...DOCS,
    says: 'An entity_type that is not leads, contacts, companies or customers: NotSupportedChoice.',
    path: PATH,
    body: (account) => [
      { text: account.name('of a ship'), complete_till: tomorrow(), entity_id: 1, entity_type: 'ship' },
    ],
    at: 'entity_type',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-task-of-nobody',
    ...LIKELY,
    says: 'A task of an entity that does not exist: NotSupportedChoice.',
    path: PATH,
    body: (account) => [
      { text: account.name('of nobody'), complete_till: tomorrow(), entity_id: NOBODY, entity_type: 'leads' },
    ],
    at: 'entity_id',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-task-for-nobody',
    ...LIKELY,
    says: 'A responsible who is no user: NotSupportedChoice.',
    path: PATH,
    body: (account) => [
      { text: account.name('for nobody'), complete_till: tomorrow(), responsible_user_id: NOBODY },
    ],
    at: 'responsible_user_id',
    code: 'NotSupportedChoice',
  }),
];
