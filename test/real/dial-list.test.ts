import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import type { Reaction } from '../support/real/customer';

/*
 * A dial list of twenty numbers through a real Asterisk: the gateway originates, the browser's phone answers by itself,
 * sipp customers answer, are busy or do not answer, and the list says so.
 */

jest.setTimeout(240_000);

const [ANNA] = DEMO_USERS.map(({ id }) => id) as [number];
const ANSWERS: Reaction = { does: 'answers', ringMs: 100, talkMs: 700 };
const BUSY: Reaction = { does: 'is-busy' };
const SILENT: Reaction = { does: 'does-not-answer' };
const CUSTOMERS = Array.from({ length: 20 }, (_, index) => ({
  number: `+7998200${String(index).padStart(4, '0')}`,
  reaction: index === 10 ? SILENT : index % 2 === 0 ? ANSWERS : BUSY,
}));
const WORDS: Readonly<Record<string, string>> = {
  answers: 'Разговор состоялся',
  'is-busy': 'Номер занят',
  'does-not-answer': 'Не дозвонился',
};

let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([startAsterisk(), openBrowser()]);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
    settings: { result_after: '9999' },
  });
});

afterAll(async () => {
  await browser.close();
  await demo.close();
  await asterisk.close();
});

it('is called to its end, and each outcome is what happened', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  const lists = anna.page.locator('.tel-lists');
  const press = (name: string) => lists.getByRole('button', { name, exact: true }).click();
  await anna.openPanel();
  await anna.panel.getByRole('tab', { name: 'Обзвон' }).click();
  const [chooser] = await Promise.all([anna.page.waitForEvent('filechooser'), press('Загрузить CSV')]);
  const buffer = Buffer.from(CUSTOMERS.map(({ number }, index) => `Клиент ${index};${number}`).join('\n'));
  await chooser.setFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
  await lists.getByText('Добавлено номеров: 20').waitFor();
  await press('Понятно');
  await press('Настройки списка');
  await lists.getByRole('radio', { name: 'По нажатию' }).click();
  await lists.locator('[name=fromMin]').fill('00:00');
  await lists.locator('[name=toMin]').fill('00:00');
  for (const status of [2, 3, 6, 7]) await lists.locator(`[name=tries-${status}]`).fill('1');
  await press('Сохранить');
  await press('Начать обзвон');

  for (const [index, { reaction }] of CUSTOMERS.entries()) {
    await lists.locator('.tel-who', { hasText: new RegExp(`^Клиент ${index}$`) }).waitFor();
    const customer = await asterisk.call(reaction);
    await press('Позвонить');
    if (reaction.does === 'answers') {
      await lists.getByText('Разговор окончен').waitFor();
      await press('Дальше');
    }
    expect((await customer.over).asMeant).toBe(true);
  }

  await lists.getByText('Список пройден').waitFor();
  await lists.getByText('20 из 20').waitFor();
  await lists.locator('.tel-lists__scroll').evaluate((list) => (list.scrollTop = 0));
  await lists.locator('.tel-lrow', { hasText: 'Клиент 0' }).waitFor();
  const wanted = Object.fromEntries(
    CUSTOMERS.map(({ reaction }, index) => [`Клиент ${index}`, WORDS[reaction.does]]),
  );
  const shown = async (): Promise<object> => {
    const seen: Record<string, string> = {};
    for (const row of await lists.locator('.tel-lrow').allInnerTexts()) {
      const [name = '', outcome = ''] = row.split('\n');
      seen[name] = outcome;
    }
    return seen;
  };
  const firstPart = await shown();
  await lists.locator('.tel-lists__scroll').evaluate((list) => (list.scrollTop = list.scrollHeight));
  await lists.locator('.tel-lrow', { hasText: 'Клиент 19' }).getByText('Номер занят').waitFor();
  expect({ ...firstPart, ...(await shown()) }).toEqual(wanted);
  expect(demo.host.findings.all()).toEqual([]);
  await anna.close();
});
