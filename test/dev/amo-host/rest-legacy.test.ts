import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { ANNA } from './page-driver';
import { ask, at } from './rest-client';

let host: AmoHost;
beforeAll(async () => {
  host = await startAmoHost({ port: 0, widgets: [], rateLimit: false });
});
afterAll(() => host.close());

const search = async (text: string): Promise<string> => {
  const answer = await fetch(
    `${host.url}/private/api/contact_search.php?SEARCH=${encodeURIComponent(text)}`,
    {
      headers: { cookie: host.cookieFor(ANNA) },
    },
  );
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  return answer.text();
};

describe('endpoints of the first generation, still asked by widgets in the field', () => {
  it('find a contact by its number as XML, its company with it', async () => {
    const contact = [...host.state.contacts.values()].find(
      ({ id }) => host.state.links.linked({ type: 'contacts', id }, 'companies').length > 0,
    );
    const company = host.state.links.linked({ type: 'contacts', id: contact?.id ?? 0 }, 'companies')[0];
    const xml = await search(contact?.custom_fields_values?.[0]?.values[0]?.value ?? '');
    expect(xml).toContain(`<contact><id>${contact?.id}</id><name>`);
    expect(xml).toContain(`<company><id>${company?.id}</id><name>`);
  });

  it('answer an unknown number with an empty list, and names with their signs escaped', async () => {
    expect(await search('+7 000 000 00 00')).toMatch(/<contacts><\/contacts>$/);
    await ask(host, 'POST', '/api/v4/contacts', [{ name: 'Рога & <Копыта>' }]);
    expect(await search('Копыта')).toContain('<name>Рога &#38; &#60;Копыта&#62;</name>');
  });

  it('list contacts and companies as the old JSON did', async () => {
    const { status, type, body } = await ask(
      host,
      'GET',
      '/private/api/v2/json/contacts/list/?type=all&query=ООО',
    );
    expect([status, type]).toEqual([200, 'application/json']);
    expect(at(body, 'response.contacts.0')).toMatchObject({ type: 'company', linked_company_id: null });
    const none = await ask(host, 'GET', '/private/api/v2/json/contacts/list?query=nobody-at-all');
    expect(none.status).toBe(204);
  });

  it('tell of the account with what was asked for', async () => {
    const { body } = await ask(host, 'GET', '/api/v2/account?with=users,pipelines');
    expect(body).toMatchObject({
      id: 30100200,
      subdomain: 'demo',
      _embedded: { users: { [ANNA]: { id: ANNA } } },
    });
    expect(at(body, '_embedded.groups')).toBeUndefined();
  });

  it('want somebody who is signed in, like all others', async () => {
    const answer = await fetch(`${host.url}/private/api/contact_search.php?SEARCH=1`);
    expect(answer.status).toBe(401);
  });
});
