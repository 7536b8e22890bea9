import { connect } from 'node:net';
import { USERS, World } from '../../gateway/support/gateway-under-test';
import { closed, head, rawRequest, statusIn } from './raw-request';

let world: World;
beforeAll(async () => void (world = await World.start()));
afterAll(() => world.stop());
/** Whatever was sent, an honest agent is served. */
afterEach(async () => void (await world.seatedAgent(USERS.anna)));

const ask = async (bytes: string | Buffer): Promise<number> =>
  statusIn(await rawRequest(world.gateway.port, bytes));
const post = (path: string, body: string, ...headers: readonly string[]): string =>
  head(`POST ${path}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers) + body;

describe('a path that leads out', () => {
  it.each([
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/v1/..%5c..%5cgateway.json',
    '//etc/passwd',
    '/v1/ticket/../../linia.sqlite',
    '/socket.io/../../../../etc/passwd',
    '/amo/changes/..%2f..%2fetc/passwd',
    '/%00',
    '/%c0%ae%c0%ae/etc/passwd',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
  ])('%s leads nowhere', async (path) => {
    const answer = await rawRequest(world.gateway.port, head(`GET ${path}`));
    expect([400, 403, 404]).toContain(statusIn(answer));
    expect(answer).not.toMatch(/root:|SQLite format/);
  });
});

describe('a request that is none', () => {
  it.each<readonly [string, string | Buffer, readonly number[]]>([
    ['nothing but noise', Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10]), [400]],
    ['a method that nobody knows', head('BREW /v1/ticket'), [400, 404]],
    [
      'a body twice as long and as short as it says',
      'POST /v1/ticket HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n',
      [400],
    ],
    [
      'two lengths',
      'POST /v1/ticket HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 40\r\nConnection: close\r\n\r\n',
      [400],
    ],
    ['a header inside a header', head('GET /healthz', 'X-Auth-Token: a\r\n b'), [400]],
    [
      'a header of 20 KB',
      head('POST /v1/ticket', `X-Auth-Token: ${'a'.repeat(20_000)}`, 'Content-Length: 0'),
      [431],
    ],
    [
      '1,500 headers',
      head('POST /v1/ticket', ...Array.from({ length: 1500 }, (_, n) => `X-${n}: 1`), 'Content-Length: 0'),
      [401, 431],
    ],
    ['an address of 20 KB', head(`GET /${'a'.repeat(20_000)}`), [414, 431, 404]],
    ['a negative length', head('POST /v1/ticket', 'Content-Length: -1'), [400]],
  ])('is refused: %s', async (_what, bytes, statuses) => {
    expect(statuses).toContain(await ask(bytes));
  });

  it('is cut when it comes drop by drop', async () => {
    const socket = connect(world.gateway.port, '127.0.0.1');
    const begun = Date.now();
    socket.write('POST /v1/ticket HTTP/1.1\r\nHost: x\r\n');
    const drops = setInterval(() => socket.write('X-Drop: 1\r\n'), 500);
    await closed(socket);
    clearInterval(drops);
    expect(Date.now() - begun).toBeLessThan(9_000);
  });
});

describe('a body that is too much', () => {
  it.each([
    ['/v1/ticket', 2_000],
    ['/v1/settings-saved', 2_000],
    ['/amo/changes/30100200/guessed', 2 * 1024 * 1024],
  ])('is refused at %s: %d bytes', async (path, bytes) => {
    const body = 'a'.repeat(bytes);
    const type = 'Content-Type: application/x-www-form-urlencoded';
    expect([413, 404, 401]).toContain(await ask(post(path, body, type)));
    expect(await ask(post(path, body, type, 'X-Auth-Token: forged'))).not.toBe(200);
  });

  it.each(['{"__proto__":{"polluted":true}}', '['.repeat(1000), '{"a":', '\u0000'])(
    'or too clever is not read: %j',
    async (body) => {
      expect(await ask(post('/v1/ticket', body, 'Content-Type: application/json'))).toBe(401);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );
});

it('tells a stranger neither what it is nor what is wrong inside', async () => {
  const answers = await Promise.all(
    ['GET /', 'GET /healthz', 'PUT /v1/ticket', 'GET /socket.io/?EIO=9'].map((request) =>
      rawRequest(world.gateway.port, head(request, 'X-Forwarded-For: 198.51.100.7')),
    ),
  );
  for (const answer of answers) {
    expect(answer).not.toMatch(/x-powered-by|^server:/im);
    expect(answer).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/);
  }
});
