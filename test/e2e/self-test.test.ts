import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_INTEGRATION, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { callNotes } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { checkPhone, findingOf } from '../support/self-test-in-panel';

jest.setTimeout(60_000);

const [ANNA, , , OLGA] = DEMO_USERS.map(({ id }) => id) as [number, number, number, number];
const shots = process.env['SHOTS'];

let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  if (shots) mkdirSync(shots, { recursive: true });
  const widgetDirectory = join(__dirname, '../../dist/widget');
  [browser, demo] = await Promise.all([openBrowser(), startDemo({ port: 0, widgetDirectory })]);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

it('checks microphone, connection, ways and echo, asks for the tone, and sends a report without secrets', async () => {
  const anna = await AgentWindow.open(browser, demo.urlFor(ANNA));
  await anna.openPanel();
  await anna.panel.getByText('На связи').waitFor();
  await checkPhone(anna);
  expect(await findingOf(anna, 'microphone')).toBe('Слышит вас');
  expect(await findingOf(anna, 'gateway')).toBe('Есть');
  expect(await findingOf(anna, 'registration')).toBe('Подключён');
  expect(await findingOf(anna, 'paths')).toContain('Сервер STUN не настроен');
  expect(await findingOf(anna, 'echo')).toMatch(/^Слышно: потеряно [\d.]+ %, задержка \d+ мс, оценка [34]/);
  await eventually('the echo is over', () => demo.office?.load().channels === 0);
  if (shots) await anna.page.screenshot({ path: join(shots, 'self-test.png') });
  await anna.panel.getByRole('button', { name: 'Да' }).click();
  expect(await findingOf(anna, 'speaker')).toBe('Слышно');
  if (shots) {
    await anna.page.evaluate(() => (document.documentElement.dataset['colorScheme'] = 'dark'));
    await anna.page.screenshot({ path: join(shots, 'self-test-dark.png') });
  }
  await anna.panel.getByText('Отправить отчёт администратору').click();
  await anna.panel.getByText('Отчёт отправлен').waitFor();
  // A call of the phone with itself is nobody's in amoCRM.
  expect(callNotes(demo.host)).toEqual([]);
  expect(anna.complaints).toEqual([]);
  await anna.close();

  const olga = await AgentWindow.open(
    browser,
    `${demo.urlFor(OLGA)}/settings/widgets/advanced/${DEMO_INTEGRATION.widgetCode}/`,
  );
  await olga.page.getByRole('tab', { name: 'Проверки телефонов' }).click();
  const report = olga.page.locator('.tel-page tbody > tr');
  await report.getByText('Анна Белова').waitFor();
  expect(await report.locator('li').allInnerTexts()).toEqual(
    expect.arrayContaining(['Микрофон Слышит вас', 'Динамик Слышно', 'Телефон на АТС Подключён']),
  );
  for (const scheme of shots ? ['light', 'dark'] : []) {
    await olga.page.evaluate((chosen) => (document.documentElement.dataset['colorScheme'] = chosen), scheme);
    await olga.page.screenshot({ path: join(shots ?? '', `page-checks-${scheme}.png`) });
  }
  expect(olga.complaints).toEqual([]);
  await olga.close();
});
