import type { Call } from '../../../src/call/call';
import { lineOf, outsideNumber } from '../../../src/call/call';
import { isExternal } from '../../../src/call/is-external';
import { responsibleOf } from '../../../src/call/responsible';
import { talkMs } from '../../../src/call/talk';
import { CallTracker } from '../../../src/gateway/calls/call-tracker';
import { AsteriskPbx } from '../../../src/gateway/pbx/asterisk/asterisk-pbx';
import { systemClock } from '../../../src/gateway/system-clock';
import { FakeAmi } from '../support/fake-ami';
import { traceBytes } from '../support/ami-trace';
import { silentLog } from '../support/silent-log';

interface Expected {
  readonly origin: Call['origin'];
  /** Number outside, or `''`. */
  readonly outside: string;
  readonly line: string;
  readonly legs: readonly string[];
  readonly disposition: string;
  /** Extension and seconds of every talk. */
  readonly talks: readonly (readonly [string, number])[];
  readonly talkSec: number;
  readonly responsible: string | undefined;
  readonly external: boolean;
}

const missed = {
  origin: 'inbound',
  outside: '4155550123',
  disposition: 'missed',
  talks: [],
  talkSec: 0,
  external: true,
} as const;
const inbound = {
  origin: 'inbound',
  outside: '4155550123',
  disposition: 'answered',
  external: true,
} as const;
const outbound = {
  origin: 'outbound',
  outside: '4155550199',
  line: '',
  disposition: 'answered',
  external: true,
} as const;
/** Through a prefix of the test's dialplan. */
const keptOutbound = { ...outbound, outside: '84155550199' } as const;
const reloaded = [
  ['101', 1.5],
  ['101', 0.9],
] as const;

const TABLE: Readonly<Record<string, readonly Expected[]>> = {
  'a-inbound-answered': [
    {
      ...inbound,
      line: '5550101',
      legs: ['outside', '101'],
      talks: [['101', 3.9]],
      talkSec: 3.9,
      responsible: '101',
    },
  ],
  'b-inbound-missed-timeout': [{ ...missed, line: '5550102', legs: ['outside', '102'], responsible: '102' }],
  'b2-inbound-missed-caller-cancels': [
    { ...missed, line: '5550102', legs: ['outside', '102'], responsible: '102' },
  ],
  'b4-inbound-agent-offline': [{ ...missed, line: '5550101', legs: ['outside'], responsible: undefined }],
  'c-originate-answered': [
    { ...outbound, legs: ['101', 'outside'], talks: [['101', 3.8]], talkSec: 3.8, responsible: '101' },
  ],
  'c3-outbound-dialled-from-the-browser': [
    { ...outbound, legs: ['101', 'outside'], talks: [['101', 2.5]], talkSec: 2.5, responsible: '101' },
  ],
  'd-blind-transfer-refer': [
    {
      ...inbound,
      line: '5550101',
      legs: ['outside', '101', '102'],
      talks: [
        ['101', 1.9],
        ['102', 3.9],
      ],
      talkSec: 5.8,
      responsible: '102',
    },
  ],
  'd2-ami-redirect': [
    {
      ...inbound,
      line: '5550101',
      legs: ['outside', '101', '102'],
      talks: [
        ['101', 2.1],
        ['102', 3.3],
      ],
      talkSec: 5.3,
      responsible: '102',
    },
  ],
  'd3-attended-transfer-refer-replaces': [
    {
      ...inbound,
      line: '5550101',
      legs: ['outside', '101', '101', '102'],
      talks: [
        ['101', 3.5],
        ['102', 5.6],
      ],
      talkSec: 9.0,
      responsible: '102',
    },
    {
      origin: 'internal',
      outside: '',
      line: '',
      disposition: 'answered',
      external: false,
      legs: ['101', '102'],
      talks: [
        ['101', 1.2],
        ['102', 1.2],
      ],
      talkSec: 1.2,
      responsible: '102',
    },
  ],
  'e-queue-answered': [
    {
      ...inbound,
      line: '5550200',
      legs: ['outside', '101', '102'],
      talks: [['101', 3.3]],
      talkSec: 3.3,
      responsible: '101',
    },
  ],
  // Reloaded after 1.5 s: the second leg of 101 is his new page.
  'f2-reload-outbound': [
    { ...keptOutbound, legs: ['101', 'outside', '101'], talks: reloaded, talkSec: 2.4, responsible: '101' },
  ],
  'f3-reload-click-to-call': [
    { ...keptOutbound, legs: ['101', 'outside', '101'], talks: reloaded, talkSec: 2.4, responsible: '101' },
  ],
  // Two agents at once; the customers wait for 29 s, which is no talk.
  'f4-nobody-comes-back': [
    {
      ...inbound,
      line: '5550111',
      legs: ['outside', '101'],
      talks: [['101', 1.6]],
      talkSec: 1.6,
      responsible: '101',
    },
    { ...keptOutbound, legs: ['102', 'outside'], talks: [['102', 1.0]], talkSec: 1.0, responsible: '102' },
  ],
  'f5-hang-up-on-purpose-outbound': [
    { ...keptOutbound, legs: ['101', 'outside'], talks: [['101', 0.8]], talkSec: 0.8, responsible: '101' },
  ],
};

