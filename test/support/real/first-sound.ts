import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { OfficeAgentPage } from '../../e2e/support/office-agent-page';
import { PhonePage, servePage, type ServedPage } from '../../widget/softphone/phone-page';
import { isRegistered } from '../network-cases';
import { watchPeerConnections } from '../peer-connections';

interface MeasuredWindow extends Window {
  readonly watchedPeers: RTCPeerConnection[];
  readonly phone: { answer(id: string): Promise<void> };
  readonly officeAgent: OfficeAgentPage;
}

export interface PlaceForPhones {
  readonly browser: Browser;
  /** Of the page with the phone that answers. */
  readonly siteUrl: string;
  readonly sipUrl: string;
  readonly password: string;
  /** A customer rings phone 101. */
  readonly ring: () => Promise<{ hangUp(): void }>;
}

/** Ms from the answer to the first sound of the customer, in a fresh page with the phone of softphone.js. */
export async function firstSoundOfOurs({
  browser,
  siteUrl,
  sipUrl,
  password,
  ring,
}: PlaceForPhones): Promise<number> {
  const phone = await PhonePage.open(browser, siteUrl);
  await phone.start(sipUrl, '101', password);
  await phone.until(isRegistered);
  const customer = await ring();
  const { calls } = await phone.until(({ calls: [call] }) => call?.state === 'ringing');
  const ms = await timed(phone.page, 'phone', calls[0]?.id ?? '');
  customer.hangUp();
  await phone.close();
  return ms;
}

/** The same with sip.js as it comes, and nothing around. */
export async function firstSoundOfBareSipJs({
  browser,
  siteUrl,
  sipUrl,
  password,
  ring,
}: PlaceForPhones): Promise<number> {
  const context = await browser.newContext({ permissions: ['microphone'] });
  await watchPeerConnections(context);
  const page = await context.newPage();
  await page.goto(siteUrl);
  await page.evaluate(
    ([url, secret]) => (window as unknown as MeasuredWindow).officeAgent.register(url, '101', secret),
    [sipUrl, password] as const,
  );
  const rings = page.evaluate(() => (window as unknown as MeasuredWindow).officeAgent.rings());
  const customer = await ring();
  await rings;
  const ms = await timed(page, 'officeAgent', '');
  customer.hangUp();
  await context.close();
  return ms;
}

export async function serveBareSipJs(): Promise<ServedPage> {
  const bundle = await build({
    entryPoints: [`${__dirname}/../../e2e/support/office-agent-page.ts`],
    bundle: true,
    write: false,
    format: 'iife',
    tsconfigRaw: '{}',
  });
  const script = bundle.outputFiles[0]?.text.replaceAll('</script', '<\\/script') ?? '';
  return servePage(`<!doctype html><meta charset="utf-8"><script>${script}</script>`);
}

const timed = (page: Page, phone: 'phone' | 'officeAgent', id: string): Promise<number> =>
  page.evaluate(
    async ([which, call]) => {
      const host = window as unknown as MeasuredWindow;
      const clickedAt = performance.now();
      void host[which].answer(call);
      for (;;) {
        const stats = await host.watchedPeers.at(-1)?.getStats();
        for (const report of (stats?.values() ?? []) as Iterable<RTCInboundRtpStreamStats>)
          if (report.type === 'inbound-rtp' && (report.totalAudioEnergy ?? 0) > 0.0001)
            return performance.now() - clickedAt;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    [phone, id] as const,
  );
