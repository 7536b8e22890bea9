import type { Browser } from 'playwright-core';
import { browserProgram, openBrowser } from '../../dev/demo/browser';
import { isFree, isRegistered, isTalking, report } from '../support/network-cases';
import { heardEnergy, waitUntilHeard } from '../support/peer-connections';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import { TwoNetworks } from '../support/real/two-networks';
import { PhonePage, phonePageHtml } from '../widget/softphone/phone-page';

/*
 * The agent's computer leaves one network and joins another in the middle of a talk, against a real Asterisk: the old
 * address is gone, the socket is dead and says nothing, the sound has no way.
 */

jest.setTimeout(60_000);

/** Any secure context; nothing answers there but the browser's own interception. */
const SITE = 'http://127.0.0.1:9/';
/** Asterisk ends a leg on which it has heard nothing for 5 s (docs/asterisk/linia-pjsip.conf). */
const RTP_TIMEOUT_MS = 5_000;

let networks: TwoNetworks;
let asterisk: RealAsterisk;
let browser: Browser;
let phone: PhonePage;

beforeAll(async () => {
  networks = await TwoNetworks.open();
  [asterisk, browser] = await Promise.all([
    startAsterisk((text) => text.replace('bindaddr = 127.0.0.1\nbindport', 'bindaddr = 0.0.0.0\nbindport'), {
      networkOf: networks.pbxPid,
    }),
    openBrowser({ program: networks.onAgentsComputer(browserProgram()) }),
  ]);
  const html = await phonePageHtml();
  phone = await PhonePage.open(browser, SITE, undefined, (context) =>
    context.route(SITE, (route) => route.fulfill({ contentType: 'text/html', body: html })),
  );
  const url = asterisk.wsUrl.replace('127.0.0.1', TwoNetworks.pbxAddress);
  await phone.start(url, '101', asterisk.phonePassword);
  await phone.until(isRegistered);
});

afterAll(async () => {
  await browser.close();
  await asterisk.close();
  await networks.close();
});

it('goes on with the talk in the new network, before Asterisk takes it for dead', async () => {
  // Its echo: what the agent hears has gone both ways.
  await phone.run('call', '600');
  const { calls } = await phone.until(isTalking);
  await waitUntilHeard(phone.page);
  networks.change(1, 2);
  const changedAt = Date.now();
  await phone.page.waitForTimeout(500);
  const before = await heardEnergy(phone.page);
  while ((await heardEnergy(phone.page)) <= before + 0.0005) await phone.page.waitForTimeout(50);
  const ms = Date.now() - changedAt;
  report(`network change: heard again after ${ms} ms`);
  expect(ms).toBeLessThan(RTP_TIMEOUT_MS);
  await phone.until(isRegistered);
  expect((await phone.state())?.calls).toHaveLength(1);
  expect(await phone.run('hangUp', calls[0]?.id ?? '')).toBe('ok');
  await phone.until(isFree);
  expect(await phone.errors()).toEqual([]);
});
