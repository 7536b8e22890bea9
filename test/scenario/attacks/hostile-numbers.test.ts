import fc from 'fast-check';
import type { CallId, Extension } from '../../../src/call/ids';
import { dialledAs } from '../../../src/call/dial-rule';
import { parseFrame, writeFrame } from '../../../src/gateway/pbx/asterisk/ami-frame';
import { originateFields } from '../../../src/gateway/pbx/asterisk/originate';
import { phoneNumbers } from '../../../src/gateway/phone-numbers';
import { USERS, World, type AgentSocket } from '../../gateway/support/gateway-under-test';

/** What the gateway asks by itself. */
const OWN_ACTIONS = ['Ping', 'DeviceStateList', 'CoreShowChannels', 'ShowDialPlan'];

describe('a number that an agent asks to be dialled', () => {
  let world: World;
  let anna: AgentSocket;
  beforeAll(async () => {
    world = await World.start();
    anna = await world.seatedAgent(USERS.anna);
  });
  afterAll(() => world.stop());

  it.each([
    '89984445566\r\nAction: Command\r\nCommand: core stop now',
    '89984445566\r\n\r\nAction: Originate\r\nChannel: Local/900@from-internal',
    '89984445566\nVariable: EVIL=1',
    '89984445566&PJSIP/900',
    '89984445566,s,1)',
    '${SHELL(id)}89984445566',
    '89984445566" <900>',
    'sip:900@evil.example',
    'PJSIP/900',
    '8998444\u000055\u202e66',
    '٨٩٩٨٤٤٤٥٥٦٦',
  ])('reaches the PBX as digits or not at all: %j', async (number) => {
    const before = world.ami.actions.length;
    await anna.ask('placeCall', { number });
    const placed = world.ami.actions.slice(before).filter(({ Action = '' }) => !OWN_ACTIONS.includes(Action));
    expect(placed.map(({ Action }) => Action)).toEqual(placed.length > 0 ? ['Originate'] : []);
    for (const { Exten, CallerID, Channel, Variable } of placed) {
      expect(Exten).toMatch(/^\d{1,15}$/);
      expect(CallerID).toMatch(/^"[\d +-]+" <\d+>$/);
      expect(Channel).toBe('PJSIP/101');
      expect(Variable).not.toMatch(/EVIL|SHELL/);
    }
  });

  it.each(['*72900', '#1', ' *8', 'sip:anna@evil.example', ''])('is none: %j', async (number) => {
    const answer = (await anna.ask('placeCall', { number })) as { readonly ok: boolean };
    expect(answer.ok).toBe(false);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 64 });

it('any text at all: what is dialled is digits, by every rule of dialling', () => {
  const phones = phoneNumbers('RU');
  const format = fc.constantFrom('digits', 'plus', 'trunk-8');
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        text.map((tail) => `89984445566${tail}`),
      ),
      format,
      (typed, how) => {
        const number = phones.dialable(typed);
        if (number !== undefined)
          expect(dialledAs(number, { format: how, prefix: '9' })).toMatch(/^9?\+?[\d*#]{2,20}$/);
      },
    ),
    { numRuns: 2_000 },
  );
});

it('any text at all: a frame has the lines that we wrote, and not one more', () => {
  fc.assert(
    fc.property(text, text, text, (shown, dialled, callId) => {
      const placing = { callId: callId as CallId, extension: '101' as Extension, dialled, shown };
      const fields = originateFields(placing, { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 1 });
      const frame = writeFrame(fields);
      expect(frame.indexOf('\r\n\r\n')).toBe(frame.length - 4);
      const lines = frame
        .slice(0, -4)
        .split(/\r|\n/)
        .filter((line) => line !== '');
      expect(lines).toHaveLength(fields.length);
      const [read] = parseFrame(frame.slice(0, -4));
      expect(read?.kind === 'frame' && read.frame.get('Action')).toEqual(['Originate']);
      expect(read?.kind === 'frame' && read.frame.get('Channel')).toEqual(['PJSIP/101']);
    }),
    { numRuns: 2_000 },
  );
});
