import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { HostWindow } from './host-window';
import { ANNA, PageDriver, goTo } from './page-driver';

declare const window: HostWindow;

const driver = new PageDriver();

describe('a widget in the page', () => {
  it('is offered in the menu of a phone number and gets the number as the card stores it', async () => {
    const page = await driver.opened(ANNA, { path: '/' });
    await goTo(page, `/contacts/detail/${driver.contactId('Павел Гусев')}`);
    await page.getByText('8 (998) 301-12-47').click();
    await page.getByRole('menuitem', { name: 'Позвонить свидетелем' }).click();
    expect(await page.evaluate(() => window.witness['dialled'])).toEqual({
      value: '8 (998) 301-12-47',
      got: '8 (998) 301-12-47',
    });
    await page.locator('.tips').waitFor({ state: 'detached' });
  });

  it('gets the ticked rows of a list; a lead brings the numbers of its contacts', async () => {
    const page = await driver.opened(ANNA);
    await page.getByLabel('Выбрать: Окна для коттеджа, 3 этажа').check();
    await page.getByLabel('Выбрать: Балкон под ключ, Мурино').check();
    await page.getByRole('button', { name: 'Ещё' }).click();
    await page.getByRole('menuitem', { name: 'Свидетель' }).click();
    expect(await page.evaluate(() => window.witness['selection'])).toEqual({
      selected: [
        {
          id: driver.leadId('Окна для коттеджа, 3 этажа'),
          type: 'lead',
          emails: [],
          phones: ['+7 998 444-55-66'],
        },
        {
          id: driver.leadId('Балкон под ключ, Мурино'),
          type: 'lead',
          emails: [],
          phones: ['8 (998) 301-12-47', '+79983011248'],
        },
      ],
      summary: { items: 2, emails: 0, phones: 3 },
      count_selected: { items: 2, emails: 0, phones: 3 },
    });
    expect(
      await page.evaluate(() =>
        window.APP.data.current_list.where({ checked: true }).map((model) => model.get('element_type')),
      ),
    ).toEqual([2, 2]);
  });

  it('sees where it is by every name that amoCRM has for it', async () => {
    const page = await driver.opened(ANNA);
    const place = () =>
      page.evaluate(() => [
        window.APP.getWidgetsArea(),
        window.APP.getV3WidgetsArea(),
        (window.witness.self['system']?.() as { area: string }).area,
        window.APP.isCard(),
        window.APP.data.current_card && window.APP.data.current_card.element_type,
      ]);
    expect(await place()).toEqual(['leads', 'leads.list', 'llist', false, false]);
    await goTo(page, `/leads/detail/${driver.leadId('Окна для коттеджа, 3 этажа')}`);
    expect(await place()).toEqual(['leads_card', 'leads.card', 'lcard', true, 2]);
    await goTo(page, '/contacts/add/?phone=%2B79981112233');
    expect(await place()).toEqual(['contacts_card', 'contacts.card', 'ccard', true, 1]);
    expect(await page.locator('[name=phone]').inputValue()).toBe('+79981112233');
    expect(await page.evaluate(() => window.APP === window.AMOCRM)).toBe(true);
  });

  it('reaches its own server with a disposable token of the signed-in user', async () => {
    const page = await driver.opened(ANNA);
    const sent = page.waitForRequest('**/echo');
    await page.evaluate(
      () => void window.witness.self['$authorizedAjax']?.({ url: '/echo', method: 'POST' }),
    );
    const token = (await sent).headers()['x-auth-token'] ?? '';
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ user_id: ANNA, client_uuid: DEMO_INTEGRATION.clientUuid });
  });

  it('renders twig texts, controls of the host and its own template files', async () => {
    const page = await driver.opened(ANNA);
    const rendered = await page.evaluate(async () => {
      const { self } = window.witness;
      const template = (await self['render']?.({
        href: '/templates/greeting.twig',
        base_path: '/widgets/witness',
        v: '1',
        promised: true,
      })) as { render(p: object): string };
      return [
        self['render']?.({ data: '{{ word|e }}!' }, { word: '<i>' }),
        self['render']?.({ ref: '/tmpl/controls/button.twig' }, { text: 'Жми', class_name: 'mine' }),
        template.render({ name: 'Анна' }).trim(),
      ];
    });
    expect(rendered[0]).toBe('&lt;i&gt;!');
    expect(rendered[1]).toMatch(
      /<button[^>]*class="button-input mine[^]*button-input-inner[^]*button-input-inner__text">Жми</,
    );
    expect(rendered[2]).toBe('Здравствуйте, Анна!');
  });

  it('owns the phone icon until another one takes it; a missing field is ignored', async () => {
    const page = await driver.opened(ANNA);
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      window.APP.widgets.notificationsPhone({ click: () => seen.push('no namespace') });
      window.APP.widgets.notificationsPhone({ ns: '.first', click: () => seen.push('first') });
      window.APP.widgets.notificationsPhone({
        ns: '.second',
        click(this: Element) {
          seen.push(this.className);
        },
      });
    });
    expect(await page.locator('#left_menu .nav__notifications .calls-list-toggler').count()).toBe(1);
    await page.locator('.calls-list-toggler__icon').click();
    expect(await page.evaluate(() => window['seen'])).toEqual(['calls-list-toggler']);
    await page.evaluate(() => window.APP.widgets.destroyNotificationsPhone({ ns: '.first' }));
    expect(await page.locator('.calls-list-toggler').count()).toBe(1);
    await page.evaluate(() => window.APP.widgets.destroyNotificationsPhone({ ns: '.second' }));
    expect(await page.locator('.calls-list-toggler').count()).toBe(0);
  });
});
