import { findingOf, keyOf, type Finding, type Seen } from './finding';

const POST_AFTER_MS = 150;
const ADDRESS = '/__standin/findings';

/** What this page has found. The server adds the pages up, and what it knows of them all comes back with each answer. */
export class FindingsBook {
  private readonly told = new Set<string>();
  private unsent = new Map<string, Finding>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> = Promise.resolve();
  private known: readonly Finding[] = [];
  private show: (findings: readonly Finding[]) => void = () => undefined;
  // The page's functions as they were before anything was watched, so that the watcher does not see itself.
  private readonly fetch = window.fetch.bind(window);
  private readonly wait = window.setTimeout.bind(window);
  private readonly warn = console.warn.bind(console);

  constructor() {
    window.addEventListener('pagehide', () => void this.send());
  }

  /** From now on with every change. */
  onChange(show: (findings: readonly Finding[]) => void): void {
    this.show = show;
    void this.send('GET');
  }

  add(seen: Seen): void {
    const finding = findingOf(seen, Date.now());
    const key = keyOf(finding);
    const before = this.unsent.get(key);
    this.unsent.set(key, before ? { ...before, count: before.count + 1 } : finding);
    if (!this.told.has(key)) {
      this.told.add(key);
      this.warn(`[правила] ${finding.widget ?? 'виджет'}: ${finding.ru} — ${finding.where}`);
    }
    this.timer ??= this.wait(() => void this.send(), POST_AFTER_MS);
  }

  /** Until everything that was found has reached the server. */
  async sent(): Promise<readonly Finding[]> {
    await this.send();
    return this.known;
  }

  private send(method: 'GET' | 'POST' = 'POST'): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const findings = [...this.unsent.values()];
    this.unsent = new Map();
    this.sending = this.sending.then(() => this.exchange(method, findings));
    return this.sending;
  }

  private async exchange(method: 'GET' | 'POST', findings: readonly Finding[]): Promise<void> {
    if (method === 'POST' && findings.length === 0) return;
    try {
      const headers = { 'content-type': 'application/json' };
      const post = { method, headers, body: JSON.stringify({ findings }), keepalive: true };
      const answer = await this.fetch(ADDRESS, method === 'POST' ? post : {});
      this.known = ((await answer.json()) as { findings: readonly Finding[] }).findings;
      this.show(this.known);
    } catch {
      // The stand-in is going down or the page is being left; what was found stands in the console.
    }
  }
}
