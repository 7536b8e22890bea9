import type { AgentWindow } from '../support/agent-window';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { ANNA, bothHear, hangsUp, KeptOffice, reloads, report, TIMUR } from '../support/real/kept-office';
import type { ListeningCustomer } from '../support/real/listening-customer';

/*
 * Lines that keep their customers while the agent does more than talk: whom he has handed over stays handed over, and a
 * page that goes away in the middle of it brings the customer back.
 */

jest.setTimeout(60_000);

let office: KeptOffice;
beforeAll(async () => (office = await KeptOffice.open()));
afterEach(() => office.clear());
afterAll(() => office.close());

const does = (agent: AgentWindow, act: string): Promise<void> =>
  agent.panel.locator(`[data-act=${act}]`).click();

const handsOver = async (anna: AgentWindow, timur: AgentWindow): Promise<void> => {
  await does(anna, 'transfer');
  await timurIn(anna).getByText('Свободен').waitFor();
  await anna.panel.locator('input[name=find]').fill('тимур');
  await anna.page.keyboard.press('Enter');
  await timur.answer();
};
const asks = async (anna: AgentWindow, timur: AgentWindow): Promise<void> => {
  await does(anna, 'transfer');
  await timurIn(anna).click();
  await timurIn(anna).getByText('Сначала спросить').click();
  await timur.answer();
};
const asksFirst = async (anna: AgentWindow, timur: AgentWindow): Promise<void> => {
  await asks(anna, timur);
  await does(anna, 'connect');
};
const timurIn = (agent: AgentWindow) => agent.panel.getByRole('row', { name: 'Тимур Галеев' });

type Talk = () => Promise<{ readonly anna: AgentWindow; readonly customer: ListeningCustomer }>;
const talks: Readonly<Record<string, Talk>> = {
  'who has called': () => office.calledTalk(),
  'who was called': () => office.dialledTalk(),
};

describe.each(Object.entries(talks))('a customer %s', (_, talk) => {
  it.each([
    ['at once', handsOver],
    ['after asking', asksFirst],
  ])(
    'is handed over %s, and when the colleague hangs up it is over; one log, of the colleague',
    async (__, how) => {
      const seen = await notesSoFar(office.demo);
      const timur = await office.atThePhone(TIMUR);
      const { anna, customer } = await talk();
      await how(anna, timur);
      await anna.panel.getByText('На связи').waitFor();
      const from = Date.now();
      await customer.hears('agent', from);
      await hangsUp(timur, customer);
      expect(customer.heard.filter(({ at, what }) => at > from && what === 'music')).toEqual([]);
      const { params } = await nextCallNote(office.demo, seen);
      expect(params).toMatchObject({ call_responsible: TIMUR, call_status: 4 });
    },
  );

  it('comes back when the page goes away while he is on hold', async () => {
    const { anna, customer } = await talk();
    const held = Date.now();
    await does(anna, 'hold');
    await customer.hears('music', held);
    const { at } = await reloads(anna);
    report('reload with the customer on hold', { back: (await bothHear(anna, customer, at)) - at });
    await hangsUp(anna, customer);
  });

  it('comes back when the page goes away while a colleague is asked', async () => {
    const timur = await office.atThePhone(TIMUR);
    const { anna, customer } = await talk();
    await asks(anna, timur);
    const { at } = await reloads(anna);
    report('reload while a colleague is asked', { back: (await bothHear(anna, customer, at)) - at });
    await timur.panel.locator('[data-act=hangUp]').waitFor({ state: 'detached' });
    await hangsUp(anna, customer);
  });
});

it('the log of a talk that came back tells one agent, once', async () => {
  const seen = await notesSoFar(office.demo);
  const { anna, customer } = await office.calledTalk();
  for (let reload = 0; reload < 3; reload++) {
    const { at } = await reloads(anna);
    await bothHear(anna, customer, await customer.hears('music', at));
    await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  }
  await hangsUp(anna, customer);
  const { params } = await nextCallNote(office.demo, seen);
  expect(params).toMatchObject({ call_responsible: ANNA, call_status: 4, call_result: '' });
});
