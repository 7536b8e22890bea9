import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';

import { ANNA, OLGA_ADMIN } from './page-driver';
import { ask, at } from './rest-client';
import { TurnedClock } from './turned-clock';

/** Somebody's server: what it was told, and what it answers. */
class Listener {
  readonly bodies: string[] = [];
  answers = 200;
  private readonly waiting: (() => void)[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      this.bodies.push(decodeURIComponent(body.replaceAll('+', ' ')));
      response.writeHead(this.answers).end();
      this.waiting.splice(0).forEach((wake) => wake());
    });
  });

  open = () => new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  close = () => new Promise((done) => this.server.close(done));
  get url() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async told(count: number): Promise<string[]> {
    while (this.bodies.length < count) await new Promise<void>((wake) => this.waiting.push(wake));
    return this.bodies;
  }
}

let host: AmoHost;
let listener: Listener;
let clock: TurnedClock;
beforeEach(async () => {
  listener = new Listener();
  await listener.open();
  clock = new TurnedClock();
  host = await startAmoHost({ port: 0, widgets: [], rateLimit: false, clock });
});
afterEach(async () => {
  await host.close();
  await listener.close();
});

const subscribe = (...settings: string[]) =>
  ask(host, 'POST', '/api/v4/webhooks', { destination: listener.url, settings });
const newContact = async (name: string, phone: string) =>
  at(
    (
      await ask(host, 'POST', '/api/v4/contacts', [
        {
          name,
          custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] }],
        },
      ])
    ).body,
    '_embedded.contacts.0.id',
  ) as number;

describe('a registered address is told', () => {
  it('of a new contact, in the form that amoCRM sends', async () => {
    expect(await subscribe('add_contact')).toMatchObject({
      status: 201,
      body: { destination: listener.url, settings: ['add_contact'], disabled: false, account_id: 30100200 },
    });
    const id = await newContact('Пётр & Ко', '+7 998 000-11-22');
    const [body] = await listener.told(1);
    for (const part of [
      `contacts[add][0][id]=${id}`,
      'contacts[add][0][name]=Пётр & Ко',
      'contacts[add][0][type]=contact',
      'contacts[add][0][custom_fields][0][code]=PHONE',
      'contacts[add][0][custom_fields][0][values][0][value]=+7 998 000-11-22',
      'account[subdomain]=demo',
      'account[id]=30100200',
    ])
      expect(body).toContain(part);
  });

  it('of a company as of a contact with another type', async () => {
    await subscribe('add_company');
    await ask(host, 'POST', '/api/v4/companies', [{ name: 'Ромашка' }]);
    expect((await listener.told(1))[0]).toMatch(
      /^contacts\[add\]\[0\]\[id\]=.*contacts\[add\]\[0\]\[type\]=company/,
    );
  });

  it('of a lead that changes, moves, goes to somebody else and is deleted', async () => {
    const [lead] = [...host.state.leads.values()];
    const was = { ...lead };
    await subscribe('update_lead', 'status_lead', 'responsible_lead', 'delete_lead');
    await ask(host, 'PATCH', `/api/v4/leads/${lead?.id}`, {
      status_id: 142,
      responsible_user_id: OLGA_ADMIN,
    });
    await listener.told(3);
    await ask(host, 'POST', '/ajax/page/delete', { type: 'leads', ids: [lead?.id] }, { userId: OLGA_ADMIN });
    const told = (await listener.told(4)).join('\n');
    expect(told).toContain(`leads[update][0][id]=${lead?.id}`);
    expect(told).toContain(`leads[status][0][old_status_id]=${was.status_id}`);
    expect(told).toContain('leads[status][0][status_id]=142');
    expect(told).toContain(`leads[responsible][0][old_responsible_user_id]=${was.responsible_user_id}`);
    expect(told).toContain(`leads[delete][0][id]=${lead?.id}`);
    expect((await ask(host, 'GET', `/api/v4/leads/${lead?.id}`)).status).toBe(204);
  });

  it('of a note, once', async () => {
    const id = await newContact('Кто-то', '+79980001122');
    await subscribe('note_contact', 'update_contact');
    await ask(host, 'POST', `/api/v4/contacts/${id}/notes`, [
      { note_type: 'common', params: { text: 'Раз' } },
    ]);
    await ask(host, 'PATCH', `/api/v4/contacts/${id}`, { name: 'Некто' });
    const told = await listener.told(2);
    expect(told[0]).toContain(`contacts[note][0][note][element_id]=${id}`);
    expect(told[1]).toContain('contacts[update][0][name]=Некто');
  });

  it('of nothing that a refused batch has taken back, and of nothing that it did not ask for', async () => {
    await subscribe('add_contact');
    await ask(host, 'POST', '/api/v4/contacts', [
      { name: 'Первый' },
      { name: 'Второй', responsible_user_id: 7 },
    ]);
    await ask(host, 'POST', '/api/v4/leads', [{ name: 'Сделка' }]);
    const id = await newContact('Третий', '+79980001122');
    expect((await listener.told(1))[0]).toContain(`contacts[add][0][id]=${id}`);
    expect(listener.bodies).toHaveLength(1);
  });

  it('until it unsubscribes', async () => {
    await subscribe('add_contact');
    const gone = await ask(host, 'DELETE', '/api/v4/webhooks', { destination: listener.url });
    expect(gone.status).toBe(204);
    await newContact('Никто', '+79980001122');
    expect((await ask(host, 'GET', '/api/v4/webhooks')).status).toBe(204);
    expect(listener.bodies).toEqual([]);
  });
});

