import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { HostQuery, HostWindow, Witness } from './host-window';
import { ANNA, PageDriver, calls, goTo, widget } from './page-driver';

declare const window: HostWindow;
declare const $: HostQuery;

const driver = new PageDriver();

describe('the loader', () => {
  it('calls render, init, bind_actions when render() is true', async () => {
    const page = await driver.opened(ANNA);
    expect(await calls(page)).toEqual(['constructor', 'render', 'init', 'bind_actions']);
  });

  it('calls bind_actions at once and init later when render() promises', async () => {
    const page = await driver.opened(ANNA, {
      before: () => {
        const witness: Witness = { calls: [] };
        witness.renders = new Promise((resolve) => (witness.release = resolve));
        Object.assign(window, { witness });
      },
    });
    expect(await calls(page)).toEqual(['constructor', 'render', 'bind_actions']);
    await page.evaluate(() => window.witness.release?.(true));
    expect(await calls(page)).toEqual(['constructor', 'render', 'bind_actions', 'init']);
  });

  it('never calls init when render() is false', async () => {
    const page = await driver.opened(ANNA, {
      before: () => Object.assign(window, { witness: { calls: [], renders: false } }),
    });
    expect(await calls(page)).toEqual(['constructor', 'render', 'bind_actions']);
  });

  it('gives texts and settings only after construction, but the inherited members at once', async () => {
    const page = await driver.opened(ANNA);
    const facts = await page.evaluate(() => ({
      before: window.witness['inConstructor'],
      modules: window.witness['modules'],
      name: window.witness.self['i18n']?.('widget.name'),
      missing: window.witness.self['i18n']?.('no.such.text'),
      settings: window.witness.self['get_settings']?.(),
      ns: window.witness.self.ns,
      once: window.witness.self['init_once'] as unknown,
    }));
    expect(facts.before).toMatchObject({
      langs: '{}',
      settings: '{}',
      system: { amouser_id: String(ANNA), area: 'llist' },
    });
    expect(facts.modules).toEqual({
      jquery: '2.1.3',
      underscore: '1.9.1',
      twig: 'function',
      neighbour: 'neighbour',
    });
    expect([facts.name, facts.missing]).toEqual(['Свидетель', undefined]);
    expect(facts.settings).toMatchObject({
      widget_code: 'witness',
      path: '/widgets/witness',
      images_path: '/widgets/witness/images',
      version: '1.2.3',
      widget_active: 'Y',
      oauth_client_uuid: DEMO_INTEGRATION.clientUuid,
      address: 'https://pbx.example',
      phones: JSON.stringify({ [ANNA]: '101' }),
    });
    expect([facts.ns, facts.once]).toEqual(['.widget:witness', 'Y']);
  });

  it('keeps an init_once widget across pages and only renders it again; no document is loaded', async () => {
    const page = await driver.opened(ANNA);
    await page.evaluate(() => {
      Object.assign(window, { sameDocument: true, pageChanges: 0 });
      $(document).on('page:changed', () => (window['pageChanges'] = Number(window['pageChanges']) + 1));
    });
    await goTo(page, '/contacts/list/contacts/');
    await goTo(page, `/contacts/detail/${driver.contactId('Марина Ковалёва')}`);
    expect(await calls(page)).toEqual(['constructor', 'render', 'init', 'bind_actions', 'render', 'render']);
    expect(await page.evaluate(() => [window['sameDocument'], window['pageChanges']])).toEqual([true, 2]);
  });

  it('starts a card widget on cards only and leaves nothing of it behind', async () => {
    const page = await driver.opened(ANNA, { widgets: [widget('leaving')] });
    expect(await page.evaluate(() => window.leaving)).toBeUndefined();
    await goTo(page, `/contacts/detail/${driver.contactId('Марина Ковалёва')}`);
    expect(await page.locator('#widgets_block .card-widgets__widget-leaving p').innerHTML()).toBe(
      '&lt;b&gt;',
    );
    expect(await page.evaluate(() => window.leaving)).toEqual(['render', 'init', 'bind_actions']);
    await goTo(page, '/leads/list/');
    await page.locator('h1').click();
    expect(await page.evaluate(() => window.leaving)).toEqual(['render', 'init', 'bind_actions', 'destroy']);
    expect(await page.evaluate(() => Object.keys(window.APP.widgets.list))).toEqual([]);
  });

  it('goes on when widgets throw, cannot be extended, do not parse, lack callbacks or lack files', async () => {
    const broken = ['throwing', 'arrow', 'syntax', 'incomplete'].map(widget);
    const page = await driver.opened(ANNA, {
      widgets: [
        ...broken,
        { ...widget('witness'), code: 'gone', directory: '/nonexistent' },
        widget('witness'),
      ],
    });
    expect(await calls(page)).toEqual(['constructor', 'render', 'init', 'bind_actions']);
    expect((await page.evaluate(() => Object.keys(window.APP.widgets.list))).sort()).toEqual([
      'throwing',
      'witness',
    ]);
    expect(await page.locator('#list_table').count()).toBe(1);
  });
});
