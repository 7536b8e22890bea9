import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { callNotes } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(60_000);

const [ANNA] = DEMO_USERS.map(({ id }) => id) as [number];
const MARINA = '79984445566';
const STRANGER = '79982104408';

let browser: Browser;
let demo: Demo;
let office: Office;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  const widgetDirectory = join(__dirname, '../../dist/widget');
  const storePath = join(mkdtempSync(join(tmpdir(), 'linia-')), 'store.sqlite');
  const options = { port: 0, widgetDirectory, storePath, settings: { result_after: '0' } };
  [browser, demo] = await Promise.all([openBrowser(), startDemo(options)]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
});

afterEach(async () => {
  for (const { id } of office.control.calls()) await office.control.customerHangsUp(id);
  await Promise.all(windows.splice(0).map((window) => window.close()));
  await eventually('nothing left to deliver', () =>
    Object.values(demo.gateway.health()).every(({ calls }) => calls === 0),
  );
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

const shots = process.env['SHOTS'];
async function shot(agent: AgentWindow, name: string): Promise<void> {
  if (shots) await agent.page.screenshot({ path: join(shots, `${name}.png`) });
}

/** A talk with Anna that has just ended; `language` of her profile. */
async function afterTalk(
  number: string,
  language: 'ru' | 'en' = 'ru',
): Promise<{ readonly anna: AgentWindow; readonly result: Locator }> {
  demo.host.state.setLanguage(ANNA, language);
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA), undefined, language);
  windows.push(anna);
  const { id } = await office.control.customerCalls({ number, line: DEMO_LINES.anna });
  await anna.answer();
  await waitUntilHeard(anna.page);
  await office.control.customerHangsUp(id);
  const result = anna.page.locator('.tel-result');
  await result.waitFor();
  return { anna, result };
}

const noteOf = (number: string) =>
  callNotes(demo.host)
    .filter(({ params }) => String(params['phone']).endsWith(number.slice(1)))
    .at(-1);

it('asks for the result of a talk with a known customer, and writes it with the task into his lead', async () => {
  const { anna, result } = await afterTalk(MARINA);
  await result.getByRole('heading', { name: 'Марина Ковалёва' }).waitFor();
  await result.getByRole('radio', { name: 'Перезвонить позже' }).click();
  await result.getByLabel('Примечание').fill('Просит скидку 3 %');
  await result.getByRole('radio', { name: 'Завтра' }).click();
  await result.getByLabel('Что сделать').fill('Уточнить решение по КП');
  await result.getByText('Черновик сохранён').waitFor();
  await shot(anna, 'known');
  await anna.page.keyboard.press('Control+Enter');
  await result.waitFor({ state: 'detached' });
  const note = await eventually('the result in the feed', () =>
    noteOf(MARINA)?.params['call_result'] === 'Просит скидку 3 %' ? noteOf(MARINA) : undefined,
  );
  expect(note).toMatchObject({ entityType: 'leads', params: { call_status: 2 } });
  const task = await eventually('the task', () => [...demo.host.state.tasks.values()].at(-1));
  expect(task).toMatchObject({
    text: 'Уточнить решение по КП',
    entity_type: 'leads',
    entity_id: note?.entity_id,
    responsible_user_id: ANNA,
  });
});

it('makes a contact and a lead of a stranger whose name the agent gives', async () => {
  const { anna, result } = await afterTalk(STRANGER);
  await result.getByText('номера нет в amoCRM').waitFor();
  await result.getByText('звонок попадёт в «Неразобранное»').waitFor();
  await shot(anna, 'unknown');
  await result.getByLabel('Имя контакта').fill('<img onerror=alert(1)>');
  await result.getByLabel('Название сделки').fill('Веранда, Репино');
  await result.getByRole('button', { name: 'Создать и сохранить' }).click();
  await result.waitFor({ state: 'detached' });
  const note = await eventually('the call in the feed', () => noteOf(STRANGER));
  expect(note.entityType).toBe('leads');
  expect(demo.host.state.entities('leads').get(note.entity_id)?.name).toBe('Веранда, Репино');
  expect(anna.complaints).toEqual([]);
});

it('puts a stranger whose window was closed into "Incoming leads", once, and takes it from there when the agent saves late', async () => {
  const number = '79982104409';
  const { anna, result } = await afterTalk(number);
  await result.getByText('номера нет в amoCRM').waitFor();
  await anna.page.keyboard.press('Escape');
  await result.waitFor({ state: 'detached' });
  const entries = () =>
    [...demo.host.state.unsorted.values()].filter(({ metadata }) =>
      String(metadata['phone']).endsWith(number),
    );
  await eventually('an entry in "Incoming leads"', () => entries()[0]);
  expect(noteOf(number)).toBeUndefined();
  await anna.openPanel();
  await anna.panel.getByText('Без результата').waitFor();
  await shot(anna, 'waiting');
  await anna.panel.locator('[data-act=result]').getByText('+7 998 210-44-09').click();
  await result.getByText('Звонок в «Неразобранном»').waitFor();
  await result.getByLabel('Имя контакта').fill('Пётр Лапин');
  await result.getByLabel('Примечание').fill('Ждёт расчёт');
  await result.getByRole('button', { name: 'Создать и сохранить' }).click();
  await result.waitFor({ state: 'detached' });
  const note = await eventually('the result in the feed', () =>
    noteOf(number)?.params['call_result'] === 'Ждёт расчёт' ? noteOf(number) : undefined,
  );
  expect(entries().map(({ state }) => state)).toEqual(['accepted']);
  const contacts = [...demo.host.state.entities('contacts').values()];
  expect(contacts.some(({ name }) => name === 'Пётр Лапин')).toBe(true);
  expect(demo.host.state.entities('leads').get(note.entity_id)?.responsible_user_id).toBe(ANNA);
});

