import type { SeededRandom } from '../../../dev/amo-host/account/seeded-random';
import type { NodesUnderTest } from './nodes-under-test';

const STEP_MS = 30;
/** At once, of one agent; he does not mind. */
const MOST_CALLS = 12;

/** Calls that begin and end all the time, whoever watches. A call that nobody knows of yet does not end. */
export class OfficeTraffic {
  readonly calls: string[] = [];
  private readonly going = new Set<string>();
  private isOver = false;
  private walk: Promise<void> = Promise.resolve();

  constructor(
    private readonly nodes: NodesUnderTest,
    private readonly random: SeededRandom,
  ) {}

  start(): void {
    this.walk = this.goOn();
  }

  /** So many more have begun. */
  async more(count: number): Promise<void> {
    for (const goal = this.calls.length + count; this.calls.length < goal;) await pause();
  }

  /** Everybody hangs up, as soon as he is known. Rejects when the traffic has failed. */
  async end(): Promise<void> {
    this.isOver = true;
    await this.walk;
    while (this.going.size > 0) {
      for (const call of await this.known()) this.hangUp(call);
      await pause();
    }
  }

  private async goOn(): Promise<void> {
    while (!this.isOver) {
      if (this.going.size < MOST_CALLS && this.random.chance(0.5)) this.begin();
      const [oldest] = await this.known();
      if (oldest !== undefined && this.random.chance(0.5)) this.hangUp(oldest);
      await pause();
    }
  }

  private begin(): void {
    const call = (0xa000 + this.calls.length).toString(16);
    this.calls.push(call);
    this.going.add(call);
    this.nodes.callBegins(call);
  }

  private hangUp(call: string): void {
    if (this.going.delete(call)) this.nodes.callEnds(call);
  }

  /** Of those that go on, in the order in which they began. */
  private async known(): Promise<readonly string[]> {
    const saved = new Set(await this.nodes.savedCalls());
    return [...this.going].filter((call) => saved.has(call));
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, STEP_MS));
