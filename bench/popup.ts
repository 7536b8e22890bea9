import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { openBrowser } from '../dev/demo/browser';
import { DEMO_USERS } from '../dev/demo/demo-account';
import { startDemo } from '../dev/demo/demo';
import { AmiServer } from '../dev/office/ami/ami-server';
import type { Field } from '../dev/office/pbx/call-reporter';
import { WidgetHub } from '../src/gateway/hub/widget-hub';
import { keepRows, times } from './bench-row';
import { spreadOf, type Spread } from './spread';
import { withoutWatcher } from './without-watcher';

/*
 * P4: a call begins to ring at the PBX → its card is in the agent's DOM, beside a raw WebSocket that puts a div there,
 * interleaved in the same page. Ours counts from the AMI frame, so the gateway's own work is in it.
 *   npm run bench popup [-- --events 1000] [--json]
 */

/** Names by which the page tells Node what it has drawn, and when (epoch ms with fractions). */
type Drawn = (key: string, at: number) => void;

const AMI = { user: 'bench', secret: 'bench' };
const epochMs = (): number => performance.timeOrigin + performance.now();

async function main(): Promise<void> {
  const wanted = process.argv.indexOf('--events');
  const events = wanted < 0 ? 1000 : Number(process.argv[wanted + 1]);
  const ami = new AmiServer(AMI, (action) => answerTo(action.get('action') ?? ''));
  const amiPort = await ami.listen('127.0.0.1', 0);
  const demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: {
      ami: { host: '127.0.0.1', port: amiPort, ...AMI },
      sipUrl: 'ws://127.0.0.1:9/ws',
      phonePassword: 'none',
    },
  });
  const raw = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const browser = await openBrowser();
  try {
    // The user with a desk phone: no SIP in the way of what is measured.
    const page = await browser.newPage();
    const waiting = new Map<string, (at: number) => void>();
    const drawn: Drawn = (key, at) => waiting.get(key)?.(at);
    await page.exposeFunction('drawn', drawn);
    await withoutWatcher(page);
    await page.goto(demo.urlFor(DEMO_USERS[2]?.id ?? 0));
    await watchDrawing(page);
    const peer = await openRaw(page, raw);
    await settled(ami, waiting);
    const ours: number[] = [];
    const withPbx: number[] = [];
    const floor: number[] = [];
    const leftAt = watchLeaving();
    for (let n = 0; n < events; n += 1) {
      await calm();
      floor.push(
        await timed(waiting, `raw-${n}`, (key) => peer.send(JSON.stringify({ key, text: 'x'.repeat(380) }))),
      );
      await calm();
      const key = `bench-${n}`;
      const sentAt = epochMs();
      const took = await timed(waiting, key, () => ring(ami, key));
      withPbx.push(took);
      ours.push(took - ((leftAt.get(key) ?? sentAt) - sentAt));
      end(ami, key);
    }
    report({ ours: spreadOf(ours), withPbx: spreadOf(withPbx), floor: spreadOf(floor) }, events);
  } finally {
    await browser.close();
    raw.close();
    await demo.close();
    await ami.close();
  }
}

/** When a call's first snapshot left the gateway, by call. */
function watchLeaving(): ReadonlyMap<string, number> {
  const leftAt = new Map<string, number>();
  const pushCall = WidgetHub.prototype.pushCall;
  WidgetHub.prototype.pushCall = function (this: WidgetHub, agent, view) {
    if (!leftAt.has(view.id)) leftAt.set(view.id, epochMs());
    pushCall.call(this, agent, view);
  };
  return leftAt;
}

/** Calls do not come back to back: what the one before left to do is over, and the gateway takes the widget's words. */
const calm = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

/** Ms from `send` until the page has drawn `key`. */
function timed(
  waiting: Map<string, (at: number) => void>,
  key: string,
  send: (key: string) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`${key} was never drawn`)), 10_000);
    const sentAt = epochMs();
    waiting.set(key, (at) => {
      clearTimeout(giveUp);
      waiting.delete(key);
      resolve(at - sentAt);
    });
    send(key);
  });
}

/** The widget is there when a first call shows a card; it may take a few until the gateway is connected. */
async function settled(ami: AmiServer, waiting: Map<string, (at: number) => void>): Promise<void> {
  for (let n = 0; ; n += 1) {
    const shown = new Promise<boolean>((resolve) => {
      waiting.set(`warm-${n}`, () => resolve(true));
      setTimeout(() => resolve(false), 500);
    });
    ring(ami, `warm-${n}`);
    const ready = await shown;
    end(ami, `warm-${n}`);
    if (ready) return;
    if (n > 40) throw new Error('The widget shows no card');
  }
}

async function watchDrawing(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { drawn } = window as unknown as { drawn: Drawn };
    new MutationObserver((records) => {
      const at = performance.timeOrigin + performance.now();
      for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof HTMLElement)) continue;
        const card = node.matches('[data-key]')
          ? node
          : node.querySelector<HTMLElement>('.tel-card[data-key]');
        if (card) drawn(card.dataset['key'] ?? '', at);
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
}

