/** @jest-environment node */
import type { Browser } from 'playwright-core';
import type { PhoneCall, PhoneState } from '../../../src/widget/softphone/softphone';
import { openBrowser } from '../../../dev/demo/browser';
import { heardEnergy, waitUntilHeard } from '../../support/peer-connections';
import { PhonePage, servePhonePage } from './phone-page';
import { SipSwitch } from './sip-switch';

jest.setTimeout(60_000);

const PASSWORD = 'agent-secret';
let browser: Browser;
let site: Awaited<ReturnType<typeof servePhonePage>>;
let pbx: SipSwitch;
let agent: PhonePage;
let marina: PhonePage;
let pavel: PhonePage;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), servePhonePage()]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

beforeEach(async () => {
  pbx = await SipSwitch.open(PASSWORD);
  const phones = await Promise.all(['101', '555', '556'].map(registered));
  [agent, marina, pavel] = phones as [PhonePage, PhonePage, PhonePage];
});

afterEach(async () => {
  await Promise.all([agent, marina, pavel].map((phone) => phone.close()));
  await pbx.close();
});

async function registered(extension: string): Promise<PhonePage> {
  const phone = await PhonePage.open(browser, site.url);
  await phone.start(pbx.url, extension, PASSWORD);
  await phone.until(({ registration }) => registration === 'registered');
  return phone;
}

const from = (number: string, { calls }: PhoneState): PhoneCall | undefined =>
  calls.find((call) => call.number === number);
const until = async (number: string, fits: (call: PhoneCall) => boolean): Promise<PhoneCall> => {
  const state = await agent.until((now) => {
    const call = from(number, now);
    return call !== undefined && fits(call);
  });
  return from(number, state) as PhoneCall;
};
const isTalking = ({ state }: PhoneCall): boolean => state === 'established';

/** `customer` calls the agent and is answered. */
async function talkWith(customer: PhonePage, number: string): Promise<PhoneCall> {
  await customer.run('call', '101');
  const { id } = await until(number, ({ state }) => state === 'ringing');
  expect(await agent.run('answer', id)).toBe('ok');
  await customer.until(({ calls }) => calls[0]?.state === 'established');
  return until(number, isTalking);
}

const WINDOW_MS = 1_500;

/** The fake microphone beeps once a second; what was said before the silence may still be on its way. */
async function hearsNothing(phone: PhonePage, patience = 3): Promise<void> {
  const before = await heardEnergy(phone.page);
  await phone.page.waitForTimeout(WINDOW_MS);
  const heard = (await heardEnergy(phone.page)) - before;
  if (heard < 0.0001) return;
  if (patience === 0) throw new Error(`Silence was expected, and ${heard} was heard`);
  await hearsNothing(phone, patience - 1);
}

describe('A talk in the browser', () => {
  it('waits in silence while it is held, and goes on', async () => {
    const { id } = await talkWith(marina, '555');
    await waitUntilHeard(marina.page);
    expect(await agent.control('setHeld', id, true)).toBe('ok');
    expect(await until('555', ({ held }) => held)).toMatchObject({ muted: false });
    expect(pbx.requests('INVITE').at(-1)).toContain('a=sendonly');
    const invites = pbx.requests('INVITE').length;
    await hearsNothing(marina);
    // The silence of a hold is no broken way of the sound.
    await agent.page.waitForTimeout(2_000);
    expect(pbx.requests('INVITE')).toHaveLength(invites);
    expect(await agent.control('setHeld', id, false)).toBe('ok');
    await until('555', ({ held }) => !held);
    await Promise.all([waitUntilHeard(marina.page), waitUntilHeard(agent.page)]);
  });

  it('stays muted through a hold', async () => {
    const { id } = await talkWith(marina, '555');
    await agent.mute(id, true);
    await agent.control('setHeld', id, true);
    await agent.control('setHeld', id, false);
    await hearsNothing(marina);
    await agent.mute(id, false);
    await waitUntilHeard(marina.page);
  });

  it('stays held when the connection was cut and came back', async () => {
    const { id } = await talkWith(marina, '555');
    await agent.control('setHeld', id, true);
    const invites = pbx.requests('INVITE').length;
    pbx.cut('101');
    await agent.until(({ registration }) => registration === 'lost');
    await agent.until(({ registration }) => registration === 'registered');
    while (pbx.requests('INVITE').length === invites) await agent.page.waitForTimeout(50);
    expect(pbx.requests('INVITE').at(-1)).toContain('a=sendonly');
    await hearsNothing(marina);
  });

  it('is held when a second one is answered, and the two are swapped', async () => {
    const first = await talkWith(marina, '555');
    const second = await talkWith(pavel, '556');
    expect(await until('555', ({ held }) => held)).toMatchObject({ id: first.id });
    await waitUntilHeard(pavel.page);
    await hearsNothing(marina);
    expect(await agent.control('setHeld', first.id, false)).toBe('ok');
    expect(await until('556', ({ held }) => held)).toMatchObject({ id: second.id });
    await waitUntilHeard(marina.page);
    await hearsNothing(pavel);
  });

  it('is held while another number is called', async () => {
    await talkWith(marina, '555');
    expect(await agent.run('call', '556')).toBe('ok');
    await until('555', ({ held }) => held);
    await until('556', ({ state }) => state === 'ringing');
    expect(await agent.run('call', '557')).toBe('already-calling');
  });

  it('sends every tone of a fast hand', async () => {
    const { id } = await talkWith(marina, '555');
    await agent.page.evaluate(() => {
      const host = window as unknown as { sent: string };
      host.sent = '';
      RTCDTMFSender.prototype.addEventListener.call(
        (window as unknown as { watchedPeers: RTCPeerConnection[] }).watchedPeers[0]?.getSenders()[0]?.dtmf,
        'tonechange',
        (event) => (host.sent += (event as RTCDTMFToneChangeEvent).tone),
      );
    });
    for (const tone of '204#') expect(await agent.control('sendTones', id, tone)).toBe('ok');
    await agent.page.waitForFunction(() => (window as unknown as { sent: string }).sent === '204#');
  });

  it('stays with the agent when the far end does not let itself be handed over', async () => {
    const { id } = await talkWith(marina, '555');
    expect(await agent.control('transfer', id, '556')).toBe('transfer-refused');
    expect(pbx.requests('REFER')[0]).toMatch(/^Refer-To: .*sip:556@/im);
    expect(await until('555', isTalking)).toMatchObject({ leaving: false });
    await waitUntilHeard(marina.page);
  });

  it('does nothing to a talk that is over', async () => {
    const { id } = await talkWith(marina, '555');
    await agent.run('hangUp', id);
    await agent.until(({ calls }) => calls.length === 0);
    expect(await agent.control('setHeld', id, true)).toBe('ok');
    expect(await agent.control('sendTones', id, '1')).toBe('ok');
    expect(await agent.control('transfer', id, '556')).toBe('ok');
    expect(await agent.control('connect', id, id)).toBe('ok');
    expect(await agent.errors()).toEqual([]);
  });
});
