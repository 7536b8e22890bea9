import type { AccountUnderTest } from '../account-under-test';
import { saw, together, type Fact } from '../fact';
import { FILLED_TEXT, INTEGER, listWith, SELF_LINK } from '../pattern';
import { problem } from '../refusal';

const DOCS = { source: 'crm_platform/calls-api', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;
const PATH = '/api/v4/calls';

export const callOf = (phone: string, more: object = {}) => ({
  direction: 'inbound',
  duration: 42,
  source: 'contract_check',
  phone,
  ...more,
});

/** The call as the card's feed has it, after it was taken. */
async function noteOf(account: AccountUnderTest, more: object) {
  const { id, phone } = await account.cast.contact();
  const noteId = account.id(await account.post(PATH, [callOf(phone, more)]), '_embedded.calls.0.id');
  return account.get(`/api/v4/contacts/${id}/notes/${noteId}`);
}

/** Logging a call: its fields and its answer. Where it lands: `call-targets.ts`. */
export const callFacts: readonly Fact[] = [
  {
    id: '7.3-answer',
    ...DOCS,
    says: 'Taken: 200 with _total_items, errors and, for each call, the note’s id, entity, request_id and link.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.contact();
      return saw(await account.post(PATH, [callOf(phone, { request_id: 'call-1' })]), {
        status: 200,
        type: 'hal',
        body: {
          _total_items: 1,
          errors: [],
          _embedded: {
            calls: [
              {
                id: INTEGER,
                entity_id: id,
                entity_type: 'contact',
                account_id: INTEGER,
                request_id: 'call-1',
                _embedded: { entity: { id, _links: SELF_LINK } },
              },
            ],
          },
        },
      });
    },
  },
  {
    id: '7.3-entity-not-found',
    source: 'https://github.com/amocrm/amocrm-api-php/issues/52',
    trust: 'G',
    says: 'A number that no card has: 400 with _total_items 0 and an error "Entity not found" for the call.',
    check: async (account) =>
      saw(await account.post(PATH, [callOf(account.newPhone(), { request_id: 'stranger' })]), {
        status: 400,
        body: { _total_items: 0, errors: [{ title: 'Entity not found', request_id: 'stranger' }] },
      }),
  },
  {
    id: '7.3-mixed-batch',
    ...LIKELY,
    says: 'A batch of a known and an unknown number: 200, one call, one error with its request_id.',
    needs: ['write'],
    check: async (account) => {
      const { phone } = await account.cast.contact();
      const calls = [
        callOf(phone, { request_id: 'known' }),
        callOf(account.newPhone(), { request_id: 'unknown' }),
      ];
      return saw(await account.post(PATH, calls), {
        status: 200,
        body: {
          _total_items: 1,
          errors: [{ title: 'Entity not found', request_id: 'unknown' }],
          _embedded: { calls: [{ request_id: 'known' }] },
        },
      });
    },
  },
  {
    id: '7.3-call-is-a-note',
    ...DOCS,
    says: 'A call is a note of the type call_in or call_out with the call’s data in its params.',
    needs: ['write'],
    check: async (account) => {
      const more = {
        direction: 'outbound',
        uniq: `call-${account.stamp}`,
        link: 'https://example.com/talk.mp3',
        call_result: 'Agreed',
        call_status: 4,
      };
      const params = {
        uniq: more.uniq,
        duration: 42,
        source: 'contract_check',
        link: more.link,
        call_result: 'Agreed',
        call_status: 4,
      };
      return saw(await noteOf(account, more), {
        status: 200,
        body: { note_type: 'call_out', params: { ...params, phone: FILLED_TEXT } },
      });
    },
  },
  {
    id: '7.3-missed',
    ...DOCS,
    says: 'A missed call: duration 0 and call_status 6 are taken.',
    needs: ['write'],
    check: async (account) =>
      saw(await noteOf(account, { duration: 0, call_status: 6 }), {
        status: 200,
        body: { note_type: 'call_in', params: { duration: 0, call_status: 6 } },
      }),
  },
  {
    id: '7.3-time-of-the-call',
    ...DOCS,
    says: 'created_at is the time of the call, not of the log.',
    needs: ['write'],
    check: async (account) => {
      const at = Math.floor(Date.now() / 1000) - 3600;
      return saw(await noteOf(account, { created_at: at }), { status: 200, body: { created_at: at } });
    },
  },
  {
    id: '7.3-responsible-is-author',
    ...DOCS,
    says: 'call_responsible with a user’s id makes that user the author, whatever created_by says.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { agentId = 0 } = account.target;
      const created_by = await account.cast.currentUserId();
      return saw(await noteOf(account, { call_responsible: agentId, created_by }), {
        status: 200,
        body: { created_by: agentId },
      });
    },
  },
  {
    id: '7.3-created-by',
    ...DOCS,
    says: 'Without call_responsible, created_by is the author.',
    needs: ['write', 'agent'],
    check: async (account) => {
      const { agentId = 0 } = account.target;
      return saw(await noteOf(account, { created_by: agentId }), {
        status: 200,
        body: { created_by: agentId },
      });
    },
  },
  {
    id: '7.3-robot',
    source: 'https://developers.kommo.com/docs/call-logging',
    trust: 'D',
    says: 'Without both, the author is the robot (0).',
    needs: ['write'],
    check: async (account) => saw(await noteOf(account, {}), { status: 200, body: { created_by: 0 } }),
  },
  {
    id: '7.3-responsible-name',
    ...DOCS,
    says: 'call_responsible may be a name that is no user.',
    needs: ['write'],
    check: async (account) =>
      saw(await noteOf(account, { call_responsible: 'Queue of the shop' }), {
        status: 200,
        body: { params: { call_responsible: 'Queue of the shop' } },
      }),
  },
  {
    id: '7.3-responsible-null',
    ...DOCS,
    says: 'call_responsible may be null here (unlike in a note).',
    needs: ['write'],
    check: async (account) => {
      const { phone } = await account.cast.contact();
      return saw(await account.post(PATH, [callOf(phone, { call_responsible: null })]), {
        status: 200,
        body: { _total_items: 1 },
      });
    },
  },
  {
    id: '7.3-no-dedup',
    source: 'https://developers.kommo.com/docs/call-logging',
    trust: 'D',
    says: 'The same uniq twice is two calls: amoCRM does not look for equals.',
    needs: ['write'],
    check: async (account) => {
      const { phone } = await account.cast.contact();
      const call = callOf(phone, { uniq: `twice-${account.stamp}` });
      const ids = [await account.post(PATH, [call]), await account.post(PATH, [call])].map((answer) =>
        account.id(answer, '_embedded.calls.0.id'),
      );
      return { isSame: ids[0] !== ids[1], seen: `notes ${ids.join(' and ')}` };
    },
  },
  {
    id: '7.3-read-back-by-events',
    ...DOCS,
    says: 'A call is an event incoming_call or outgoing_call that names its note.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.contact();
      await account.post(PATH, [callOf(phone)]);
      await account.settle();
      const answer = await account.get('/api/v4/events?filter[type]=incoming_call&limit=100');
      const event = {
        type: 'incoming_call',
        entity_id: id,
        entity_type: 'contact',
        created_at: INTEGER,
        created_by: INTEGER,
      };
      return saw(answer, { status: 200, type: 'hal', body: { _embedded: { events: listWith(event) } } });
    },
  },
  {
    id: '7.3-events-filter',
    source: 'crm_platform/events-and-notes',
    trust: 'D',
    says: '`filter[type]=outgoing_call` leaves the incoming ones out.',
    needs: ['write'],
    check: async (account) => {
      const { phone } = await account.cast.contact();
      await account.post(PATH, [callOf(phone), callOf(phone, { direction: 'outbound' })]);
      await account.settle();
      const answer = await account.get('/api/v4/events?filter[type]=outgoing_call&limit=100');
      const types = new Set(
        ((answer.body as { _embedded?: { events?: { type: string }[] } })?._embedded?.events ?? []).map(
          ({ type }) => type,
        ),
      );
      return together(saw(answer, { status: 200 }), {
        isSame: [...types].join() === 'outgoing_call',
        seen: `types ${[...types].join()}`,
      });
    },
  },
  {
    id: '7.3-events-limit-101',
    source: 'crm_platform/events-and-notes',
    trust: 'D',
    says: 'A page of events has at most 100: a limit of 101 is refused with 400.',
    check: async (account) => saw(await account.get('/api/v4/events?limit=101'), problem(400)),
  },
];
