/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { PhoneCall, PhoneState } from '../../../src/widget/softphone/softphone';
import { openBrowser } from '../../../dev/demo/browser';
import { eventually } from '../../support/eventually';
import { PhonePage, servePhonePage, type ServedPage } from './phone-page';
import { SipSwitch } from './sip-switch';

/* docs/phone-states.md, cell by cell. */

jest.setTimeout(60_000);

const PASSWORD = 'agent-secret';
let browser: Browser;
let site: ServedPage;
let pbx: SipSwitch;
let agent: PhonePage;
let customer: PhonePage;

beforeAll(async () => {
  [browser, site, pbx] = await Promise.all([openBrowser(), servePhonePage(), SipSwitch.open(PASSWORD)]);
  [agent, customer] = await Promise.all([registered('101'), registered('555')]);
});

afterEach(async () => {
  for (const phone of [agent, customer])
    for (const { id } of (await phone.state())?.calls ?? []) await phone.run('hangUp', id);
  await Promise.all([agent, customer].map((phone) => phone.until(({ calls }) => calls.length === 0)));
  expect(await agent.errors()).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([site.close(), pbx.close()]);
});

async function registered(extension: string): Promise<PhonePage> {
  const phone = await PhonePage.open(browser, site.url);
  await phone.start(pbx.url, extension, PASSWORD);
  await phone.until(isRegistered);
  return phone;
}

const isRegistered = ({ registration }: PhoneState): boolean => registration === 'registered';

/** As the table names it. */
function nameOf({ direction, state, held, muted }: PhoneCall): string {
  const rings = direction === 'incoming' ? 'rings here' : 'rings there';
  const word = state === 'established' ? (held ? 'held' : 'talking') : state === 'ringing' ? rings : state;
  return muted ? `${word}, muted` : word;
}
const named = ({ calls }: PhoneState): string => calls.map(nameOf).join(' + ') || 'free';

const until = (state: string): Promise<PhoneState> => agent.until((now) => named(now) === state);
const ownId = async (): Promise<string> => (await agent.state())?.calls[0]?.id ?? 'no-call';
const farId = async (): Promise<string> => (await customer.state())?.calls[0]?.id ?? 'no-call';

/** How each state is reached from `free`. */
const WAYS: Readonly<Record<string, () => Promise<unknown>>> = {
  free: async () => undefined,
  dialling: () => agent.run('call', pbx.silentNumber),
  'rings there': () => agent.run('call', '555'),
  'rings here': () => customer.run('call', '101'),
  talking: async () => {
    await customer.run('call', '101');
    await until('rings here');
    await agent.run('answer', await ownId());
  },
  'talking, muted': async () => {
    await reach('talking');
    await agent.mute(await ownId(), true);
  },
  held: async () => {
    await reach('talking');
    await agent.control('setHeld', await ownId(), true);
  },
  'held, muted': async () => {
    await reach('held');
    await agent.mute(await ownId(), true);
  },
};

async function reach(state: string): Promise<void> {
  await WAYS[state]?.();
  await until(state);
}

/** What happens; a command resolves with `ok` or its fault. */
const EVENTS: Readonly<Record<string, () => Promise<unknown>>> = {
  call: () => agent.run('call', pbx.silentNumber),
  answer: async () => agent.run('answer', await ownId()),
  decline: async () => agent.run('decline', await ownId()),
  'hang up': async () => agent.run('hangUp', await ownId()),
  mute: async () => agent.mute(await ownId(), true),
  unmute: async () => agent.mute(await ownId(), false),
  hold: async () => agent.control('setHeld', await ownId(), true),
  resume: async () => agent.control('setHeld', await ownId(), false),
  tone: async () => agent.control('sendTones', await ownId(), '5'),
  'hand over': async () => agent.control('transfer', await ownId(), '102'),
  'far end answers': async () => customer.run('answer', await farId()),
  'far end refuses': async () => customer.run('decline', await farId()),
  'far end leaves': async () => customer.run('hangUp', await farId()),
  'socket cut': async () => {
    pbx.cut('101');
    await agent.until(({ registration }) => registration === 'lost');
    await agent.until(isRegistered);
  },
};

/** The switch answers in the order in which it was asked: what the event has caused has arrived before this. */
async function settled(): Promise<void> {
  const asked = pbx.requests('REGISTER').length;
  await agent.perform('register');
  await eventually('the switch is asked once more', () => pbx.requests('REGISTER').length > asked);
}

interface Cell {
  readonly before: string;
  readonly event: string;
  readonly after: string;
  readonly answer: string;
}

/** The table of the document. */
function cells(): readonly Cell[] {
  const text = readFileSync(join(__dirname, '../../../docs/phone-states.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const [head = [], , ...body] = rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  return body.flatMap(([before = '', ...afters]) =>
    afters.flatMap((cell, index): Cell[] => {
      const fault = /^`(.+)`$/.exec(cell)?.[1];
      const after = fault !== undefined || cell === '·' ? before : cell;
      return cell === '–' ? [] : [{ before, event: head[index + 1] ?? '', after, answer: fault ?? 'ok' }];
    }),
  );
}

it('has every state of the table, and everything that can happen', () => {
  expect([...new Set(cells().map(({ before }) => before))]).toEqual(Object.keys(WAYS));
  expect(new Set(cells().map(({ event }) => event))).toEqual(new Set(Object.keys(EVENTS)));
});

it.each(cells())('$before: $event → $after ($answer)', async ({ before, event, after, answer }) => {
  await reach(before);
  expect((await EVENTS[event]?.()) ?? 'ok').toBe(answer);
  await settled();
  await until(after);
});

it('rings on through a cut of the socket, and can be answered', async () => {
  await reach('rings here');
  await EVENTS['socket cut']?.();
  expect(await EVENTS['answer']?.()).toBe('ok');
  await until('talking');
  await customer.until(({ calls }) => calls[0]?.state === 'established');
});
