import type { AmiAnswer, AmiFields } from '../../../src/gateway/pbx/asterisk/ami-client';
import { field, type AmiFrame } from '../../../src/gateway/pbx/asterisk/ami-frame';
import { LostRings } from '../../../src/gateway/pbx/asterisk/lost-rings';
import { contact, frame } from '../support/ami-frames';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';

const CUSTOMER = 'PJSIP/trunk-00000001';
const CALL = '17.1';

const ofLeg = (event: string, legId: string, more: Readonly<Record<string, string>> = {}): AmiFrame =>
  frame({ Event: event, Uniqueid: legId, Linkedid: CALL, ...more });
const ringsAt = (extension: string, legId: string): readonly AmiFrame[] => [
  ofLeg('Newchannel', legId, { Channel: `PJSIP/${extension}-0000000${legId}`, ChannelStateDesc: 'Down' }),
  frame({
    ...{ Event: 'DialBegin', Channel: CUSTOMER, Context: 'from-trunk', Exten: '74950000101', Priority: '3' },
    ...{ DestUniqueid: legId, DestLinkedid: CALL },
  }),
  ofLeg('Newstate', legId, { ChannelStateDesc: 'Ringing' }),
];
const END_OF_OLD = [
  frame({ Event: 'DialEnd', DestUniqueid: '2', DialStatus: 'CANCEL' }),
  ofLeg('Hangup', '2'),
];

/** An Asterisk that dials, and a gateway that listens to it. */
class Pbx {
  readonly clock = new HandClock();
  readonly sent: Readonly<Record<string, string>>[] = [];
  /** What was told of calls, in this order. */
  readonly told: string[] = [];
  application = 'Dial';
  takesRedirect = true;
  private readonly rings = new LostRings({
    send: (fields) => this.answer(fields),
    names: { trunks: ['trunk'], extensionPattern: /^\d{3}$/ },
    clock: this.clock,
    log: silentLog,
    tell: (late) => this.note(late),
  });

  async tells(...frames: readonly AmiFrame[]): Promise<void> {
    for (const one of frames) if (!this.rings.take(one)) this.note(one);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }

  get redirects(): readonly Readonly<Record<string, string>>[] {
    return this.sent.filter(({ Action }) => Action === 'Redirect');
  }

  private note(told: AmiFrame): void {
    const legId = field(told, 'Uniqueid') || field(told, 'DestUniqueid');
    if (legId !== '') this.told.push(`${field(told, 'Event')} ${legId}`);
  }

  private async answer(fields: AmiFields): Promise<AmiAnswer> {
    const action = Object.fromEntries(fields);
    this.sent.push(action);
    if (action['Action'] === 'Redirect' && !this.takesRedirect)
      return { answer: 'error', frame: frame({}), message: 'Channel does not exist' };
    return { answer: 'success', frame: frame({ Value: this.application }), message: '' };
  }
}

const ringing = async (set: (pbx: Pbx) => void = () => undefined): Promise<Pbx> => {
  const pbx = new Pbx();
  set(pbx);
  await pbx.tells(contact('first', 'NonQualified'), ...ringsAt('101', '2'));
  return pbx;
};
const ANEW = {
  ...{ Action: 'Redirect', Channel: CUSTOMER, Context: 'from-trunk', Exten: '74950000101', Priority: '3' },
};

it.each([
  ['gone first', ['Removed first', 'NonQualified second']],
  ['replaced', ['NonQualified second', 'Removed first']],
])(
  'rings at the new page when the old one is %s, once, and nobody hears that the old ring ended before',
  async (_, words) => {
    const pbx = await ringing();
    for (const word of words) {
      const [status, page] = word.split(' ') as ['Removed', string];
      await pbx.tells(contact(page, status));
    }
    await pbx.tells(contact('second', 'NonQualified'));
    expect(pbx.redirects).toEqual([ANEW]);
    pbx.told.length = 0;
    await pbx.tells(...END_OF_OLD, ...ringsAt('101', '3'));
    expect(pbx.told).toEqual(['Newchannel 3', 'DialBegin 3', 'DialEnd 2', 'Hangup 2', 'Newstate 3']);
  },
);

it('rings at a third page when the second goes away too', async () => {
  const pbx = await ringing();
  await pbx.tells(contact('first', 'Removed'), contact('second', 'NonQualified'));
  await pbx.tells(...END_OF_OLD, ...ringsAt('101', '3'));
  await pbx.tells(contact('second', 'Removed'), contact('third', 'NonQualified'));
  expect(pbx.redirects).toEqual([ANEW, ANEW]);
});

it.each<[string, (pbx: Pbx) => Promise<void>]>([
  ['the customer gives up', (pbx) => pbx.tells(ofLeg('Hangup', '1'))],
  ['the new page does not ring', async (pbx) => pbx.clock.turn(2_000)],
])('tells that the old ring ended after all when %s', async (_, then) => {
  const pbx = await ringing();
  await pbx.tells(contact('first', 'Removed'), contact('second', 'NonQualified'));
  await pbx.tells(...END_OF_OLD);
  expect(pbx.told).not.toContain('Hangup 2');
  await then(pbx);
  expect(pbx.told).toContain('Hangup 2');
});

it('keeps nothing back when Asterisk does not send the customer there', async () => {
  const pbx = await ringing((one) => (one.takesRedirect = false));
  await pbx.tells(contact('first', 'Removed'), contact('second', 'NonQualified'));
  await pbx.tells(...END_OF_OLD);
  expect(pbx.told.slice(-2)).toEqual(['DialEnd 2', 'Hangup 2']);
});

it.each<[string, (pbx: Pbx) => Promise<void>]>([
  ['has been answered', (pbx) => pbx.tells(ofLeg('Newstate', '2', { ChannelStateDesc: 'Up' }))],
  ['rings at a colleague as well', (pbx) => pbx.tells(...others())],
  ['is a queue’s', async (pbx) => void (pbx.application = 'Queue')],
])('leaves a call alone that %s', async (_, before) => {
  const pbx = await ringing();
  await before(pbx);
  await pbx.tells(contact('first', 'Removed'), contact('second', 'NonQualified'));
  expect(pbx.redirects).toEqual([]);
});

it('leaves a call alone while its page stays', async () => {
  const pbx = await ringing();
  await pbx.tells(contact('first', 'NonQualified'));
  expect(pbx.redirects).toEqual([]);
});

function others(): readonly AmiFrame[] {
  const theirs = frame({
    ...{ Event: 'ContactStatus', ContactStatus: 'NonQualified', AOR: '102', EndpointName: '102' },
    URI: 'sip:theirs@127.0.0.1:50419;transport=ws',
  });
  return [theirs, ...ringsAt('102', '4')];
}
