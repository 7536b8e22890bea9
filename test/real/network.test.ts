import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo } from '../../dev/demo/demo';
import { DEMO_LINES } from '../../dev/demo/demo-account';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import {
  isFree,
  isRegistered,
  isTalking,
  networkCases,
  report,
  type CallingCustomer,
} from '../support/network-cases';
import { heardEnergy, localCandidateType, relayOnly, waitUntilHeard } from '../support/peer-connections';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import { Coturn } from '../support/real/coturn';
import { firstSoundOfBareSipJs, firstSoundOfOurs, serveBareSipJs } from '../support/real/first-sound';
import { ANNA } from '../support/real/kept-office';
import { ListeningCustomer } from '../support/real/listening-customer';
import { TcpLink } from '../support/tcp-link';
import { Authority } from '../support/tls/authority';
import { trustingHome, type TrustingHome } from '../support/tls/trusting-home';
import { PhonePage, servePhonePage } from '../widget/softphone/phone-page';

/* The phone of softphone.js and a real Asterisk, over wss with a certificate, and what networks do to them. */

jest.setTimeout(90_000);

const LONG_TALK_MS = 60_000;

let authority: Authority;
let home: TrustingHome;
let asterisk: RealAsterisk;
let browser: Browser;
let site: Awaited<ReturnType<typeof servePhonePage>>;
let link: TcpLink;
const customers: ListeningCustomer[] = [];

/** A relay that is restarted takes longer than the 5 s after which a silent leg ends. */
const keepsSilentLegs = (text: string): string => text.replace('rtp_timeout = 5', 'rtp_timeout = 30');

/** Timur talks from the first to the last test. */
let longTalk: { readonly phone: PhonePage; readonly customer: ListeningCustomer; readonly since: number };

beforeAll(async () => {
  authority = new Authority();
  home = trustingHome(authority);
  [asterisk, browser, site] = await Promise.all([
    startAsterisk(keepsSilentLegs, { certificate: authority.issue(['127.0.0.1']) }),
    openBrowser({ home: home.path }),
    servePhonePage(),
  ]);
  link = await TcpLink.to(Number(new URL(asterisk.wssUrl).port));
  longTalk = await timurTalks();
});

afterAll(async () => {
  customers.forEach((customer) => customer.hangUp());
  await browser.close();
  await Promise.all([site.close(), link.close(), asterisk.close()]);
  home.remove();
});

async function calls(line: string): Promise<ListeningCustomer> {
  const customer = await ListeningCustomer.calls(asterisk, '79984445566', line);
  customers.push(customer);
  return customer;
}

async function timurTalks(): Promise<typeof longTalk> {
  const phone = await PhonePage.open(browser, site.url);
  await phone.start(asterisk.wssUrl, '102', asterisk.phonePassword);
  await phone.until(isRegistered);
  const customer = await calls(DEMO_LINES.timur);
  const { calls: ringing } = await phone.until(({ calls: [call] }) => call?.state === 'ringing');
  await phone.run('answer', ringing[0]?.id ?? '');
  await phone.until(isTalking);
  return { phone, customer, since: Date.now() };
}

async function customerOfAnna(): Promise<CallingCustomer> {
  const customer = await calls(DEMO_LINES.anna);
  return { hearsAgent: () => customer.hears('agent'), hangUp: () => customer.hangUp() };
}

networkCases(() => ({
  ...{ browser, siteUrl: site.url, link, sipUrl: `wss://127.0.0.1:${link.port}/ws` },
  ...{ password: asterisk.phonePassword, customerCalls: customerOfAnna },
}));

it('does not speak to a PBX whose certificate nobody vouches for', async () => {
  const stranger = await openBrowser();
  const phone = await PhonePage.open(stranger, site.url);
  await phone.start(asterisk.wssUrl, '101', asterisk.phonePassword);
  await phone.until(({ fault }) => fault === 'server-unreachable');
  await stranger.close();
});