async function openRaw(page: Page, server: WebSocketServer): Promise<ServerSocket> {
  const connected = new Promise<ServerSocket>((resolve) => server.once('connection', resolve));
  await page.evaluate(
    (port) => {
      new WebSocket(`ws://127.0.0.1:${port}`).onmessage = ({ data }) => {
        const { key, text } = JSON.parse(String(data)) as { key: string; text: string };
        const div = document.createElement('div');
        div.dataset['key'] = key;
        div.textContent = text;
        document.body.append(div);
        setTimeout(() => div.remove());
      };
    },
    (server.address() as { port: number }).port,
  );
  return connected;
}

const EXTENSION = '201';

/** What Asterisk tells when a customer's call begins to ring at an extension; only the last frame is timed. */
function ring(ami: AmiServer, id: string): void {
  ami.tell('Newchannel', 'call', channel(id, 'trunk', 4, id));
  ami.tell('Newchannel', 'call', channel(`${id}a`, EXTENSION, 0, id));
  ami.tell('DialBegin', 'call', dial(id));
  ami.tell('Newstate', 'call', channel(`${id}a`, EXTENSION, 5, id));
}

/** A colleague could not have taken it, nobody missed it for long: the card is clicked away by the next ring. */
function end(ami: AmiServer, id: string): void {
  ami.tell('DialEnd', 'call', [...dial(id), ['DialStatus', 'BUSY']]);
  ami.tell('Hangup', 'call', [...channel(`${id}a`, EXTENSION, 5, id), ['Cause', 17]]);
  ami.tell('Hangup', 'call', [...channel(id, 'trunk', 4, id), ['Cause', 17]]);
}

function channel(
  id: string,
  endpoint: string,
  state: 0 | 4 | 5,
  linkedid: string,
  prefix = '',
): readonly Field[] {
  const outside = endpoint === 'trunk';
  return [
    [`${prefix}Channel`, `PJSIP/${endpoint}-${hex(id)}`],
    [`${prefix}ChannelState`, state],
    [`${prefix}ChannelStateDesc`, { 0: 'Down', 4: 'Ring', 5: 'Ringing' }[state]],
    [`${prefix}CallerIDNum`, outside ? '79984445566' : EXTENSION],
    [`${prefix}ConnectedLineNum`, outside ? '<unknown>' : '79984445566'],
    [`${prefix}Context`, outside ? 'from-trunk' : 'agents'],
    [`${prefix}Exten`, outside ? '74950000101' : 's'],
    [`${prefix}Uniqueid`, id],
    [`${prefix}Linkedid`, linkedid],
  ];
}

const dial = (id: string): readonly Field[] => [
  ...channel(id, 'trunk', 4, id),
  ...channel(`${id}a`, EXTENSION, 0, id, 'Dest'),
  ['DialString', EXTENSION],
];

const hex = (id: string): string => Buffer.from(id).toString('hex').slice(-8);

function answerTo(action: string) {
  const done: Field = ['Event', 'CoreShowChannelsComplete'];
  if (action.toLowerCase() !== 'coreshowchannels') return { response: 'Success' } as const;
  return {
    response: 'Success',
    fields: [['EventList', 'start']],
    list: [[done, ['EventList', 'Complete'], ['ListItems', 0]]],
  } as const;
}

function report(spreads: Readonly<Record<'ours' | 'withPbx' | 'floor', Spread>>, events: number): void {
  const { ours, withPbx, floor } = spreads;
  const ratio = { p50: ours.p50 / floor.p50, p99: ours.p99 / floor.p99 };
  const pair = ({ p50, p99 }: Spread): string => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;
  keepRows({
    ...{ id: 'P4', what: `PBX event leaves the gateway → card in the DOM, p50 / p99 of ${events}` },
    ...{ ours: pair(ours), beside: `raw WebSocket ${pair(floor)}`, must: '≤ 2× / 3×' },
    ...{ ratio: `${times(ratio.p50)} / ${times(ratio.p99)}`, holds: ratio.p50 <= 2 && ratio.p99 <= 3 },
  });
  if (process.argv.includes('--json')) return console.log(JSON.stringify({ events, ...spreads, ratio }));
  const row = (name: string, { p50, p99 }: Spread, unit: string): string =>
    `${name.padEnd(36)} p50 ${p50.toFixed(2)}${unit}   p99 ${p99.toFixed(2)}${unit}`;
  console.log(row(`gateway → card in the DOM (${events})`, ours, ' ms'));
  console.log(row('AMI frame → card in the DOM', withPbx, ' ms'));
  console.log(row('raw WebSocket → div in the DOM', floor, ' ms'));
  console.log(row('ratio of first to last (must: 2 / 3)', ratio, ' ×'));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
