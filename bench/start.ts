import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { Server } from 'socket.io';
import { openBrowser } from '../dev/demo/browser';
import { DEMO_USERS } from '../dev/demo/demo-account';
import { startDemo } from '../dev/demo/demo';
import { argument } from './argument';
import { keepRows, times } from './bench-row';
import { spreadOf } from './spread';
import { withoutWatcher } from './without-watcher';

/*
 * P3: amoCRM asks for the widget's script → the gateway's first state is in the page, on a CPU that is four times slower;
 * beside a bare page that asks for socket.io-client and gets the same state from a plain socket.io server, in turns.
 *   npm run bench start [-- --rounds 9]
 */

/** With a desk phone: no SIP in the way of what is measured. */
const IGOR = DEMO_USERS[2]?.id ?? 0;
const SLOWER = 4;
const MUST = 2;
const CLIENT = readFileSync(
  join(dirname(require.resolve('socket.io-client/package.json')), 'dist/socket.io.min.js'),
);

interface Watched {
  readyAt?: number;
}

async function main(): Promise<void> {
  const rounds = argument('--rounds', 9);
  const demo = await startDemo({ port: 0, widgetDirectory: join(__dirname, '../../dist/widget') });
  const browser = await openBrowser();
  const page = await browser.newPage();
  const peer = servePeer();
  try {
    await page.addInitScript(watchState);
    await withoutWatcher(page);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const [ours, floor]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round += 1) {
      const [bare, widget] = [await startMs(page, await peer.url), await startMs(page, demo.urlFor(IGOR))];
      // The first fills the browser's cache.
      if (round === 0) continue;
      floor.push(bare);
      ours.push(widget);
    }
    report(spreadOf(ours).p50, spreadOf(floor).p50, rounds);
  } finally {
    await browser.close();
    peer.close();
    await demo.close();
  }
}

/** In the page: when its socket has brought the first event `state`. */
function watchState(): void {
  const watched = window as unknown as Watched;
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string' && data.startsWith('42["state"')) watched.readyAt ??= performance.now();
      });
    }
  };
}

/** Ms from the request for the script until the state. */
async function startMs(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.waitForFunction(() => (window as unknown as Watched).readyAt !== undefined);
  return page.evaluate(() => {
    const scripts = performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('/script.js'));
    return ((window as unknown as Watched).readyAt ?? Infinity) - (scripts[0]?.startTime ?? NaN);
  });
}

function servePeer() {
  const http = createServer((request, response) => {
    const isScript = request.url?.startsWith('/script.js') ?? false;
    response.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html',
      'cache-control': isScript ? 'max-age=3600' : 'no-store',
    });
    response.end(
      isScript
        ? CLIENT
        : '<!doctype html><script src="/script.js"></script><script>io({ transports: ["websocket"] })</script>',
    );
  });
  const sockets = new Server(http, { serveClient: false, transports: ['websocket'] });
  sockets.on('connection', (socket) => socket.emit('state', { calls: [], text: 'x'.repeat(380) }));
  const url = new Promise<string>((resolve) =>
    http.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`)),
  );
  return { url, close: () => void sockets.close() };
}

function report(ours: number, floor: number, rounds: number): void {
  const ratio = ours / floor;
  console.log(`widget: script asked for → state    ${ours.toFixed(0)} ms (median of ${rounds})`);
  console.log(`socket.io-client in a bare page     ${floor.toFixed(0)} ms`);
  console.log(`ratio (must: ${MUST})                   ${times(ratio)}`);
  keepRows({
    ...{ id: 'P3', what: 'widget’s start → channel ready, CPU 4 times slower' },
    ...{ ours: `${ours.toFixed(0)} ms`, beside: `socket.io-client alone ${floor.toFixed(0)} ms` },
    ...{ ratio: times(ratio), must: `≤ ${MUST}×`, holds: ratio <= MUST },
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
