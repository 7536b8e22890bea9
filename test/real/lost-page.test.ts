import { DEMO_LINES } from '../../dev/demo/demo-account';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { CUSTOMER_TONE_HZ } from '../support/real/customer';
import { FAKE_MICROPHONE_HZ, wavLevel } from '../support/real/wav-level';
import {
  ANNA,
  bothHear,
  hangsUp,
  HOLD_SEC,
  KeptOffice,
  KEPT_LINES,
  MARINA,
  reloads,
  report,
} from '../support/real/kept-office';

/*
 * The agent's page goes away in a talk, against a real Asterisk with the dialplan of docs/asterisk: the customer says what
 * he hears.
 */

jest.setTimeout(60_000);

/** Measured: 1.2 s, most of it the loading of the page. */
const BACK_MS = 3_000;
/** A new window has nothing of the page in its cache. Measured: 2.4 s. */
const OPENED_MS = 5_000;
const TALK_MS = 3_000;
/** Measured: below 0.1 s. */
const AT_ONCE_MS = 500;

let office: KeptOffice;
beforeAll(async () => (office = await KeptOffice.open()));
afterEach(() => office.clear());
afterAll(() => office.close());

it.each(Object.entries(KEPT_LINES))(
  'a reload in a talk of the line "%s": music, then the agent again; one call in the log',
  async (name, line) => {
    const seen = await notesSoFar(office.demo);
    const { anna, customer } = await office.calledTalk(line);
    const { at, asked } = await reloads(anna);
    expect(asked).toBe(true);
    const music = await customer.hears('music', at);
    const back = await bothHear(anna, customer, music);
    report(`reload, line ${name}`, { music: music - at, back: back - at });
    expect(back - at).toBeLessThan(BACK_MS);
    await anna.panel.getByText('Разговор', { exact: true }).waitFor();
    // Long enough that a recording without the agent's voice after the reload would show: he beeps twice a second, for a
    // tenth of it or two.
    await anna.page.waitForTimeout(TALK_MS);
    expect(await hangsUp(anna, customer)).toBeLessThan(AT_ONCE_MS);
    const { params } = await nextCallNote(office.demo, seen);
    expect(params).toMatchObject({ phone: `+${MARINA}`, call_responsible: ANNA, call_status: 4 });
    const level = wavLevel(await office.asterisk.recording(String(params['uniq'])));
    expect(level.hasTone(CUSTOMER_TONE_HZ)).toBe(true);
    expect(level.toneSeconds(FAKE_MICROPHONE_HZ)).toBeGreaterThan(TALK_MS / 1000 / 6);
  },
);

it('a reload in a talk that the agent has dialled: the same', async () => {
  const seen = await notesSoFar(office.demo);
  const { anna, customer } = await office.dialledTalk();
  const { at } = await reloads(anna);
  const music = await customer.hears('music', at);
  const back = await bothHear(anna, customer, music);
  report('reload, dialled', { music: music - at, back: back - at });
  expect(back - at).toBeLessThan(BACK_MS);
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  expect(await hangsUp(anna, customer)).toBeLessThan(AT_ONCE_MS);
  const { params, note_type } = await nextCallNote(office.demo, seen);
  expect({ note_type, ...params }).toMatchObject({
    ...{ note_type: 'call_out', phone: `+${MARINA}`, call_responsible: ANNA, call_status: 4 },
  });
});

it.each([
  ['called', KEPT_LINES.anna],
  ['of the queue', KEPT_LINES.queue],
  ['of the group', KEPT_LINES.group],
])('the button ends the talk of a customer at once (%s), and nobody is rung again', async (name, line) => {
  const { anna, customer } = await office.calledTalk(line);
  const ms = await hangsUp(anna, customer);
  report(`hang-up by the button, ${name}`, { customer: ms });
  expect(ms).toBeLessThan(AT_ONCE_MS);
  // Between the ends of the two legs the dialplan may play a beat of its music; nobody is kept.
  expect(await anna.page.getByText('Возвращаем разговор').count()).toBe(0);
});

it('a tab that is closed and opened again: the customer waits in the music and is back', async () => {
  const { anna, customer } = await office.calledTalk();
  const at = Date.now();
  await anna.close();
  const music = await customer.hears('music', at);
  const again = await office.arrives(ANNA);
  // How long a new window of the browser takes to open amoCRM is not ours.
  const openedAt = Date.now();
  const back = await bothHear(again, customer, music);
  report('tab closed, then opened', { music: music - at, 'back after opening': back - openedAt });
  expect(back - openedAt).toBeLessThan(OPENED_MS);
});

