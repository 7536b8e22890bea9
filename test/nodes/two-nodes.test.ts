import { eventually } from '../support/eventually';
import { freeTcpPort } from '../support/real/free-port';
import { startNginx } from '../support/real/nginx';
import { delivered, NodesUnderTest } from './support/nodes-under-test';

const TAKE_OVER_MS = 5_000;
const LEASE_MS = 3_000;

let nodes: NodesUnderTest;
beforeAll(async () => void (nodes = await NodesUnderTest.start()));
beforeEach(() => nodes.begin());
afterEach(() => nodes.endAll());
afterAll(() => nodes.close());

const isSaved = (call: string): Promise<true> =>
  eventually(`${call} is saved`, async () => (await nodes.savedCalls()).includes(call));

it('hands over at a rolling restart: no call is lost, none is logged twice', async () => {
  let node = await nodes.working();
  for (const round of [1, 2]) {
    const next = await nodes.standing();
    nodes.callBegins(`c${round}`);
    await node.until(({ calls }) => calls === 1);
    const stoppedAt = Date.now();
    expect(await node.end('SIGTERM')).toBe(0);
    node = await next.works;
    await node.until(({ pbx, calls }) => pbx === 'up' && calls === 1);
    const tookMs = Date.now() - stoppedAt;
    process.stdout.write(`a node that is stopped is followed in ${tookMs} ms\n`);
    expect(tookMs).toBeLessThan(TAKE_OVER_MS);
    nodes.callEnds(`c${round}`);
    await node.until(delivered(round));
  }
  expect(nodes.logged()).toEqual(['c1', 'c2']);
});

it('says of a node that stands by that it lives, and leads nobody there', async () => {
  await nodes.working();
  const port = await freeTcpPort();
  const second = await nodes.standing(port);
  const asked = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return [answer.status, (await answer.json()) as unknown];
  };
  expect(await asked('/healthz')).toEqual([200, { ok: true, standsBy: true }]);
  expect(await asked('/readyz')).toEqual([503, { ready: false, why: 'stands-by' }]);
  expect(await asked('/v1/ticket')).toEqual([503, { ready: false, why: 'stands-by' }]);
  expect(await second.stop()).toBe(0);
});

it('serves the accounts that its file named at the last SIGHUP before it took over', async () => {
  const first = await nodes.working();
  const second = await nodes.standing();
  const config = nodes.config();
  const [account, pbx] = [config.accounts[0], config.pbx[0]];
  second.take({ ...config, accounts: 'none' });
  second.take({
    ...config,
    pbx: [pbx, { ...pbx, id: 'branch' }],
    accounts: [account, { ...account, id: 30100201, pbxId: 'branch' }],
  });
  await first.end('SIGTERM');
  const { url } = await second.works;
  const { accounts } = (await (await fetch(`${url}/healthz`)).json()) as { accounts: object };
  expect(Object.keys(accounts)).toEqual(['30100200', '30100201']);
});

it('stops a node that was frozen and wakes to find that another works', async () => {
  const first = await nodes.working();
  const second = await nodes.standing();
  const goOn = first.freeze();
  const node = await second.works;
  const { ended } = first;
  goOn();
  expect(await ended).toBe(1);
  await node.until(({ pbx }) => pbx === 'up');
});

it('leaves the work where it is when the database was away for longer than a lease, and logs what ended then', async () => {
  const first = await nodes.working();
  const second = await nodes.standing();
  nodes.callBegins('c1');
  await isSaved('c1');
  await nodes.databaseStops();
  const stoppedAt = Date.now();
  nodes.callEnds('c1');
  nodes.callBegins('c2');
  await first.until(({ calls, outbox }) => calls === 1 && outbox['waiting'] === 1);
  await eventually('every lease has ended', () => Date.now() - stoppedAt > LEASE_MS);
  await nodes.databaseGoesOn();
  await first.until(delivered(1));
  nodes.callEnds('c2');
  await first.until(delivered(2));
  expect(nodes.logged()).toEqual(['c1', 'c2']);
  expect(await second.stop()).toBe(0);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
});

/** The lines of docs/operation.md. */
const PROXY = (addresses: readonly number[], port: number): string => `
upstream linia {
  ${addresses.map((address) => `server 127.0.0.1:${address} max_fails=0;`).join(' ')}
}
server {
  listen 127.0.0.1:${port};
  location / {
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
    proxy_set_header Host $host;
    proxy_pass http://linia;
    proxy_connect_timeout 1s;
    proxy_next_upstream error timeout http_503 non_idempotent;
  }
}`;

it('leads agents to the node that works, through a proxy that is told nothing', async () => {
  const [one, two, port] = [await freeTcpPort(), await freeTcpPort(), await freeTcpPort()];
  const proxy = await startNginx(PROXY([one, two], port), port);
  const url = `http://127.0.0.1:${port}`;
  const first = await nodes.working(two);
  const second = await nodes.standing(one);
  nodes.callBegins('c1');
  await first.until(({ calls }) => calls === 1);
  const anna = await nodes.annaAt(url);
  await anna.state(({ calls }) => calls.some(({ id }) => id === 'c1'));
  await isSaved('c1');
  await first.end('SIGKILL');
  await anna.gone;
  await second.works;
  await (await nodes.annaAt(url)).state(({ calls }) => calls.some(({ id }) => id === 'c1'));
  await proxy.close();
});
