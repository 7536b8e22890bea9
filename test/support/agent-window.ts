import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { wordsOf, type Words } from '../widget/support/words';
import { watchPeerConnections } from './peer-connections';

/** One agent at his amoCRM, in a browser profile of his own. */
export class AgentWindow {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    /** What the page and the widget complained about: nothing, in a good test. */
    readonly complaints: readonly string[],
    private readonly language: string,
  ) {}

  /** What the widget says in the language of this agent's profile: `card.answer`. */
  say(path: string): string {
    const text = path
      .split('.')
      .reduce<string | Words>(
        (at, key) => (typeof at === 'string' ? at : (at[key] ?? '')),
        wordsOf(this.language),
      );
    return typeof text === 'string' ? text : path;
  }

  /** `prepare`: what is done to the profile before its first page. */
  static async open(
    browser: Browser,
    url: string,
    prepare: (context: BrowserContext) => Promise<unknown> = async () => undefined,
    language = 'ru',
  ): Promise<AgentWindow> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: language });
    await watchPeerConnections(context);
    await prepare(context);
    const complaints: string[] = [];
    context.on('weberror', (error) => complaints.push(String(error.error())));
    const page = await context.newPage();
    page.on('console', (message) => {
      // Several agents who start within one second can exceed the account's seven requests; amoCRM answers so too.
      if (message.type() === 'error' && !message.text().includes('status of 429'))
        complaints.push(message.text());
    });
    await page.goto(url);
    return new AgentWindow(context, page, complaints, language);
  }

  /** With the phone in the browser registered, as the panel says. */
  static async atThePhone(
    browser: Browser,
    url: string,
    prepare?: (context: BrowserContext) => Promise<unknown>,
    language?: string,
  ): Promise<AgentWindow> {
    const agent = await AgentWindow.open(browser, url, prepare, language);
    await agent.openPanel();
    await agent.panel.getByText(agent.say('panel.head.ready')).waitFor();
    await agent.closePanel();
    return agent;
  }

  get card(): Locator {
    return this.page.locator('.tel-card');
  }

  get panel(): Locator {
    return this.page.locator('.tel-panel');
  }

  async openPanel(): Promise<void> {
    await this.page.locator('.calls-list-toggler').click();
    await this.panel.waitFor();
  }

  async closePanel(): Promise<void> {
    await this.panel.getByTitle(this.say('panel.close')).click();
    await this.panel.waitFor({ state: 'detached' });
  }

  async answer(): Promise<void> {
    await this.card.locator('[data-act=answer]').click();
    await this.panel.getByText(this.say('panel.head.talking'), { exact: true }).waitFor();
  }

  async hangUp(): Promise<void> {
    await this.panel.locator('[data-act=hangUp]').click();
    await this.panel.locator('[data-act=hangUp]').waitFor({ state: 'detached' });
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