it('a tab that is closed for good: after the time of the dialplan comes the fallback; one call', async () => {
  const seen = await notesSoFar(office.demo);
  const { anna, customer } = await office.calledTalk();
  const at = Date.now();
  await anna.close();
  const music = await customer.hears('music', at);
  const over = await eventually('the fallback is over', () => customer.hungUpAt, 20_000);
  report('tab closed for good', { music: music - at, fallback: over - music });
  // The dialplan counts whole seconds.
  expect(over - music).toBeGreaterThan((HOLD_SEC - 1.3) * 1000);
  expect(over - music).toBeLessThan((HOLD_SEC + 1) * 1000);
  expect(office.witness.events('UserEvent').at(-1)).toMatchObject({ UserEvent: 'CrmFallback' });
  const { params } = await nextCallNote(office.demo, seen);
  expect(params).toMatchObject({ call_responsible: ANNA, call_status: 4 });
  expect(Number(params['duration'])).toBeLessThanOrEqual(Math.ceil((music - at) / 1000) + 2);
});

it('says that the talk is coming back while the phone is not there yet, and the agent can end it', async () => {
  const { anna, customer } = await office.calledTalk();
  await anna.context.routeWebSocket(office.asterisk.wsUrl, (socket) => void socket.close());
  await reloads(anna);
  await anna.panel.getByText('Возвращаем разговор').waitFor();
  expect(await hangsUp(anna, customer)).toBeLessThan(AT_ONCE_MS);
});

it('a page that crashes: the customer waits in the music and is back when it is loaded again', async () => {
  const { anna, customer } = await office.calledTalk();
  const session = await anna.context.newCDPSession(anna.page);
  const at = Date.now();
  // Never answered: the page is gone.
  session.send('Page.crash').catch(() => undefined);
  const music = await customer.hears('music', at);
  const again = await office.arrives(ANNA);
  const back = await bothHear(again, customer, music);
  report('page crashed', { music: music - at, back: back - at });
  expect(music - at).toBeLessThan(BACK_MS);
});

it('a cut socket to the PBX: the talk goes on, and the button ends it when the socket is back', async () => {
  const anna = await office.arrives(ANNA);
  let cut = (): void => undefined;
  let isThere = true;
  await anna.context.routeWebSocket(office.asterisk.wsUrl, (socket) => {
    if (!isThere) return void socket.close();
    const pbx = socket.connectToServer();
    cut = () => void Promise.all([pbx.close(), socket.close()]);
  });
  await anna.page.reload();
  await anna.openPanel();
  await anna.panel.getByText('На связи').waitFor();
  const { customer } = await office.calledTalk(KEPT_LINES.anna, anna);
  const from = Date.now();
  isThere = false;
  cut();
  await anna.panel.getByText('Нет связи').waitFor();
  await customer.hears('agent', from + 4_000);
  isThere = true;
  await anna.panel.getByText('Разговор', { exact: true }).waitFor({ timeout: 20_000 });
  await customer.hears('agent');
  expect(customer.heard.filter(({ at, what }) => at > from && what === 'music')).toEqual([]);
  expect(await hangsUp(anna, customer)).toBeLessThan(AT_ONCE_MS);
});

it('a second browser of the same agent does not take the talk from the first', async () => {
  const { customer } = await office.calledTalk();
  const ended = office.endsOfAnna('41').length;
  const pages = office.witness.events('ContactStatus').length;
  await office.arrives(ANNA);
  await eventually('the second registered', () => office.witness.events('ContactStatus').length > pages);
  const from = Date.now();
  await customer.hears('agent', from + 2_000);
  expect(customer.heard.filter(({ at, what }) => at > from && what === 'music')).toEqual([]);
  expect(office.endsOfAnna('41')).toHaveLength(ended);
});

it('a line without the snippet: the gateway ends nothing, Asterisk does as it did before', async () => {
  const { anna, customer } = await office.calledTalk(DEMO_LINES.anna);
  const [ended, unheard] = [office.endsOfAnna('41').length, office.endsOfAnna('44').length];
  await reloads(anna);
  await eventually('the office hung up', () => customer.hungUpAt, 20_000);
  await eventually('Asterisk ended the leg', () => office.endsOfAnna('44').length > unheard);
  expect(office.endsOfAnna('41')).toHaveLength(ended);
});
