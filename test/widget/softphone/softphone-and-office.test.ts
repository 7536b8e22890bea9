/** @jest-environment node */
import type { Browser } from 'playwright-core';
import type { Office } from '../../../dev/office/office';
import type { PhoneCall } from '../../../src/widget/softphone/softphone';
import { amiClient } from '../../dev/office/support/ami-client';
import { LINE_101, officeForTest } from '../../dev/office/support/office-for-test';
import { until } from '../../dev/office/support/until';
import { openBrowser } from '../../../dev/demo/browser';
import { waitUntilHeard } from '../../support/peer-connections';
import { PhonePage, servePhonePage } from './phone-page';

jest.setTimeout(40_000);

let browser: Browser;
let site: Awaited<ReturnType<typeof servePhonePage>>;
let office: Office;
let agent: PhonePage;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), servePhonePage()]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

beforeEach(async () => {
  office = await officeForTest();
  agent = await PhonePage.open(browser, site.url);
  await agent.start(office.sipUrl, '101', 'pass101');
  await agent.until(({ registration }) => registration === 'registered');
});

afterEach(async () => {
  await agent.close();
  await office.close();
});

const callIn = async (state: PhoneCall['state']): Promise<PhoneCall> => {
  const { calls } = await agent.until((phone) => phone.calls[0]?.state === state);
  return calls[0] as PhoneCall;
};
const customerHears = (): Promise<void> => until(() => (office.control.calls()[0]?.heard ?? 0) > 0.01);
const everyoneIsFree = (): Promise<unknown> =>
  Promise.all([agent.until(({ calls }) => calls.length === 0), until(() => office.load().channels === 0)]);

describe('The phone of softphone.js at a PBX', () => {
  it('talks with a customer who calls, and says that its agent hung up', async () => {
    const ami = await amiClient(office);
    await office.control.customerCalls({ number: '79980000001', line: LINE_101 });
    const call = await callIn('ringing');
    expect(await agent.run('answer', call.id)).toBe('ok');
    await callIn('established');
    await Promise.all([waitUntilHeard(agent.page), customerHears()]);
    await agent.run('hangUp', call.id);
    expect((await ami.event((event) => event['Event'] === 'HangupRequest'))['Cause']).toBe('31');
    await everyoneIsFree();
    ami.close();
  });

  it('is free again when the customer hangs up', async () => {
    const { id } = await office.control.customerCalls({ number: '79980000001', line: LINE_101 });
    await agent.run('answer', (await callIn('ringing')).id);
    await callIn('established');
    await office.control.customerHangsUp(id);
    await everyoneIsFree();
  });

  it('dials a customer', async () => {
    await agent.run('call', '79980000003');
    const call = await callIn('established');
    await Promise.all([waitUntilHeard(agent.page), customerHears()]);
    await agent.run('hangUp', call.id);
    await everyoneIsFree();
  });

  it('answers by itself the call that its agent asked for with a click', async () => {
    const ami = await amiClient(office);
    await ami.action([
      ['Action', 'Originate'],
      ['Channel', 'PJSIP/101'],
      ['Context', 'agents'],
      ['Exten', '79980000002'],
      ['Priority', '1'],
      ['Async', 'true'],
      ['ChannelId', 'crm-1'],
      ['Variable', 'PJSIP_HEADER(add,X-Call-Id)=crm-1'],
      ['Variable', 'PJSIP_HEADER(add,X-Auto-Answer)=own'],
    ]);
    expect((await callIn('established')).pbxCallId).toBe('crm-1');
    await customerHears();
    ami.close();
  });
});
