import { performance } from 'node:perf_hooks';
import { Agent, request } from 'undici';
import { standIn, type StandIn } from './stand-in-target';

const CONTACTS = 5000;
/** Multiples of the six kinds of request, so that every window begins with the same one. */
const REQUESTS = 20_004;
const WARM_UP = 2004;
const WINDOW = 1002;
/** Some 6 s on a machine of two cores that does nothing else. */
const WITHIN_MS = 120_000;
const TIMES_SLOWER = 1.75;

jest.setTimeout(180_000);

let account: StandIn;
let connections: Agent;
beforeAll(async () => {
  account = await standIn();
  connections = new Agent({ connections: 1 });
});
afterAll(async () => {
  await connections.close();
  await account.close();
});

async function ask(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const { token, baseUrl } = account.target;
  const answer = await request(baseUrl + path, {
    method,
    dispatcher: connections,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: text === '' ? undefined : JSON.parse(text) };
}

const phoneOf = (index: number): string => `+7998${String(1_000_000 + index)}`;

const contact = (index: number) => ({
  name: `Contact ${index}`,
  custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phoneOf(index), enum_code: 'WORK' }] }],
});

async function fill(): Promise<number[]> {
  const ids: number[] = [];
  for (let from = 0; from < CONTACTS; from += 250) {
    const batch = Array.from({ length: 250 }, (_, index) => contact(from + index));
    const { body } = await ask('POST', '/api/v4/contacts', batch);
    ids.push(
      ...(body as { _embedded: { contacts: { id: number }[] } })._embedded.contacts.map(({ id }) => id),
    );
  }
  return ids;
}

/** Costs the same whatever the account holds: by it a slow machine is told from a slow stand-in. */
const FLOOR = 'read the account';

/** What a gateway asks all day, one kind after the other; `who` is the place of a contact. */
const KINDS: Readonly<Record<string, (who: number, id: number) => Promise<{ status: number }>>> = {
  [FLOOR]: () => ask('GET', '/api/v4/account'),
  'log a call': (who) =>
    ask('POST', '/api/v4/calls', [
      { direction: 'inbound', duration: 30, source: 'size', phone: phoneOf(who) },
    ]),
  'look a number up': (who) => ask('GET', `/api/v4/contacts?query=${encodeURIComponent(phoneOf(who))}`),
  'read a card': (_who, id) => ask('GET', `/api/v4/contacts/${id}?with=leads,customers`),
  'read its links': (_who, id) => ask('GET', `/api/v4/contacts/${id}/links`),
  'read its calls': (_who, id) => ask('GET', `/api/v4/contacts/${id}/notes?filter[note_type]=call_in`),
};
const NAMES = Object.keys(KINDS);

/** Latency in ms of so many requests in a row. */
async function serve(count: number, ids: readonly number[]): Promise<number[]> {
  const latencies: number[] = [];
  for (let index = 0; index < count; index++) {
    const name = NAMES[index % NAMES.length] ?? '';
    const who = (index * 7919) % CONTACTS;
    const at = performance.now();
    const status = (await KINDS[name]?.(who, ids[who] ?? 0))?.status;
    latencies.push(performance.now() - at);
    if (status !== 200 && status !== 204) throw new Error(`To ${name} was answered ${status}`);
  }
  return latencies;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const medians = (latencies: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    NAMES.map((name, kind) => [
      name,
      median(latencies.filter((_one, index) => index % NAMES.length === kind)),
    ]),
  );

const timesFloor = (of: Readonly<Record<string, number>>, name: string): number =>
  (of[name] ?? 0) / (of[FLOOR] ?? 0);

it(`serves ${REQUESTS} requests over ${CONTACTS} contacts without slowing`, async () => {
  const ids = await fill();
  expect(new Set(ids).size).toBe(CONTACTS);
  // The first requests of a process are slow for other reasons.
  await serve(WARM_UP, ids);
  const startedAt = performance.now();
  const latencies = await serve(REQUESTS, ids);
  expect(performance.now() - startedAt).toBeLessThan(WITHIN_MS);
  const first = medians(latencies.slice(0, WINDOW));
  const last = medians(latencies.slice(-WINDOW));
  const slower = NAMES.filter((name) => timesFloor(last, name) > TIMES_SLOWER * timesFloor(first, name));
  expect({ first, last, slower }).toEqual({ first, last, slower: [] });
}, 120_000);
