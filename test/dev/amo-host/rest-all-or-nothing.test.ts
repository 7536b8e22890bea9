import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import type { AccountChange } from '../../../dev/amo-host/account/account-state';
import { ask, at } from './rest-client';

let host: AmoHost;
beforeAll(async () => {
  host = await startAmoHost({ port: 0, widgets: [], rateLimit: false });
});
afterAll(() => host.close());

/** Everything of the account that a request can write. */
const everything = () => {
  const { contacts, companies, leads, customers, notes, tasks, unsorted, links } = host.state;
  const entities = { contacts, companies, leads, customers };
  const rows = (of: ReadonlyMap<unknown, unknown>) => [...of.entries()];
  return structuredClone({
    entities: Object.values(entities).map(rows),
    links: Object.entries(entities).map(([type, all]) =>
      [...all.keys()].map((id) => links.all({ type: type as keyof typeof entities, id })),
    ),
    rest: [notes, tasks, unsorted].map(rows),
  });
};
const ids = (of: ReadonlyMap<number, unknown>): number[] => [...of.keys()];
const NOBODY = 4_000_000_000;
const call = { uniq: 'u', duration: 1, source: 'test', phone: '+79980001122' };

interface Refused {
  readonly name: string;
  readonly ask: () => readonly [method: string, path: string, body: unknown];
  readonly status?: number;
}

const REFUSED: readonly Refused[] = [
  {
    name: 'a PATCH of contacts whose last one is unknown',
    ask: () => {
      const [first, second] = ids(host.state.contacts);
      const changed = {
        name: 'Другое имя',
        custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79980003344' }] }],
        tags_to_add: [{ name: 'новая' }],
        responsible_user_id: 504144,
      };
      const body = [{ id: first, ...changed }, { id: second, ...changed }, { id: NOBODY }];
      return ['PATCH', '/api/v4/contacts', body];
    },
  },
  {
    name: 'a PATCH of a lead that moves it and links it to nobody',
    ask: () => {
      const [contact] = ids(host.state.contacts);
      const linked = { contacts: [{ id: contact }, { id: NOBODY }] };
      const [lead] = ids(host.state.leads);
      return ['PATCH', `/api/v4/leads/${lead}`, { status_id: 142, _embedded: linked }];
    },
  },
  {
    name: 'a POST of contacts with a second that is wrong',
    ask: () => ['POST', '/api/v4/contacts', [{ name: 'Первый' }, { responsible_user_id: NOBODY }]],
  },
  {
    name: 'complex leads with a second that is wrong',
    ask: () => {
      const good = {
        name: 'Сделка',
        _embedded: { contacts: [{ name: 'Контакт' }], companies: [{ name: 'К' }] },
      };
      return ['POST', '/api/v4/leads/complex', [good, { name: 'Вторая', status_id: NOBODY }]];
    },
  },
  {
    name: 'a complex lead whose company is unknown, after its contact was made',
    ask: () => {
      const linked = { contacts: [{ name: 'Контакт' }], companies: [{ id: NOBODY }] };
      return ['POST', '/api/v4/leads/complex', [{ name: 'Сделка', _embedded: linked }]];
    },
  },
  {
    name: 'incoming leads with the same call twice',
    ask: () => {
      const { uniq, duration, source, phone } = call;
      const metadata = { uniq, duration, phone, service_code: source, link: '', called_at: 1700000000 };
      const entry = {
        source_uid: 'all-or-nothing',
        source_name: 'Test',
        metadata: { ...metadata, call_responsible: 504141, is_call_event_needed: true },
        _embedded: { contacts: [{ name: 'Кто-то' }], leads: [{ name: 'Звонок' }] },
      };
      return ['POST', '/api/v4/leads/unsorted/sip', [entry, entry]];
    },
  },
  {
    name: 'a PATCH of tasks whose second is given to nobody',
    ask: () => {
      const [first, second] = ids(host.state.tasks).slice(-2);
      const given = { text: 'Другое', is_completed: true, result: { text: 'Готово' } };
      return [
        'PATCH',
        '/api/v4/tasks',
        [
          { id: first, ...given },
          { id: second, responsible_user_id: NOBODY },
        ],
      ];
    },
  },
  {
    name: 'a PATCH of notes whose second has a null',
    ask: () => {
      const [first, second] = [...host.state.notes.values()].filter(
        ({ entityType, note_type }) => entityType === 'contacts' && note_type.startsWith('call_'),
      );
      const good = { id: first?.id, params: { call_result: 'Другое' } };
      return ['PATCH', '/api/v4/contacts/notes', [good, { id: second?.id, params: { link: null } }]];
    },
  },
  {
    name: 'links of a lead to a contact and to nobody',
    status: 422,
    ask: () => {
      const [contact] = ids(host.state.contacts);
      const to = (id: number | undefined) => ({ to_entity_id: id, to_entity_type: 'contacts' });
      return ['POST', `/api/v4/leads/${ids(host.state.leads).at(-1)}/link`, [to(contact), to(NOBODY)]];
    },
  },
];

describe('a refused request has written nothing', () => {
  it.each(REFUSED)('$name', async ({ ask: asked, status = 400 }) => {
    const [first] = ids(host.state.contacts);
    await ask(host, 'POST', `/api/v4/contacts/${first}/notes`, [
      { note_type: 'call_in', params: call },
      { note_type: 'call_out', params: call },
    ]);
    const task = { text: 'Позвонить', complete_till: 1700000000 };
    await ask(host, 'POST', '/api/v4/tasks', [task, task]);
    const told: AccountChange[] = [];
    const stop = host.state.onChange((change) => told.push(change));
    const before = everything();

    const answer = await ask(host, ...asked());

    stop();
    expect(answer.status).toBe(status);
    expect(everything()).toEqual(before);
    expect(told).toEqual([]);
  });

  it('and what comes after it is written as ever', async () => {
    const made = await ask(host, 'POST', '/api/v4/leads/complex', [
      { name: 'Сделка', _embedded: { contacts: [{ name: 'Контакт' }] } },
    ]);
    const lead = at(made.body, '0.id') as number;
    const contact = at(made.body, '0.contact_id') as number;
    expect(made.status).toBe(200);
    expect(host.state.links.linked({ type: 'leads', id: lead }, 'contacts')).toMatchObject([{ id: contact }]);
  });
});
