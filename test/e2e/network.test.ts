import type { Browser } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import type { Office } from '../../dev/office/office';
import { LINE_101, officeForTest } from '../dev/office/support/office-for-test';
import { eventually } from '../support/eventually';
import { networkCases, type CallingCustomer } from '../support/network-cases';
import { TcpLink } from '../support/tcp-link';
import { servePhonePage } from '../widget/softphone/phone-page';

/* What networks do to the phone of softphone.js, with the office as its PBX; test/real does the same with an Asterisk. */

jest.setTimeout(60_000);

let office: Office;
let browser: Browser;
let site: Awaited<ReturnType<typeof servePhonePage>>;
let link: TcpLink;

beforeAll(async () => {
  [office, browser, site] = await Promise.all([officeForTest(), openBrowser(), servePhonePage()]);
  link = await TcpLink.to(Number(new URL(office.sipUrl).port));
});

afterAll(async () => {
  await browser.close();
  await Promise.all([site.close(), link.close(), office.close()]);
});

async function customerCalls(): Promise<CallingCustomer> {
  const { id } = await office.control.customerCalls({ number: '79980000001', line: LINE_101 });
  const heard = (): number => office.control.calls()[0]?.heard ?? 0;
  return {
    hearsAgent: () => eventually('the customer hears the agent', () => heard() > 0.01),
    hangUp: () => office.control.customerHangsUp(id),
  };
}

networkCases(() => ({
  ...{ browser, siteUrl: site.url, link, sipUrl: `ws://127.0.0.1:${link.port}/ws` },
  ...{ password: 'pass101', customerCalls },
}));
