/** @jest-environment node */
import type { Browser } from 'playwright-core';
import type { PhoneCall } from '../../../src/widget/softphone/softphone';
import { openBrowser } from '../../../dev/demo/browser';
import { heardEnergy, waitUntilHeard } from '../../support/peer-connections';
import { TcpLink } from '../../support/tcp-link';
import { PhonePage, phonePageHtml, servePhonePage } from './phone-page';
import { SipSwitch } from './sip-switch';

jest.setTimeout(60_000);

const PASSWORD = 'agent-secret';
let browser: Browser;
let site: Awaited<ReturnType<typeof servePhonePage>>;
let html: string;
let pbx: SipSwitch;
let agent: PhonePage;
let customer: PhonePage;

beforeAll(async () => {
  [browser, site, html] = await Promise.all([openBrowser(), servePhonePage(), phonePageHtml()]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

beforeEach(async () => {
  pbx = await SipSwitch.open(PASSWORD);
  [agent, customer] = await Promise.all([
    PhonePage.open(browser, site.url),
    PhonePage.open(browser, site.url),
  ]);
});

afterEach(async () => {
  await Promise.all([agent.close(), customer.close()]);
  await pbx.close();
});

const register = async (): Promise<void> => {
  await Promise.all([agent.start(pbx.url, '101', PASSWORD), customer.start(pbx.url, '555', PASSWORD)]);
  await Promise.all([agent, customer].map((phone) => phone.until(isRegistered)));
};
const isRegistered = ({ registration }: { registration: string }): boolean => registration === 'registered';
const isIn =
  (state: PhoneCall['state']) =>
  ({ calls }: { calls: readonly PhoneCall[] }): boolean =>
    calls[0]?.state === state;
const isFree = ({ calls }: { calls: readonly PhoneCall[] }): boolean => calls.length === 0;

/** The customer calls and the agent's phone rings; the agent's call. */
const ring = async (): Promise<PhoneCall> => {
  await register();
  await customer.run('call', '101');
  const { calls } = await agent.until(isIn('ringing'));
  return calls[0] as PhoneCall;
};

const talk = async (): Promise<PhoneCall> => {
  const call = await ring();
  expect(await agent.run('answer', call.id)).toBe('ok');
  await Promise.all([agent.until(isIn('established')), customer.until(isIn('established'))]);
  return call;
};

describe('The phone in the browser', () => {
  it('registers, and takes its registration back when stopped', async () => {
    await register();
    await agent.stop();
    expect(await agent.state()).toEqual({ registration: 'off', calls: [] });
    expect(pbx.requests('REGISTER').at(-1)).toMatch(/^Contact: .*expires=0/m);
  });

  it('says that the PBX refuses the account, and does not try on', async () => {
    await agent.start(pbx.url, '101', 'wrong');
    await agent.until(
      ({ registration, fault }) => registration === 'refused' && fault === 'registration-refused',
    );
    const tries = pbx.requests('REGISTER').length;
    await agent.page.waitForTimeout(1_500);
    expect(pbx.requests('REGISTER')).toHaveLength(tries);
  });

  it('says that the PBX cannot be reached, and registers when it is there', async () => {
    const { port } = pbx;
    await pbx.close();
    await agent.start(`ws://127.0.0.1:${port}`, '101', PASSWORD);
    await agent.until(
      ({ registration, fault }) => registration === 'connecting' && fault === 'server-unreachable',
    );
    pbx = await SipSwitch.open(PASSWORD, port);
    const state = await agent.until(isRegistered);
    expect(state.fault).toBeUndefined();
  });

  it('says that the browser keeps the page out of the network in which the PBX is, until it is allowed', async () => {
    // A page of the outside world: nobody serves it here but the browser's own interception.
    const outside = await PhonePage.open(browser, 'http://localhost:9/', ['microphone'], async (context) =>
      context.route('http://localhost:9/', (route) =>
        route.fulfill({ contentType: 'text/html', body: html }),
      ),
    );
    await outside.start(pbx.url, '101', PASSWORD);
    await outside.until(({ fault }) => fault === 'local-network-denied');
    await outside.page.context().grantPermissions(['microphone', 'local-network-access']);
    const state = await outside.until(isRegistered);
    expect(state.fault).toBeUndefined();
    await outside.close();
  });

  it('is called, answers, hears and is heard, and hangs up with a reason', async () => {
    pbx.inviteHeaders = ['X-Call-Id: 1763800000.17'];
    const call = await talk();
    expect(call).toMatchObject({ direction: 'incoming', number: '555', pbxCallId: '1763800000.17' });
    await Promise.all([waitUntilHeard(agent.page), waitUntilHeard(customer.page)]);

    expect(await agent.run('hangUp', call.id)).toBe('ok');
    await Promise.all([agent.until(isFree), customer.until(isFree)]);
    expect(pbx.requests('BYE')).toHaveLength(1);
    expect(pbx.requests('BYE')[0]).toContain('\r\nReason: Q.850;cause=31;text="agent"\r\n');
  });

  it('sees the caller give up, and the caller hang up', async () => {
    await ring();
    const [calling] = (await customer.state())?.calls ?? [];
    await customer.run('hangUp', calling?.id ?? '');
    await agent.until(isFree);
    expect(pbx.requests('CANCEL')).toHaveLength(1);
    expect(await agent.errors()).toEqual([]);
  });

  it('declines for this phone only', async () => {
    const call = await ring();
    await agent.run('decline', call.id);
    await Promise.all([agent.until(isFree), customer.until(isFree)]);
    expect(pbx.wire.some((message) => message.startsWith('SIP/2.0 486 '))).toBe(true);
  });

  it('calls, hears it ring, and talks when the other side answers', async () => {
    await register();
    expect(await agent.run('call', '555')).toBe('ok');
    await agent.until(isIn('ringing'));
    const [incoming] = (await customer.until(isIn('ringing'))).calls;
    await customer.run('answer', incoming?.id ?? '');
    await agent.until(isIn('established'));
    await waitUntilHeard(agent.page);
  });

  it('answers by itself the call that its agent placed by click', async () => {
    pbx.inviteHeaders = ['X-Auto-Answer: own'];
    await register();
    await customer.run('call', '101');
    await agent.until(isIn('established'));
  });

  it('takes the customer back whom the PBX brings: no ring, and what was left of the talk is dropped', async () => {
    pbx.inviteHeaders = ['X-Call-Id: 17.1'];
    const call = await talk();
    pbx.inviteHeaders = ['X-CRM-Reconnect: 17.1'];
    const seen = agent.states();
    await customer.run('call', '101');
    await agent.until(
      ({ calls }) => calls.length === 1 && calls[0]?.id !== call.id && isIn('established')({ calls }),
    );
    expect((await agent.state())?.calls[0]?.pbxCallId).toBe('17.1');
    const shown = (await agent.states()).slice((await seen).length).flatMap(({ calls }) => calls);
    expect(shown.filter(({ state }) => state === 'ringing')).toEqual([]);
    expect(pbx.requests('BYE')[0]).not.toContain('Reason: Q.850');
    await waitUntilHeard(agent.page);
    expect(await agent.errors()).toEqual([]);
  });

  it('keeps the microphone off that the agent had off, when the customer is brought back; not in the next call', async () => {
    const call = await talk();
    await agent.mute(call.id, true);
    pbx.inviteHeaders = ['X-CRM-Reconnect: 17.1'];
    await agent.page.reload();
    await agent.load();
    await agent.start(pbx.url, '101', PASSWORD);
    await agent.until(isRegistered);
    // The PBX has ended what was left of the talk.
    await customer.run('hangUp', (await customer.state())?.calls[0]?.id ?? '');
    await customer.until(isFree);
    await customer.run('call', '101');
    const [back] = (await agent.until(isIn('established'))).calls;
    expect(back?.muted).toBe(true);
    const before = await heardEnergy(customer.page);
    await customer.page.waitForTimeout(1_500);
    expect((await heardEnergy(customer.page)) - before).toBeLessThan(0.00001);
    await agent.run('hangUp', back?.id ?? '');
    await agent.until(isFree);
    pbx.inviteHeaders = [];
    await agent.run('call', '555');
    expect((await agent.until(isIn('ringing'))).calls[0]?.muted).toBe(false);
  });

  it('says what became of a call that did not come about, and forgets it at the next one', async () => {
    await register();
    await agent.run('call', '777');
    const { lastOutcome } = await agent.until((state) => state.lastOutcome !== undefined && isFree(state));
    expect(lastOutcome).toMatchObject({ outcome: 'not-found', number: '777' });
    await agent.run('call', '555');
    const [ringing] = (await customer.until(isIn('ringing'))).calls;
    expect((await agent.state())?.lastOutcome).toBeUndefined();
    await customer.run('decline', ringing?.id ?? '');
    await agent.until((state) => state.lastOutcome?.outcome === 'busy' && isFree(state));
    await agent.run('call', '555');
    const [mine] = (await agent.until(isIn('ringing'))).calls;
    await agent.run('hangUp', mine?.id ?? '');
    expect((await agent.until(isFree)).lastOutcome).toBeUndefined();
  });

  it('places one call for two clicks, however fast they are', async () => {
    await register();
    const placed = await Promise.all([agent.run('call', '555'), agent.run('call', '555')]);
    expect(placed.sort()).toEqual(['already-calling', 'ok']);
    expect((await agent.state())?.calls).toHaveLength(1);
  });

  it('closes the microphone after the last call, answered twice at once or not at all', async () => {
    await agent.watchMicrophones();
    const call = await ring();
    await Promise.all([agent.run('answer', call.id), agent.run('answer', call.id)]);
    await agent.until(isIn('established'));
    expect(await agent.microphones()).toEqual(['live']);
    await agent.run('answer', call.id);
    expect(await agent.microphones()).toEqual(['live']);
    await agent.run('hangUp', call.id);
    await agent.until(isFree);
    expect(await agent.microphones()).toEqual(['ended']);
  });

  it('really sends silence while muted', async () => {
    const call = await talk();
    await waitUntilHeard(customer.page);
    await agent.mute(call.id, true);
    expect((await agent.state())?.calls[0]?.muted).toBe(true);
    await customer.page.waitForTimeout(600);
    const before = await heardEnergy(customer.page);
    await customer.page.waitForTimeout(2_000);
    expect((await heardEnergy(customer.page)) - before).toBeLessThan(0.00001);
    await agent.mute(call.id, false);
    await waitUntilHeard(customer.page);
  });

  it('keeps talking when the socket is cut, comes back and still hangs up', async () => {
    const call = await talk();
    await waitUntilHeard(agent.page);
    pbx.cut('101');
    await agent.until(({ registration }) => registration === 'lost');
    await waitUntilHeard(agent.page);
    await agent.until(isRegistered);
    await waitUntilHeard(customer.page);
    expect(pbx.requests('INVITE').filter((message) => /^To: .*tag=/m.test(message))).toHaveLength(1);

    await agent.run('hangUp', call.id);
    await Promise.all([agent.until(isFree), customer.until(isFree)]);
    expect(await agent.errors()).toEqual([]);
  });

  it('hangs up when the socket is back if the agent hung up while it was away', async () => {
    const call = await talk();
    pbx.deaf = true;
    pbx.cut('101');
    await agent.until(({ registration }) => registration === 'lost');
    expect(await agent.run('hangUp', call.id)).toBe('ok');
    pbx.deaf = false;
    await agent.until(isFree, 20_000);
    expect(pbx.requests('BYE')[0]).toContain('Reason: Q.850;cause=31');
    await customer.until(isFree);
  });

  it('ends a call of which the PBX knows nothing any more', async () => {
    await talk();
    pbx.forget('555');
    pbx.cut('101');
    await agent.until(isRegistered);
    await agent.until(isFree);
  });

  it('ends the call, not on purpose, when the far end dies without a word', async () => {
    await talk();
    await customer.page.evaluate(() => {
      const { watchedPeers } = window as unknown as { watchedPeers: RTCPeerConnection[] };
      watchedPeers.forEach((peer) => peer.close());
    });
    await agent.until(isFree, 40_000);
    expect(pbx.requests('BYE')[0]).not.toContain('Reason: Q.850');
  });

  it('notices within 10 s, without a hint of the browser, a connection that is silently dead', async () => {
    await register();
    pbx.deaf = true;
    const deafSince = Date.now();
    await agent.until(({ registration }) => registration === 'lost', 10_000);
    process.stdout.write(`black hole, noticed after ${Date.now() - deafSince} ms\n`);
    pbx.deaf = false;
    await agent.until(isRegistered, 20_000);
  });

  it('tries at most 12 times in the first minute without its PBX, however chance throws its dice', async () => {
    const link = await TcpLink.to(pbx.port);
    link.cut();
    await agent.page.clock.install();
    await agent.page.evaluate(() => (Math.random = () => 0));
    await agent.load();
    await agent.start(`ws://127.0.0.1:${link.port}`, '101', PASSWORD);
    for (let ms = 0; ms < 60_000; ms += 250) {
      await agent.page.clock.runFor(250);
      // Real time, in which the refusal comes.
      await agent.page.waitForTimeout(15);
    }
    process.stdout.write(`${link.attempts.length} tries in the first minute\n`);
    expect(link.attempts.length).toBeLessThanOrEqual(12);
    expect(link.attempts.length).toBeGreaterThan(6);
    await link.close();
  });

  it('asks no more and leaves nothing ringing after stop in the middle of a call', async () => {
    const call = await talk();
    await agent.stop();
    await customer.until(isFree);
    expect(pbx.requests('BYE')[0]).not.toContain('Reason: Q.850');
    expect(await agent.run('hangUp', call.id)).toBe('ok');
    expect(await agent.errors()).toEqual([]);
  });
});

describe('Without a microphone', () => {
  it('keeps the call ringing, says why, and answers when the microphone is allowed', async () => {
    await agent.page.evaluate(() => {
      const { mediaDevices } = navigator;
      mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
    });
    const call = await ring();
    expect(await agent.run('answer', call.id)).toBe('microphone-denied');
    const state = await agent.state();
    expect(state).toMatchObject({ registration: 'registered', fault: 'microphone-denied' });
    expect(state?.calls[0]?.state).toBe('ringing');

    await agent.page.evaluate(() => Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia'));
    await agent.start(pbx.url, '101', PASSWORD);
    await agent.until(({ fault }) => fault === undefined);
    expect(await agent.run('answer', call.id)).toBe('ok');
    await agent.until(isIn('established'));
  });
});
