import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';
import { USERS, World, type AgentSocket } from '../gateway/support/gateway-under-test';
import { fastClock } from '../gateway/support/quick-clock';
import { rounds } from '../support/rounds';

/*
 * amoCRM is away while the phones go on: five calls a second come in. Time runs twenty times quicker, so ten minutes of
 * it take half a minute. `npm run soak` has the ten minutes.
 */

const TIMES = 20;
const CALLS_PER_SEC = 5;
/** Longer than one second, so that how requests arrive in a busy process makes no difference. */
const WINDOW_SEC = 10;
/** So long a card may take that waits for nobody, in a process where all far ends live as well; ms of real time. */
const CARD_MS = 100;
const { count: AWAY_SEC, timeoutMs } = rounds({
  test: { count: 60, timeoutMs: 60_000 },
  soak: { count: 600, timeoutMs: 300_000 },
});

jest.setTimeout(timeoutMs);

let world: World;
afterEach(() => world.stop());

it('shows every card at once and logs every call afterwards when amoCRM was away', async () => {
  const clock = fastClock(TIMES);
  world = await World.start((one) => (one.clock = clock));
  const anna = await world.seatedAgent(USERS.anna);
  const before = await callsFor(anna, 'b', AWAY_SEC / 4);
  await world.amo.logged(before.length);

  const port = await world.amo.goAway();
  const away = await callsFor(anna, 'a', AWAY_SEC);
  await world.amo.listen(port);
  const backAt = Date.now();
  const logged = await world.amo.logged(before.length + away.length);

  const waited = Math.round(((Date.now() - backAt) * TIMES) / 1000);
  const sent = world.amo.requests.filter(({ at }) => at >= backAt).map(({ at }) => at * TIMES);
  process.stdout.write(
    `amoCRM away for ${AWAY_SEC} s: ${away.length} calls, cards p99 ${p99(away)} ms (before ${p99(before)} ms), ` +
      `all logged ${waited} s after it was back, with ${sent.length} requests\n`,
  );
  expect(new Set(logged.map(({ uniq }) => uniq)).size).toBe(logged.length);
  expect(p99(away)).toBeLessThan(Math.max(CARD_MS, 2 * p99(before)));
  expect(mostWithin(sent, WINDOW_SEC * 1000)).toBeLessThanOrEqual((WINDOW_SEC + 1) * 7);
});

/** Calls at a steady pace, named `a0`, `a1` … (hexadecimal, as Asterisk names channels); ms of real time from the PBX's event to the agent's socket, of each. */
async function callsFor(agent: AgentSocket, name: string, seconds: number): Promise<readonly number[]> {
  const took: number[] = [];
  const beganAt = performance.now();
  for (let n = 0; n < seconds * CALLS_PER_SEC; n += 1) {
    const id = `${name}${n}`;
    const at = performance.now();
    world.ami.emit(...customerRings(id, '101'));
    await agent.viewOf(id);
    took.push(performance.now() - at);
    world.ami.emit(...answers(id, '101'), ...hangsUp(id, '101'));
    const nextAt = beganAt + ((n + 1) * 1000) / CALLS_PER_SEC / TIMES;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextAt - performance.now())));
  }
  return took;
}

const p99 = (times: readonly number[]): number =>
  Math.round([...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0);

/** The most of these moments that fall into any span of this length. */
function mostWithin(moments: readonly number[], spanMs: number): number {
  let first = 0;
  return moments.reduce((most, at, index) => {
    while ((moments[first] ?? at) <= at - spanMs) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}
