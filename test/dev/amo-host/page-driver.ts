import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startAmoHost, type AmoHost, type AmoHostOptions } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import { openBrowser } from '../../../dev/demo/browser';
import type { HostWindow } from './host-window';

declare const window: HostWindow;

export const ANNA = 504141;
export const TIMUR = 504142;
export const OLGA_ADMIN = 504144;

/** A widget of the fixtures, as it is installed in the account. */
export const widget = (code: string) => ({
  code,
  directory: join(process.cwd(), 'test/fixtures/widgets', code),
  clientUuid: DEMO_INTEGRATION.clientUuid,
  settings: { address: 'https://pbx.example', phones: { [ANNA]: '101' } },
});

interface Opening extends Partial<AmoHostOptions> {
  readonly path?: string;
  /** Runs in the page ahead of everything else. */
  readonly before?: () => void;
}

export const settled = (page: Page) => page.waitForFunction(() => window.APP?.widgets.loaded === true);

/** Moves as a link of the application does, and waits for the widgets of the new page. */
export async function goTo(page: Page, url: string): Promise<void> {
  await page.evaluate((to) => {
    window.APP.widgets.loaded = false;
    window.APP.router.navigate(to, { trigger: true });
  }, url);
  await settled(page);
}

/** What the host has called of the witness so far. */
export const calls = (page: Page) => page.evaluate(() => window.witness.calls);

/** One Chromium for a file of tests, one stand-in and one browser profile for each test. */
export class PageDriver {
  host!: AmoHost;
  context!: BrowserContext;
  private browser!: Browser;

  constructor() {
    jest.setTimeout(60_000);
    beforeAll(async () => {
      this.browser = await openBrowser({ microphone: false });
    });
    afterAll(() => this.browser.close());
    afterEach(async () => {
      await this.context.close();
      await this.host.close();
    });
  }

  async opened(userId: number, { path = '', before, ...options }: Opening = {}): Promise<Page> {
    this.host = await startAmoHost({ port: 0, widgets: [widget('witness')], rateLimit: false, ...options });
    this.context = await this.browser.newContext();
    this.context.setDefaultTimeout(50_000);
    const page = await this.context.newPage();
    if (before) await page.addInitScript(before);
    await page.goto(this.host.urlFor(userId) + path);
    await settled(page);
    return page;
  }

  contactId(name: string): number {
    return [...this.host.state.contacts.values()].find((each) => each.name === name)?.id ?? 0;
  }

  leadId(name: string): number {
    return [...this.host.state.leads.values()].find((each) => each.name === name)?.id ?? 0;
  }
}