it('gives what was typed back after a reload, and asks before it closes the window over it', async () => {
  const { anna, result } = await afterTalk(MARINA);
  await result.getByLabel('Примечание').fill('Половина фразы');
  await result.getByText('Черновик сохранён').waitFor();
  await anna.page.reload();
  await result.waitFor();
  expect(await result.getByLabel('Примечание').inputValue()).toBe('Половина фразы');
  await anna.page.keyboard.press('Escape');
  await result.getByText('Закрыть без сохранения?').waitFor();
  await shot(anna, 'leaving');
  await result.getByRole('button', { name: 'Вернуться' }).click();
  expect(await result.getByLabel('Примечание').inputValue()).toBe('Половина фразы');
  await anna.page.keyboard.press('Escape');
  await result.getByRole('button', { name: 'Закрыть' }).last().click();
  await result.waitFor({ state: 'detached' });
  await eventually('the call without a result', () => noteOf(MARINA)?.params['call_result'] === '');
});

it('keeps a result while the gateway is away, lets the window go, and sends it when the gateway is back', async () => {
  const { anna, result } = await afterTalk(MARINA);
  await demo.stopGateway();
  await result.getByText('Нет связи с телефонией').waitFor();
  await result.getByLabel('Примечание').fill('Записано без связи');
  await result.getByRole('button', { name: 'Сохранить' }).click();
  await result.getByText('Сохраняем…').waitFor();
  await shot(anna, 'offline');
  await result.getByRole('button', { name: 'Закрыть' }).first().click();
  await result.waitFor({ state: 'detached' });
  await demo.startGateway();
  await eventually(
    'the result in the feed',
    () => noteOf(MARINA)?.params['call_result'] === 'Записано без связи',
  );
  expect(await result.count()).toBe(0);
});

it('opens in one of two tabs only, and puts the call on the card that the agent finds', async () => {
  const { anna, result } = await afterTalk(MARINA);
  const second = await anna.context.newPage();
  await second.goto(demo.urlFor(ANNA));
  await second.locator('.calls-list-toggler').waitFor();
  await result.getByRole('button', { name: 'Изменить' }).click();
  await result.getByRole('combobox').fill('балкон под ключ');
  await result.getByRole('option').first().waitFor();
  await shot(anna, 'find');
  await result
    .getByRole('option', { name: /Балкон под ключ/ })
    .first()
    .click();
  await result.getByLabel('Примечание').fill('Это про балкон');
  expect(await second.locator('.tel-result').count()).toBe(0);
  await result.getByRole('button', { name: 'Сохранить' }).click();
  await result.waitFor({ state: 'detached' });
  const note = await eventually('the result in the feed', () =>
    noteOf(MARINA)?.params['call_result'] === 'Это про балкон' ? noteOf(MARINA) : undefined,
  );
  expect(note.entityType).toBe('leads');
  expect(demo.host.state.entities('leads').get(note.entity_id)?.name).toMatch(/^Балкон под ключ/);
});

it('comes back in the next tab, with what was typed, when its own tab dies', async () => {
  const { anna, result } = await afterTalk(MARINA);
  const second = await anna.context.newPage();
  await second.goto(demo.urlFor(ANNA));
  await second.locator('.calls-list-toggler').waitFor();
  await result.getByLabel('Примечание').fill('Недописанное');
  await result.getByText('Черновик сохранён').waitFor();
  await anna.page.close();
  const again = second.locator('.tel-result');
  await again.waitFor();
  expect(await again.getByLabel('Примечание').inputValue()).toBe('Недописанное');
  await second.keyboard.press('Control+Enter');
  await again.waitFor({ state: 'detached' });
  await eventually('the result in the feed', () => noteOf(MARINA)?.params['call_result'] === 'Недописанное');
});

it('speaks English to who reads it, and is worked by keys alone: digits, arrows, Ctrl+Enter', async () => {
  const { anna, result } = await afterTalk(MARINA, 'en');
  await result.getByLabel('Note', { exact: true }).fill('Call back after lunch');
  await result.getByText('Draft saved').waitFor();
  await result.getByRole('radio', { name: 'Talked' }).focus();
  await anna.page.keyboard.press('7');
  expect(await result.getByRole('radio', { name: 'Busy' }).getAttribute('aria-checked')).toBe('true');
  await result.getByRole('radio', { name: 'None', exact: true }).focus();
  await anna.page.keyboard.press('ArrowRight');
  await anna.page.keyboard.press('ArrowRight');
  expect(await result.getByRole('radio', { name: 'Tomorrow' }).getAttribute('aria-checked')).toBe('true');
  const offered = await Promise.all(
    (['radio', 'button'] as const).map((role) => result.getByRole(role).allInnerTexts()),
  );
  expect(offered.flat().join()).not.toMatch(/[а-яё]/i);
  await shot(anna, 'known-en');
  await anna.page.keyboard.press('Escape');
  await result.getByText('Close without saving?').waitFor();
  await result.getByRole('button', { name: 'Go back' }).click();
  await anna.page.keyboard.press('Control+Enter');
  await result.waitFor({ state: 'detached' });
  await eventually('the result in the feed', () => noteOf(MARINA)?.params['call_status'] === 7);
});
