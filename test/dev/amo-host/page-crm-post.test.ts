import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { HostWindow } from './host-window';
import { ANNA, PageDriver } from './page-driver';

declare const window: HostWindow;

const driver = new PageDriver();

/** Somebody's server: when it was asked what. It breaks off in the middle of its answer to `/broken`. */
const asked: { readonly at: number; readonly form: string }[] = [];
const server: Server = createServer((request, response) => {
  let form = '';
  request.on('data', (chunk) => (form += String(chunk)));
  request.on('end', () => {
    asked.push({ at: Date.now(), form: decodeURIComponent(form.replaceAll('+', ' ')) });
    if (request.url !== '/broken') return response.end('{"taken":true}');
    response.writeHead(200, { 'content-length': '100' });
    return response.write('half', () => response.destroy());
  });
});
const urlOf = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
beforeEach(() => asked.splice(0));
afterAll(() => new Promise((done) => server.close(done)));

/** What the callbacks of the widget's `crm_post` were called with. */
const posted = (page: Page, url: string, data: object, type: string) =>
  page.evaluate(
    (given) =>
      new Promise<readonly [string, unknown]>((done) => {
        const answered = (answer: unknown) => done(['answered', answer]);
        window.witness.self['crm_post']?.(given.url, given.data, answered, given.type, () =>
          done(['failed', null]),
        );
      }),
    { url, data, type },
  );

describe('crm_post', () => {
  it('sends the form by way of the host, deep values as PHP reads them', async () => {
    const page = await driver.opened(ANNA);
    const data = { call: { id: 7, tags: ['a', 'b & c'] } };
    expect(await posted(page, urlOf('/'), data, 'json')).toEqual(['answered', { taken: true }]);
    expect(asked.map(({ form }) => form)).toEqual(['call[id]=7&call[tags][0]=a&call[tags][1]=b & c']);
  });

  it('lets one request go a second, the others wait', async () => {
    const page = await driver.opened(ANNA);
    await Promise.all([1, 2, 3].map((id) => posted(page, urlOf('/'), { id }, 'text')));
    const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
    expect(gaps).toHaveLength(2);
    for (const gap of gaps) expect(gap).toBeGreaterThan(800);
  });

  it.each([
    ['is not there', () => 'http://127.0.0.1:1/'],
    ['breaks off', () => urlOf('/broken')],
  ])('tells the widget of a server that %s, and the stand-in goes on in silence', async (_what, url) => {
    const complaints = jest.spyOn(console, 'error').mockImplementation();
    const page = await driver.opened(ANNA);
    const [how, text] = await posted(page, url(), {}, 'text');
    expect([how, typeof text]).toEqual(['answered', 'string']);
    expect(await posted(page, url(), {}, 'json')).toEqual(['failed', null]);
    expect(driver.host.requests.to('POST', '/ajax/widgets/crm_post')).toMatchObject([
      { status: 502 },
      { status: 502 },
    ]);
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });
});