describe('recorded calls of a real Asterisk, over TCP', () => {
  it.each(Object.keys(TABLE))('%s', async (name) => {
    const calls = await replay(traceBytes(name));
    expect(calls.map(summary)).toEqual(TABLE[name]);
  });

  it('gives the same calls when the bytes come one frame and a half at a time', async () => {
    const bytes = traceBytes('d3-attended-transfer-refer-replaces');
    const calls = await replay(bytes, 777);
    expect(calls.map(summary)).toEqual(TABLE['d3-attended-transfer-refer-replaces']);
  });
});

/** A channel that is reported after the recorded ones: when it is there, all of them were read. */
const LAST = 'the-last-one';

async function replay(bytes: Buffer, pieceBytes = bytes.length): Promise<readonly Call[]> {
  const ami = new FakeAmi();
  const port = await ami.listen();
  const pbx = new AsteriskPbx(
    {
      host: '127.0.0.1',
      port,
      user: 'crm',
      secret: ami.secret,
      trunks: ['trunk'],
      extensionPattern: /^(\d{3})$/,
      originate: { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 30_000 },
    },
    systemClock,
    silentLog,
  );
  const tracker = new CallTracker(systemClock, silentLog);
  pbx.on('call', (event) => tracker.take(event));
  pbx.on('joined', (event) => tracker.join(event));
  const up = new Promise((resolve) => pbx.on('state', resolve));
  const over = new Promise<void>((resolve) => {
    tracker.on('changed', ({ id }) => {
      if (id === LAST) resolve();
    });
  });
  pbx.start();
  await up;
  for (let sent = 0; sent < bytes.length; sent += pieceBytes) {
    ami.raw(bytes.subarray(sent, sent + pieceBytes));
    await new Promise((resolve) => setImmediate(resolve));
  }
  ami.emit({ Event: 'Newchannel', Channel: 'PJSIP/101-1', Uniqueid: LAST, Linkedid: LAST });
  await over;
  await pbx.stop();
  tracker.stop();
  await ami.close();
  return tracker.calls().filter(({ id }) => id !== LAST);
}

function summary(call: Call) {
  const endedAt = call.now.state === 'ended' ? call.now.endedAt : NaN;
  return {
    origin: call.origin,
    outside: outsideNumber(call),
    line: lineOf(call),
    legs: call.legs.map(({ party }) => (party.party === 'agent' ? party.extension : party.party)),
    disposition: call.now.state === 'ended' ? call.now.disposition : 'live',
    talks: call.talks.map(({ extension, from, to = NaN }) => [extension, tenths(to - from)]),
    talkSec: tenths(talkMs(call.talks, endedAt)),
    responsible: responsibleOf(call),
    external: isExternal(call),
  };
}

const tenths = (ms: number): number => Math.round(ms / 100) / 10;