it('is heard as soon after the click as with sip.js alone', async () => {
  const bareSite = await serveBareSipJs();
  const place = {
    ...{ browser, siteUrl: site.url, sipUrl: asterisk.wssUrl, password: asterisk.phonePassword },
    ring: () => calls(DEMO_LINES.anna),
  };
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let n = 0; n < 3; n += 1) {
    ours.push(await firstSoundOfOurs(place));
    bare.push(await firstSoundOfBareSipJs({ ...place, siteUrl: bareSite.url }));
  }
  await bareSite.close();
  const inOrder = (times: readonly number[]): string =>
    [...times]
      .sort((a, b) => a - b)
      .map(Math.round)
      .join(' ');
  report(`answer → first sound, ms: ours ${inOrder(ours)}, sip.js alone ${inOrder(bare)}`);
  // The best of each: the others measure what else the machine had to do.
  expect(Math.min(...ours)).toBeLessThan(Math.min(...bare) + 250);
});

it('a talk through the relay alone, with the pass that the gateway gave; none of its secrets is kept in the browser', async () => {
  const turn = await Coturn.start();
  const demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: {
      ...{ ami: asterisk.ami, sipUrl: asterisk.wssUrl, phonePassword: asterisk.phonePassword },
      relay: turn.settings,
    },
  });
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA), relayOnly);
  const customer = await calls(DEMO_LINES.anna);
  const answeredAt = Date.now();
  await anna.answer();
  report(
    `through the relay: the customer hears the agent after ${(await customer.hears('agent', answeredAt)) - answeredAt} ms`,
  );
  await waitUntilHeard(anna.page);
  expect(await localCandidateType(anna.page)).toBe('relay');
  expect(allocations(turn)).toBe(1);

  // The way of the sound is lost, the socket lives: the browser is asked for another.
  await turn.restart();
  const lostAt = Date.now();
  await eventually('another way through the relay', () => allocations(turn) > 1, 20_000);
  await waitUntilHeard(anna.page);
  report(`relay restarted: heard again after ${(await customer.hears('agent', Date.now())) - lostAt} ms`);

  await anna.page.evaluate(() => localStorage.setItem('seen-by', 'the-test'));
  const kept = await keptIn(anna.page);
  expect(kept).toContain('the-test');
  expect(kept).not.toContain(asterisk.phonePassword);
  expect(kept).not.toContain(':101"');
  await anna.hangUp();
  await anna.close();
  await demo.close();
  await turn.close();
});

/** Places at the relay that passes of Anna's phone took. */
const allocations = ({ lines }: Coturn): number =>
  lines.filter((line) => line.includes(':101>') && line.includes('ALLOCATE processed, success')).length;

/** All that the pages of this origin have stored. */
const keptIn = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const stores: unknown[] = [{ ...localStorage }, { ...sessionStorage }, document.cookie];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
      });
      for (const store of database.objectStoreNames)
        stores.push(
          await new Promise((resolve) => {
            const reading = database.transaction(store).objectStore(store).getAll();
            reading.onsuccess = () => resolve(reading.result);
          }),
        );
      database.close();
    }
    return JSON.stringify(stores);
  });

it('a talk of a minute: both are heard from its first to its last second', async () => {
  const { phone, customer, since } = longTalk;
  let heard = await heardEnergy(phone.page);
  while (Date.now() < since + LONG_TALK_MS) {
    await phone.page.waitForTimeout(2_000);
    const now = await heardEnergy(phone.page);
    expect(now).toBeGreaterThan(heard);
    heard = now;
  }
  const gaps = longestSilence(customer, since);
  report(`talk of ${Math.round((Date.now() - since) / 1000)} s, longest silence at the customer ${gaps} ms`);
  expect(gaps).toBeLessThan(3_000);
  customer.hangUp();
  await phone.until(isFree);
  await phone.close();
});

/** The microphone of the tests beeps twice a second. */
function longestSilence({ heard }: ListeningCustomer, since: number): number {
  const beeps = heard.filter(({ at, what }) => at > since && what === 'agent').map(({ at }) => at);
  return Math.max(...beeps.map((at, index) => at - (beeps[index - 1] ?? since)));
}
