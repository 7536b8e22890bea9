import { AmiWitness, type AmiBlock } from '../support/real/ami-witness';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import { CUSTOMER_TONE_HZ, DESK_PHONE_TONE_HZ } from '../support/real/customer';
import { wavLevel } from '../support/real/wav-level';

jest.setTimeout(20_000);

const NO_ROUTE = '3';
const CUSTOMER = '79980000001';

let asterisk: RealAsterisk;
/** Connected anew for each test, so that it has seen this test's call only. */
let witness: AmiWitness;

beforeAll(async () => {
  asterisk = await startAsterisk();
}, 30_000);

afterAll(() => asterisk?.close(), 15_000);

beforeEach(async () => {
  witness = await AmiWitness.connect(asterisk.witness);
});

afterEach(() => witness.close());

const event =
  (name: string, fields: AmiBlock = {}) =>
  (block: AmiBlock): boolean =>
    block['Event'] === name && Object.entries(fields).every(([key, value]) => block[key] === value);

/** Click to call as the gateway does it: rings the desk phone, then dials the customer. */
const clickToCall = (): Promise<AmiBlock> =>
  witness.send({
    ...{ Action: 'Originate', Channel: 'PJSIP/201', Async: 'true' },
    ...{ Context: 'agents', Exten: CUSTOMER, Priority: '1' },
  });

describe("the gateway's login", () => {
  it('has the rights that the documentation asks for, and no others', async () => {
    const gateway = await AmiWitness.connect(asterisk.ami);
    const answers = [
      await gateway.send({ Action: 'CoreShowChannels' }),
      await gateway.send({ Action: 'ShowDialPlan', Context: 'crm-hold' }),
      await gateway.send({ Action: 'Command', Command: 'core show version' }),
    ];
    gateway.close();
    expect(answers.map((answer) => answer['Response'])).toEqual(['Success', 'Success', 'Error']);
  });

  it('is refused with a wrong secret', async () => {
    await expect(AmiWitness.connect({ ...asterisk.ami, secret: 'wrong' })).rejects.toThrow(
      'refused the login',
    );
  });

  it('hears of a call and nothing that it has no use for', async () => {
    const gateway = await AmiWitness.connect(asterisk.ami);
    const call = await asterisk.call({ does: 'calls', number: CUSTOMER, line: '74950000102', talkMs: 1000 });
    await call.over;
    await gateway.waitFor(event('Hangup'), 'the end of the call');
    const heard = new Set(gateway.events().map((block) => block['Event']));
    gateway.close();
    expect([...heard].sort()).toEqual(['FullyBooted', 'Hangup', 'Newchannel', 'SoftHangupRequest']);
  });
});

describe('customers', () => {
  it('reach nobody when the agent is offline: no route, channel unavailable', async () => {
    const call = await asterisk.call({ does: 'calls', number: CUSTOMER, line: '74950000102', talkMs: 1000 });
    const hangup = await witness.waitFor(event('Hangup', { CallerIDNum: CUSTOMER }), 'the end of the call');
    expect(hangup['Cause']).toBe(NO_ROUTE);
    const unavailable = { Variable: 'DIALSTATUS', Value: 'CHANUNAVAIL' };
    await witness.waitFor(event('VarSet', unavailable), 'channel unavailable');
    expect((await call.over).status).toBe(404);
    expect(witness.events('DialBegin')).toEqual([]);
  });

  it('talk with the desk phone, and both are in the recording', async () => {
    await asterisk.deskPhone({ does: 'answers', ringMs: 200, talkMs: 10_000 });
    const call = await asterisk.call({
      ...{ does: 'calls', number: CUSTOMER, name: 'Jane', line: '74950000201', talkMs: 2000 },
    });
    const { asMeant, status } = await call.over;
    expect({ asMeant, status }).toEqual({ asMeant: true, status: 200 });
    const { Linkedid } = await witness.waitFor(
      event('Hangup', { CallerIDNum: CUSTOMER }),
      'the end of the call',
    );
    const level = wavLevel(await asterisk.recording(Linkedid ?? ''));
    expect(level.seconds).toBeGreaterThan(1.5);
    expect(level.seconds).toBeLessThan(3);
    expect(level.toneSeconds(CUSTOMER_TONE_HZ)).toBeGreaterThan(1.4);
    expect(level.toneSeconds(DESK_PHONE_TONE_HZ)).toBeGreaterThan(1.4);
    expect(level.hasTone(1000)).toBe(false);
  });

  it('give up while it rings', async () => {
    await asterisk.deskPhone({ does: 'does-not-answer' });
    const call = await asterisk.call({
      does: 'gives-up',
      number: CUSTOMER,
      line: '74950000201',
      ringMs: 300,
    });
    const dialEnd = await witness.waitFor(event('DialEnd'), 'the end of the ringing');
    expect(dialEnd['DialStatus']).toBe('CANCEL');
    const { asMeant, status } = await call.over;
    expect({ asMeant, status }).toEqual({ asMeant: true, status: 487 });
  });

  it.each([
    [{ does: 'answers', ringMs: 200, talkMs: 500 } as const, 'ANSWER'],
    [{ does: 'is-busy' } as const, 'BUSY'],
  ])('are called by the desk phone: %j', async (reaction, dialStatus) => {
    const call = await asterisk.call(reaction);
    await asterisk.deskPhone({ does: 'answers', ringMs: 0, talkMs: 10_000 });
    await clickToCall();
    const dialEnd = await witness.waitFor(event('DialEnd', { DestCallerIDNum: CUSTOMER }), 'the answer');
    expect(dialEnd['DialStatus']).toBe(dialStatus);
    expect((await call.over).asMeant).toBe(true);
  });

  it('are called and do not answer until the desk phone hangs up', async () => {
    const call = await asterisk.call({ does: 'does-not-answer' });
    await asterisk.deskPhone({ does: 'answers', ringMs: 0, talkMs: 500 });
    await clickToCall();
    const dialEnd = await witness.waitFor(
      event('DialEnd', { DestCallerIDNum: CUSTOMER }),
      'the end of the ringing',
    );
    expect(dialEnd['DialStatus']).toBe('CANCEL');
    expect((await call.over).status).toBe(487);
  });
});