describe('webhooks are registered', () => {
  it('once an address: the second time replaces what it asked for', async () => {
    await subscribe('add_contact');
    await subscribe('add_lead', 'update_lead');
    const { body } = await ask(host, 'GET', `/api/v4/webhooks?filter[destination]=${listener.url}`);
    expect(body).toMatchObject({ _total_items: 1 });
    expect(at(body, '_embedded.webhooks.0.settings')).toEqual(['add_lead', 'update_lead']);
  });

  it.each([
    ['an address that is none', { destination: 'somewhere', settings: ['add_lead'] }, 'destination'],
    ['an event that is none', { destination: 'http://127.0.0.1/', settings: ['add_deal'] }, 'settings.0'],
    ['no events', { destination: 'http://127.0.0.1/' }, 'settings'],
  ])('refuse %s', async (_what, body, path) => {
    const answer = await ask(host, 'POST', '/api/v4/webhooks', body);
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'validation-errors.0.errors.0.path')).toBe(path);
  });

  it('are the administrator’s: another user gets 403, an unknown address 404', async () => {
    expect((await ask(host, 'GET', '/api/v4/webhooks', undefined, { userId: ANNA })).status).toBe(403);
    const unknown = await ask(host, 'DELETE', '/api/v4/webhooks', { destination: 'http://127.0.0.1:1/' });
    expect(unknown.status).toBe(404);
  });
});

const MINUTE = 60_000;

/** Waits until the stand-in has heard so many answers. */
const delivered = async (count: number) => {
  while (host.webhooks.deliveries.length < count) await new Promise((wake) => setImmediate(wake));
  return host.webhooks.deliveries;
};
const isDisabled = async () =>
  at((await ask(host, 'GET', '/api/v4/webhooks')).body, '_embedded.webhooks.0.disabled');
const newContacts = (count: number) =>
  ask(
    host,
    'POST',
    '/api/v4/contacts',
    Array.from({ length: count }, () => ({ name: 'Кто-то' })),
  );

describe('an address that does not take it', () => {
  it('is kept in the record of deliveries with its answer', async () => {
    listener.answers = 500;
    await subscribe('add_contact');
    await newContacts(1);
    expect(await delivered(1)).toMatchObject([{ action: 'add_contact', status: 500, attempt: 1 }]);
  });

  it('is told again after 5, 15, 15 and 60 minutes, and then no more', async () => {
    listener.answers = 500;
    await subscribe('add_contact');
    await newContacts(1);
    await delivered(1);
    for (const [index, minutes] of [5, 15, 15, 60].entries()) {
      clock.turn(minutes * MINUTE - 1);
      expect(host.webhooks.deliveries).toHaveLength(index + 1);
      clock.turn(1);
      await delivered(index + 2);
    }
    expect(host.webhooks.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(listener.bodies).size).toBe(1);
    expect(clock.isWaited).toBe(false);
  });

  it('is told three times in all when it refuses but is not broken', async () => {
    listener.answers = 404;
    await subscribe('add_contact');
    await newContacts(1);
    for (const count of [1, 2, 3]) {
      await delivered(count);
      clock.turn(60 * MINUTE);
    }
    expect(clock.isWaited).toBe(false);
    expect(host.webhooks.deliveries).toHaveLength(3);
  });

  it('is left in peace once it has taken it', async () => {
    listener.answers = 503;
    await subscribe('add_contact');
    await newContacts(1);
    await delivered(1);
    listener.answers = 200;
    clock.turn(5 * MINUTE);
    await delivered(2);
    expect(clock.isWaited).toBe(false);
  });

  it('is not told again when it has unsubscribed meanwhile', async () => {
    listener.answers = 503;
    await subscribe('add_contact');
    await newContacts(1);
    await delivered(1);
    await ask(host, 'DELETE', '/api/v4/webhooks', { destination: listener.url });
    clock.turn(5 * MINUTE);
    await subscribe('add_lead');
    await ask(host, 'POST', '/api/v4/leads', [{ name: 'Сделка' }]);
    expect((await delivered(2)).map(({ action }) => action)).toEqual(['add_contact', 'add_lead']);
  });

  it('is switched off by more than 100 bad answers in two hours, and on again by subscribing', async () => {
    listener.answers = 404;
    await subscribe('add_contact');
    await newContacts(100);
    await delivered(100);
    expect(await isDisabled()).toBe(false);
    await newContacts(1);
    await delivered(101);
    expect(await isDisabled()).toBe(true);

    await newContacts(1);
    listener.answers = 200;
    await subscribe('add_contact');
    expect(await isDisabled()).toBe(false);
    await newContact('Снова', '+79980001122');
    const [last] = (await delivered(102)).slice(-1);
    expect(last).toMatchObject({
      status: 200,
      attempt: 1,
      body: expect.stringContaining('%D0%A1') as unknown,
    });
    expect(listener.bodies).toHaveLength(102);
  });

  it('is not switched off by bad answers that lie further apart', async () => {
    listener.answers = 404;
    await subscribe('add_contact');
    await newContacts(100);
    await delivered(100);
    listener.answers = 200;
    clock.turn(5 * MINUTE);
    await delivered(200);
    clock.turn(120 * MINUTE);
    listener.answers = 404;
    await newContacts(1);
    await delivered(201);
    expect(await isDisabled()).toBe(false);
  });
});
