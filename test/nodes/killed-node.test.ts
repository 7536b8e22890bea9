import { chances, rounds } from '../support/rounds';
import { eventually } from '../support/eventually';
import type { Trouble } from '../gateway/support/fake-amo';
import { delivered, NodesUnderTest } from './support/nodes-under-test';
import { OfficeTraffic } from './support/office-traffic';

const TAKE_OVER_MS = 5_000;
const { count, timeoutMs } = rounds({
  test: { count: 3, timeoutMs: 60_000 },
  soak: { count: 60, timeoutMs: 900_000 },
});
const { random, label } = chances();
/** What amoCRM does just before a kill: in the first case it has a log of which the gateway never hears. */
const TROUBLES: readonly Trouble[] = [
  'writes-and-falls-silent',
  'writes-and-dies',
  { status: 503 },
  'falls-silent',
];

let nodes: NodesUnderTest;
beforeAll(async () => void (nodes = await NodesUnderTest.start()));
beforeEach(() => nodes.begin());
afterEach(() => nodes.endAll());
afterAll(() => nodes.close());

it(
  `loses no call and doubles none, though the node that works is killed in the middle of traffic (${label})`,
  async () => {
    const traffic = new OfficeTraffic(nodes, random);
    const tookMs: number[] = [];
    let node = await nodes.working();
    traffic.start();
    for (let round = 0; round < count; round++) {
      const next = await nodes.standing();
      await traffic.more(5 + random.below(10));
      nodes.amo.troubles = [TROUBLES[round % TROUBLES.length]!];
      await eventually('amoCRM is in trouble', () => nodes.amo.troubles.length === 0);
      const killedAt = Date.now();
      await node.end('SIGKILL');
      node = await next.works;
      await node.until(({ pbx }) => pbx === 'up');
      tookMs.push(Date.now() - killedAt);
    }
    await traffic.end();
    await node.until(delivered(traffic.calls.length));
    const doubled = nodes.amo.calls.length - new Set(nodes.logged()).size;
    const lost = traffic.calls.filter((call) => !nodes.logged().includes(call));
    process.stdout.write(
      `${traffic.calls.length} calls, ${count} kills: ${lost.length} lost, ${doubled} doubled; taken over in ${tookMs.join(', ')} ms\n`,
    );
    expect(nodes.logged()).toEqual([...traffic.calls].sort());
    expect(Math.max(...tookMs)).toBeLessThan(TAKE_OVER_MS);
  },
  timeoutMs,
);
