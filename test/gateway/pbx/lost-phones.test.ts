import type { AmiAnswer, AmiFields } from '../../../src/gateway/pbx/asterisk/ami-client';
import type { AmiFrame } from '../../../src/gateway/pbx/asterisk/ami-frame';
import { field } from '../../../src/gateway/pbx/asterisk/ami-frame';
import { AmiParser } from '../../../src/gateway/pbx/asterisk/ami-parser';
import { LostPhones } from '../../../src/gateway/pbx/asterisk/lost-phones';
import { traceBytes } from '../support/ami-trace';
import { contact, frame } from '../support/ami-frames';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';

const AGENT = 'PJSIP/101-000003f1';
const CUSTOMER = 'PJSIP/trunk-000003f0';

/** What a real Asterisk told while a page was reloaded in a talk. Before it the page had registered as `first`. */
const RELOAD: readonly AmiFrame[] = new AmiParser()
  .push(Buffer.concat([Buffer.from('Asterisk Call Manager/10.0.0\r\n'), traceBytes('f-reload-inbound')]))
  .flatMap((input) => (input.kind === 'frame' ? [input.frame] : []));
const LEAVES = RELOAD.findIndex((told) => field(told, 'ContactStatus') === 'Removed');
const COMES = RELOAD.findIndex((told) => field(told, 'ContactStatus') === 'NonQualified');
const HOLDS = RELOAD.findIndex((told) => field(told, 'UserEvent') === 'CrmHold');
const OLD_PAGE = 'gouu9m3o5i';
const NEW_PAGE = 'w57gi4fr3j';
const IN_TALK = [contact(OLD_PAGE, 'NonQualified'), ...RELOAD.slice(0, LEAVES)];

/** An Asterisk that answers, and a gateway that listens to it. */
class Pbx {
  readonly clock = new HandClock();
  readonly sent: Readonly<Record<string, string>>[] = [];
  hasSnippet = true;
  isKeptLine = true;
  /** Packets between two looks. */
  soundOfThePage = 0;
  private packets = 100;
  readonly phones = new LostPhones({
    send: (fields) => this.answer(fields),
    names: { trunks: ['trunk'], extensionPattern: /^\d{3}$/ },
    clock: this.clock,
    log: silentLog,
  });

  static async with(set: (pbx: Pbx) => void = () => undefined): Promise<Pbx> {
    const pbx = new Pbx();
    set(pbx);
    pbx.phones.start([]);
    await pbx.settled();
    return pbx;
  }

  /** All that is asked of Asterisk is answered, the listening for sound included. */
  async tells(...frames: readonly AmiFrame[]): Promise<void> {
    for (const told of frames) this.phones.take(told);
    await this.settled();
    this.clock.turn(100);
    await this.settled();
  }

  async passes(ms: number): Promise<void> {
    this.clock.turn(ms);
    await this.tells();
  }

  done(action: string): readonly Readonly<Record<string, string>>[] {
    return this.sent.filter((fields) => fields['Action'] === action);
  }

  private async settled(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }

  private async answer(fields: AmiFields): Promise<AmiAnswer> {
    const action = Object.fromEntries(fields);
    this.sent.push(action);
    if (action['Action'] === 'ShowDialPlan' && !this.hasSnippet)
      return { answer: 'error', frame: frame({}), message: 'Did not find context crm-hold' };
    return { answer: 'success', frame: frame({ Value: this.valueOf(action['Variable']) }), message: '' };
  }

  private valueOf(variable: string | undefined): string {
    if (variable === 'CRM_KEPT') return this.isKeptLine ? '1' : '';
    return String((this.packets += this.soundOfThePage));
  }
}

const CUT_OFF = [{ Action: 'Hangup', Channel: AGENT, Cause: '41' }];

describe('a page that is reloaded in a talk, as a real Asterisk told it', () => {
  it('leaves the talk alone while it is heard, for only its socket is cut', async () => {
    const pbx = await Pbx.with((one) => (one.soundOfThePage = 5));
    await pbx.tells(...IN_TALK, ...RELOAD.slice(LEAVES, COMES));
    for (let look = 0; look < 6; look++) await pbx.passes(10_000);
    expect(pbx.done('Hangup')).toEqual([]);
    pbx.soundOfThePage = 0;
    await pbx.passes(10_000);
    expect(pbx.done('Hangup')).toEqual(CUT_OFF);
  });

  it('gives a page ten seconds that is not heard because it has put the customer on hold', async () => {
    const pbx = await Pbx.with();
    const agent = IN_TALK.find((told) => field(told, 'Channel') === AGENT) as AmiFrame;
    await pbx.tells(...IN_TALK, new Map([...agent, ['Event', ['Hold']]]), contact(OLD_PAGE, 'Removed'));
    await pbx.passes(9_000);
    expect(pbx.done('Hangup')).toEqual([]);
    await pbx.passes(1_000);
    expect(pbx.done('Hangup')).toEqual(CUT_OFF);
  });

  it('ends the dead leg as soon as the new page is there, with a cause that is no wish to hang up', async () => {
    const pbx = await Pbx.with();
    await pbx.tells(...IN_TALK, ...RELOAD.slice(LEAVES, COMES + 1));
    expect(pbx.done('Hangup')).toEqual(CUT_OFF);
  });

  it('ends it when the page is not heard any more', async () => {
    const pbx = await Pbx.with();
    await pbx.tells(...IN_TALK, contact(OLD_PAGE, 'Removed'));
    expect(pbx.done('Hangup')).toEqual([]);
    await pbx.passes(1_500);
    expect(pbx.done('Hangup')).toEqual(CUT_OFF);
  });

  it('does nothing when the same page returns', async () => {
    const pbx = await Pbx.with();
    await pbx.tells(...IN_TALK, contact(OLD_PAGE, 'Removed'), contact(OLD_PAGE, 'NonQualified'));
    await pbx.passes(60_000);
    expect(pbx.done('Hangup')).toEqual([]);
  });

  it('rings the new page at once when one appears while the customer waits', async () => {
    const pbx = await Pbx.with();
    await pbx.tells(...IN_TALK, ...RELOAD.slice(LEAVES, HOLDS + 1), contact('another', 'NonQualified'));
    expect(pbx.done('Redirect')).toEqual([
      { Action: 'Redirect', Channel: CUSTOMER, Context: 'crm-back', Exten: 's', Priority: '1' },
    ]);
  });

  it('lets the ring go on that the dialplan itself has begun', async () => {
    const pbx = await Pbx.with();
    await pbx.tells(...IN_TALK, ...RELOAD.slice(LEAVES), contact(NEW_PAGE, 'NonQualified'));
    await pbx.tells(contact('another', 'NonQualified'));
    expect(pbx.done('Redirect')).toEqual([]);
  });
});

