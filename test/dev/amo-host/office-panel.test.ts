import type { CustomerCall, OfficeControl } from '../../../dev/office/office-control';
import { DEMO_LINES } from '../../../dev/demo/demo-account';
import { PageDriver, ANNA } from './page-driver';
import { ask } from './rest-client';

const driver = new PageDriver();

/** An office that notes what it is told; calls are answered when the test says so. */
function quietOffice() {
  let calls: readonly CustomerCall[] = [];
  const listeners = new Set<() => void>();
  const told: unknown[] = [];
  const change = (next: readonly CustomerCall[]): void => {
    calls = next;
    listeners.forEach((listener) => listener());
  };
  const control: OfficeControl = {
    customerCalls: async (call) => {
      told.push(call);
      if (call.number === '000') throw new Error('Линия занята');
      const id = `c${calls.length + 1}`;
      change([
        ...calls,
        { id, direction: 'customer-calls', number: call.number, state: 'ringing', heard: 0 },
      ]);
      return { id };
    },
    customerHangsUp: async (id) => change(calls.filter((call) => call.id !== id)),
    setNextOutgoing: (reaction) => void told.push(reaction),
    calls: () => calls,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const talk = (heard: number): void => change(calls.map((call) => ({ ...call, state: 'talking', heard })));
  return { control, told, talk, listeners };
}

it('calls as a known customer, shows what he hears and hangs up for him', async () => {
  const office = quietOffice();
  const page = await driver.opened(ANNA, { office: office.control, widgets: [] });
  await page.getByLabel('Кто звонит').selectOption({ index: 0 });
  await page.getByLabel('Куда').selectOption(DEMO_LINES.sales);
  await page.getByRole('button', { name: 'Клиент звонит' }).click();
  await page.locator('.office__call').getByText('вызов').waitFor();
  expect(office.told).toEqual([
    { number: '+7 998 444-55-66', name: 'Марина Ковалёва', line: DEMO_LINES.sales },
  ]);

  office.talk(0.1);
  await page.locator('.office__call').getByText('разговор').waitFor();
  expect(await page.locator('.office__level-bar').getAttribute('style')).toBe('width: 70%');

  await page.getByRole('button', { name: 'Клиент кладёт трубку' }).click();
  await page.locator('.office__call').waitFor({ state: 'detached' });
});

it('calls from a typed number and says when the office refuses', async () => {
  const office = quietOffice();
  const page = await driver.opened(ANNA, { office: office.control, widgets: [] });
  await page.getByLabel('Кто звонит').selectOption('');
  await page.getByRole('button', { name: 'Клиент звонит' }).click();
  await page.getByText('Наберите номер клиента').waitFor();
  await page.getByLabel('Номер клиента').fill('000');
  await page.getByRole('button', { name: 'Клиент звонит' }).click();
  await page.locator('.office__error').getByText('Линия занята').waitFor();
});

it('does the same by plain HTTP', async () => {
  const office = quietOffice();
  await driver.opened(ANNA, { office: office.control, widgets: [] });
  const { host } = driver;
  const placed = await ask(host, 'POST', '/__standin/office/call', {
    number: '+79981234567',
    line: DEMO_LINES.anna,
  });
  expect(placed.body).toEqual({ id: 'c1' });
  expect((await ask(host, 'GET', '/__standin/office/calls')).body).toMatchObject({
    calls: [{ id: 'c1', state: 'ringing' }],
  });
  await ask(host, 'POST', '/__standin/office/next-outgoing', { reaction: 'busy' });
  expect(office.told.at(-1)).toBe('busy');
  expect((await ask(host, 'POST', '/__standin/office/next-outgoing', { reaction: 'sings' })).status).toBe(
    400,
  );
  await ask(host, 'POST', '/__standin/office/hangup', { id: 'c1' });
  expect((await ask(host, 'GET', '/__standin/office/calls')).body).toEqual({ calls: [] });
});

it('has no panel without an office', async () => {
  const page = await driver.opened(ANNA, { widgets: [] });
  expect(await page.locator('.office').count()).toBe(0);
  expect((await ask(driver.host, 'GET', '/__standin/office/calls')).status).toBe(404);
});
