import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Extension } from '../../src/call/ids';
import { DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { AmiWitness } from '../support/real/ami-witness';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import { ROUTE_KEY } from '../support/real/asterisk-home';

/* The dialplan of docs/asterisk asks the gateway who should take a call, and never waits for it. */

jest.setTimeout(60_000);

const [ANNA, TIMUR] = DEMO_USERS.map(({ id }) => id) as [number, number];
/** Anna is responsible for this card. */
const MARINA = '79984445566';
/** Of each way to ask: the line, and the port at which nobody answers once the gateway is gone. */
const WAYS = [
  ['CURL()', '74950000300', (): number => asterisk.routePort],
  ['FastAGI', '74950000301', (): number => asterisk.agiPort],
] as const;

let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;
let timur: AgentWindow;

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([startAsterisk(), openBrowser()]);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
    gatewayPort: asterisk.routePort,
    agiPort: asterisk.agiPort,
    routing: {
      key: ROUTE_KEY,
      rules: [{ to: 'responsible' }, { to: 'extensions', extensions: ['102' as Extension] }],
      deputies: new Map(),
    },
  });
  timur = await AgentWindow.atThePhone(browser, demo.urlFor(TIMUR));
  await indexFilled();
});

afterAll(async () => {
  await browser.close();
  await demo.close();
  await asterisk.close();
});

/** Until then nobody is known to be responsible; a gateway of the demo starts with an empty one. */
const indexFilled = (): Promise<boolean> =>
  eventually(
    'the phone index',
    () => Object.values(demo.gateway.health())[0]?.phoneIndex === 'filled',
    30_000,
  );

/** As the gateway would route her customer now. */
async function annaIsOffline(): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`linia:${ROUTE_KEY}`).toString('base64')}`;
  const url = `${demo.gateway.url}/route/30100200/dry-run?number=${MARINA}`;
  const { steps } = (await (await fetch(url, { headers: { authorization } })).json()) as {
    steps: readonly { outcome: string }[];
  };
  return steps[0]?.outcome === 'offline';
}

describe.each(WAYS)('The dialplan asks by %s', (way, line, portAsked) => {
  const calls = () => asterisk.call({ does: 'gives-up', number: MARINA, line, ringMs: 2_000 });

  it('rings the responsible, and his card says why', async () => {
    const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
    const customer = await calls();
    await anna.card.getByText('Направлен вам: вы ответственный').waitFor();
    // What he missed while the gateway was away may stand there.
    expect(await timur.page.locator('.tel-card--ringing').count()).toBe(0);
    await customer.over;
    await anna.close();
    await eventually('Anna’s phone is off', annaIsOffline);
  });

  it('rings the next one when the responsible is not connected, and says whom it passed over', async () => {
    const customer = await calls();
    const ringing = timur.page.locator('.tel-card--ringing');
    await ringing.getByText('Ответственный не на связи: Анна Белова').waitFor();
    await customer.over;
  });

  /** From the customer's INVITE to the ring of the default route, ms, by Asterisk's own clock. */
  const msToDefaultRoute = async (): Promise<number> => {
    const witness = await AmiWitness.connect(asterisk.witness);
    const customer = await calls();
    const arrived = await witness.waitFor(
      (block) => block['Event'] === 'Newchannel' && block['Exten'] === line,
      'the call',
    );
    const rung = await witness.waitFor(
      (block) => block['Event'] === 'DialBegin' && block['DialString'] === '102',
      'the ring',
    );
    await customer.over;
    witness.close();
    return Math.round((Number(rung['Timestamp']) - Number(arrived['Timestamp'])) * 1000);
  };

  it('takes the default route within a second when the gateway is away', async () => {
    await demo.stopGateway();
    expect(await msToDefaultRoute()).toBeLessThan(1_000);
  });

  it('takes the default route within a second when the gateway is stopped and takes connections all the same', async () => {
    const hung = await stoppedServer(portAsked());
    try {
      const ms = await msToDefaultRoute();
      process.stdout.write(`${way}: a stopped gateway holds the caller for ${ms} ms\n`);
      expect(ms).toBeLessThan(1_000);
    } finally {
      hung.kill('SIGKILL');
      await demo.startGateway();
      await indexFilled();
    }
  });
});

/** Its kernel takes connections for it, and nobody ever reads them. */
async function stoppedServer(port: number): Promise<ChildProcess> {
  const script = `require('node:net').createServer().listen(${port}, '127.0.0.1', () => console.log('listens'))`;
  const server = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (server.stdout) await once(server.stdout, 'data');
  server.kill('SIGSTOP');
  return server;
}