describe('what must be left alone', () => {
  const lost = [...IN_TALK, contact(OLD_PAGE, 'Removed'), contact(NEW_PAGE, 'NonQualified')];

  it('every call of a PBX without the snippet', async () => {
    const pbx = await Pbx.with((one) => (one.hasSnippet = false));
    await pbx.tells(...lost);
    await pbx.passes(60_000);
    expect(pbx.sent.map(({ Action }) => Action)).toEqual(['ShowDialPlan']);
  });

  it('a call on a line that does not keep its customers', async () => {
    const pbx = await Pbx.with((one) => (one.isKeptLine = false));
    await pbx.tells(...lost);
    expect(pbx.done('Hangup')).toEqual([]);
  });

  it('a talk that goes on although a second browser of the agent has taken the place at the registrar', async () => {
    const pbx = await Pbx.with((one) => (one.soundOfThePage = 5));
    await pbx.tells(...IN_TALK, contact(NEW_PAGE, 'NonQualified'), contact(OLD_PAGE, 'Removed'));
    await pbx.passes(10_000);
    expect(pbx.done('Hangup')).toEqual([]);
    pbx.soundOfThePage = 0;
    await pbx.passes(10_000);
    expect(pbx.done('Hangup')).toEqual(CUT_OFF);
  });

  it('a call that only rings: its end would end the customer', async () => {
    const pbx = await Pbx.with();
    const rings = IN_TALK.filter((told) => field(told, 'Event') !== 'BridgeEnter');
    await pbx.tells(...rings, contact(OLD_PAGE, 'Removed'), contact(NEW_PAGE, 'NonQualified'));
    expect(pbx.done('Hangup')).toEqual([]);
  });

  it('the pages of colleagues, and phones that are no pages', async () => {
    const pbx = await Pbx.with();
    const of = (extension: string, told: AmiFrame): AmiFrame =>
      new Map([...told, ['EndpointName', [extension]], ['AOR', [extension]]]);
    await pbx.tells(
      ...IN_TALK,
      of('102', contact(OLD_PAGE, 'Removed')),
      of('trunk', contact('x', 'NonQualified')),
    );
    await pbx.tells(
      frame({ Event: 'ContactStatus', EndpointName: '101', URI: 'nonsense', ContactStatus: 'Removed' }),
    );
    await pbx.passes(60_000);
    expect(pbx.done('Hangup')).toEqual([]);
  });
});

it('looks again when the administrator has reloaded the dialplan', async () => {
  const pbx = await Pbx.with((one) => (one.hasSnippet = false));
  pbx.hasSnippet = true;
  await pbx.tells(frame({ Event: 'Reload', Module: 'All' }));
  await pbx.tells(...IN_TALK, contact(OLD_PAGE, 'Removed'), contact(NEW_PAGE, 'NonQualified'));
  expect(pbx.done('Hangup')).toEqual(CUT_OFF);
});

it('goes on after a cut of the connection: a talk in the list of channels is one', async () => {
  const pbx = await Pbx.with();
  pbx.phones.stop();
  pbx.phones.start([frame({ Channel: AGENT, Uniqueid: 'u', Linkedid: 'l', BridgeId: 'b' })]);
  await pbx.tells(contact(OLD_PAGE, 'NonQualified'), contact(OLD_PAGE, 'Removed'));
  await pbx.tells(contact(NEW_PAGE, 'NonQualified'));
  expect(pbx.done('Hangup')).toEqual(CUT_OFF);
});

it('takes the moment in the music at a hang-up on purpose for a farewell', async () => {
  const pbx = await Pbx.with();
  const { phones } = pbx;
  const hold = RELOAD[HOLDS] as AmiFrame;
  expect(phones.isFarewell(hold)).toBe(false);
  const wish = IN_TALK.find((told) => field(told, 'Channel') === AGENT) as AmiFrame;
  await pbx.tells(...IN_TALK, new Map([...wish, ['Event', ['HangupRequest']], ['Cause', ['31']]]));
  expect(phones.isFarewell(hold)).toBe(true);
});
