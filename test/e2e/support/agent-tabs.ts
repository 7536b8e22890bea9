import type { BrowserContext, Page } from 'playwright-core';

/** One tab's ring began or ended; `at` = epoch ms. */
interface Ring {
  readonly page: Page;
  readonly on: boolean;
  readonly at: number;
}

/** Many tabs of one agent in one browser profile, and what they do to the network and to his ears. */
export class AgentTabs {
  private readonly open = new Map<Page, Set<string>>();
  readonly rings: Ring[] = [];

  private constructor(
    readonly context: BrowserContext,
    private readonly url: string,
  ) {}

  /** `url` of his amoCRM. Before its first page. */
  static async of(context: BrowserContext, url: string): Promise<AgentTabs> {
    const tabs = new AgentTabs(context, url);
    await context.exposeBinding('heardRing', ({ page }, on: boolean) => tabs.tell(page, on));
    // What rings is a sound that the browser repeats; everything else of ours comes from elsewhere.
    await context.addInitScript(() => {
      const { heardRing } = window as unknown as { heardRing: (on: boolean) => void };
      const { start, stop } = Object.getOwnPropertyDescriptors(AudioScheduledSourceNode.prototype) as Record<
        'start' | 'stop',
        { value: (this: AudioScheduledSourceNode) => void }
      >;
      AudioBufferSourceNode.prototype.start = function () {
        if (this.loop) heardRing(true);
        start.value.call(this);
      };
      AudioBufferSourceNode.prototype.stop = function () {
        if (this.loop) heardRing(false);
        stop.value.call(this);
      };
    });
    return tabs;
  }

  get pages(): readonly Page[] {
    return [...this.open.keys()];
  }

  async add(): Promise<Page> {
    const page = await this.context.newPage();
    const sockets = new Set<string>();
    this.open.set(page, sockets);
    page.on('websocket', (socket) => {
      const url = socket.url();
      sockets.add(url);
      socket.on('close', () => sockets.delete(url));
    });
    page.on('close', () => this.forget(page));
    page.on('crash', () => this.forget(page));
    await page.goto(this.url);
    await page.locator('.calls-list-toggler').waitFor();
    return page;
  }

  private forget(page: Page): void {
    this.open.delete(page);
    this.tell(page, false);
  }

  /** Tabs with an open socket whose address holds this. */
  withSocket(part: string): readonly Page[] {
    return this.pages.filter((page) => [...(this.open.get(page) ?? [])].some((url) => url.includes(part)));
  }

  /** Tabs that ring now. */
  ringing(): readonly Page[] {
    return [...new Set(this.rings.map(({ page }) => page))].filter(
      (page) => this.rings.filter((ring) => ring.page === page).at(-1)?.on,
    );
  }

  /** The most tabs that ever rang at the same moment. */
  mostRinging(): number {
    const now = new Set<Page>();
    return Math.max(
      0,
      ...this.rings.map(({ page, on }) => (on ? now.add(page) : now.delete(page), now.size)),
    );
  }

  private tell(page: Page, on: boolean): void {
    this.rings.push({ page, on, at: Date.now() });
  }
}
