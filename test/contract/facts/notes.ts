import type { AccountUnderTest } from '../account-under-test';
import { saw, together, type Fact } from '../fact';
import { INTEGER, listOf, SELF_LINK, type Pattern } from '../pattern';
import { problem, refusal, type WrongInput } from '../refusal';

const DOCS = { source: 'crm_platform/events-and-notes', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;
const NULLS = { source: 'https://github.com/amocrm/amocrm-api-php/issues/383', trust: 'G' } as const;
const NOBODY = 4000000000;

const callParams = (account: AccountUnderTest) => ({
  uniq: `note-${account.stamp}`,
  duration: 61,
  source: 'contract_check',
  link: 'https://example.com/talk.mp3',
  phone: '+79980000000',
});

const notesPath = async (account: AccountUnderTest): Promise<string> =>
  `/api/v4/contacts/${(await account.cast.contact()).id}/notes`;

async function newNote(account: AccountUnderTest, note: object): Promise<{ path: string; id: number }> {
  const path = await notesPath(account);
  const id = account.id(await account.post(path, [note]), '_embedded.notes.0.id');
  return { path: `${path}/${id}`, id };
}

/** A note of this type is taken and read back with its params. */
const kept = (
  id: string,
  noteType: string,
  params: (account: AccountUnderTest) => Record<string, Pattern>,
): Fact => ({
  id,
  ...DOCS,
  says: `A note of the type ${noteType} keeps its params.`,
  needs: ['write'],
  check: async (account) => {
    const given = params(account);
    const { path, id: noteId } = await newNote(account, { note_type: noteType, params: given });
    return saw(await account.get(path), {
      status: 200,
      type: 'hal',
      body: { id: noteId, note_type: noteType, params: given },
    });
  },
});

const wrongNote = (wrong: Omit<WrongInput, 'path'>): Fact => refusal({ ...wrong, path: notesPath });

/** Notes of cards, those of calls above all. */
export const noteFacts: readonly Fact[] = [
  {
    id: '7.2-note-answer',
    ...DOCS,
    says: 'A note of one card: the answer has id, entity_id and request_id.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const note = { note_type: 'common', params: { text: account.name('note') }, request_id: 'note-1' };
      return saw(await account.post(`/api/v4/contacts/${id}/notes`, [note]), {
        status: 200,
        type: 'hal',
        body: {
          _embedded: { notes: [{ id: INTEGER, entity_id: id, request_id: 'note-1', _links: SELF_LINK }] },
        },
      });
    },
  },
  {
    id: '7.2-note-by-entity-id',
    ...DOCS,
    says: 'Notes of several cards go to /api/v4/{entity}/notes, each with its entity_id.',
    needs: ['write'],
    check: async (account) => {
      const { id, linkedId } = await account.cast.contactWithLead();
      const params = { text: account.name('note by entity_id') };
      return together(
        saw(await account.post('/api/v4/contacts/notes', [{ entity_id: id, note_type: 'common', params }]), {
          status: 200,
          body: { _embedded: { notes: [{ entity_id: id }] } },
        }),
        saw(
          await account.post('/api/v4/leads/notes', [{ entity_id: linkedId, note_type: 'common', params }]),
          {
            status: 200,
            body: { _embedded: { notes: [{ entity_id: linkedId }] } },
          },
        ),
      );
    },
  },
  kept('7.2-note-call-in', 'call_in', (account) => ({
    ...callParams(account),
    call_status: 4,
    call_result: 'Will think',
  })),
  kept('7.2-note-call-out', 'call_out', callParams),
  kept('7.2-note-common', 'common', (account) => ({ text: account.name('text') })),
  kept('7.2-note-service', 'extended_service_message', () => ({
    service: 'Contract check',
    text: 'Said by a service',
  })),
  kept('7.2-note-sms', 'sms_in', () => ({ text: 'Hello', phone: '+79980000000' })),
  {
    id: '7.2-note-author',
    ...DOCS,
    says: 'created_by and responsible_user_id of a call note are taken as given (Analytics counts it when they are equal).',
    needs: ['write', 'agent'],
    check: async (account) => {
      const agent = account.target.agentId ?? 0;
      const note = {
        note_type: 'call_in',
        params: callParams(account),
        created_by: agent,
        responsible_user_id: agent,
      };
      const { path } = await newNote(account, note);
      return saw(await account.get(path), {
        status: 200,
        body: { created_by: agent, responsible_user_id: agent },
      });
    },
  },
  {
    id: '7.2-note-patch-link',
    ...DOCS,
    says: 'PATCH of a call note puts the recording link in later; the other params stay.',
    needs: ['write'],
    check: async (account) => {
      const { link, ...params } = callParams(account);
      const { path, id } = await newNote(account, { note_type: 'call_in', params });
      const patched = await account.patch(path, { note_type: 'call_in', params: { ...params, link } });
      return together(
        saw(patched, { status: 200, body: { id, updated_at: INTEGER } }),
        saw(await account.get(path), { status: 200, body: { params: { ...params, link } } }),
      );
    },
  },
  {
    id: '7.2-note-patch-many',
    ...DOCS,
    says: 'PATCH of several notes names each by its id.',
    needs: ['write'],
    check: async (account) => {
      const { path, id } = await newNote(account, { note_type: 'common', params: { text: 'before' } });
      const patched = await account.patch('/api/v4/contacts/notes', [
        { id, note_type: 'common', params: { text: 'after' } },
      ]);
      return together(
        saw(patched, { status: 200, body: { _embedded: { notes: [{ id }] } } }),
        saw(await account.get(path), { status: 200, body: { params: { text: 'after' } } }),
      );
    },
  },
  {
    id: '7.2-note-filter-type',
    ...DOCS,
    says: '`filter[note_type]` gives notes of this type only; none of them: 204.',
    needs: ['write'],
    check: async (account) => {
      const path = await notesPath(account);
      await newNote(account, { note_type: 'call_in', params: callParams(account) });
      const calls = await account.get(`${path}?filter[note_type]=call_in`);
      const none = await account.get(`${path}?filter[note_type]=geolocation`);
      return together(
        saw(calls, { status: 200, body: { _embedded: { notes: listOf({ note_type: 'call_in' }) } } }),
        saw(none, { status: 204, isEmpty: true }),
      );
    },
  },
  {
    id: '7.2-note-missing',
    ...DOCS,
    trust: 'likely',
    says: 'GET of a note that does not exist: 204 or 404, no 200.',
    needs: ['write'],
    check: async (account) =>
      saw(await account.get(`${await notesPath(account)}/${NOBODY}`), { status: [204, 404] }),
  },
  {
    id: '7.2-note-of-nobody',
    ...LIKELY,
    says: 'A note on a card that does not exist is refused: 400 or 404.',
    check: async (account) => {
      const note = { note_type: 'common', params: { text: 'To nobody' } };
      return saw(await account.post(`/api/v4/contacts/${NOBODY}/notes`, [note]), {
        status: [400, 404],
        type: 'problem',
      });
    },
  },
  {
    id: '7.2-note-patch-missing',
    ...LIKELY,
    says: 'PATCH of a note that does not exist: 404.',
    needs: ['write'],
    check: async (account) => {
      const body = { note_type: 'common', params: { text: 'Nowhere' } };
      return saw(await account.patch(`${await notesPath(account)}/${NOBODY}`, body), problem(404));
    },
  },
  wrongNote({
    id: '7.2-note-null-link',
    ...NULLS,
    says: 'A null in the params of a call note (link): NotNullable. It must be left out.',
    body: (account) => [{ note_type: 'call_in', params: { ...callParams(account), link: null } }],
    at: 'params.link',
    code: 'NotNullable',
  }),
  wrongNote({
    id: '7.2-note-null-result',
    ...NULLS,
    says: 'A null call_result: NotNullable.',
    body: (account) => [{ note_type: 'call_out', params: { ...callParams(account), call_result: null } }],
    at: 'params.call_result',
    code: 'NotNullable',
  }),
  wrongNote({
    id: '7.2-note-null-status',
    ...NULLS,
    says: 'A null call_status: NotNullable.',
    body: (account) => [{ note_type: 'call_in', params: { ...callParams(account), call_status: null } }],
    at: 'params.call_status',
    code: 'NotNullable',
  }),
  wrongNote({
    id: '7.2-note-unknown-type',
    ...DOCS,
    says: 'A note type that does not exist: NotSupportedChoice.',
    body: () => [{ note_type: 'telepathy', params: { text: 'x' } }],
    at: 'note_type',
    code: 'NotSupportedChoice',
  }),
  wrongNote({
    id: '7.2-note-without-type',
    ...DOCS,
    says: 'A note without a type: FieldMissing.',
    body: () => [{ params: { text: 'x' } }],
    at: 'note_type',
    code: 'FieldMissing',
  }),
  wrongNote({
    id: '7.2-note-text-beside-params',
    ...DOCS,
    says: 'The text of a note belongs in params: without it FieldMissing at params.text.',
    body: () => [{ note_type: 'common', params: {}, text: 'x' }],
    at: 'params.text',
    code: 'FieldMissing',
  }),
  wrongNote({
    id: '7.2-note-call-without-phone',
    ...LIKELY,
    says: 'A call note without a phone: FieldMissing.',
    body: () => [{ note_type: 'call_in', params: { duration: 1, source: 'contract_check' } }],
    at: 'params.phone',
    code: 'FieldMissing',
  }),
  wrongNote({
    id: '7.2-note-call-duration-text',
    ...LIKELY,
    says: 'A duration that is no number: InvalidType.',
    body: (account) => [{ note_type: 'call_in', params: { ...callParams(account), duration: 'long' } }],
    at: 'params.duration',
    code: 'InvalidType',
  }),
  wrongNote({
    id: '7.2-note-call-status-99',
    ...LIKELY,
    says: 'A call_status that does not exist: NotSupportedChoice.',
    body: (account) => [{ note_type: 'call_in', params: { ...callParams(account), call_status: 99 } }],
    at: 'params.call_status',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-note-without-entity-id',
    ...DOCS,
    says: 'A note sent to /api/v4/contacts/notes without entity_id: FieldMissing.',
    path: '/api/v4/contacts/notes',
    body: () => [{ note_type: 'common', params: { text: 'Whose?' } }],
    at: 'entity_id',
    code: 'FieldMissing',
  }),
];
