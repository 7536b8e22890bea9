import { SessionState } from 'sip.js';
import { rounds } from '../../support/rounds';
import type { Office } from '../../../dev/office/office';
import { amiClient, type AmiClient, type Block } from './support/ami-client';
import { mediaOf, nodeAgent, reached, type NodeAgent } from './support/node-agent';
import { GROUP, LINE_101, LINE_201, officeForTest } from './support/office-for-test';
import { until } from './support/until';

// Two werift peers in one process, which only this file has, stall once in some 50 handshakes while other programs hold
// both cores: silence from the first second on, cause not found. Never seen with Chromium at the other end.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

const JANE = { number: '4155550123', name: 'Customer Jane' };
const NOTHING_UP = { channels: 0, sipLegs: 0, customers: 0 };

let office: Office;
let ami: AmiClient;
let agent: NodeAgent;

beforeEach(async () => {
  office = await officeForTest();
  ami = await amiClient(office);
  agent = await nodeAgent(office.sipUrl, '101', 'pass101', 'page-one');
});
afterEach(async () => {
  await agent.close();
  ami.close();
  await office.close();
});

const is =
  (event: string, fields: Block = {}) =>
  (told: Block): boolean =>
    told['Event'] === event && Object.entries(fields).every(([name, value]) => told[name] === value);
const allOver = (): Promise<void> =>
  until(() => JSON.stringify(office.load()) === JSON.stringify(NOTHING_UP));
const heardByCustomer = (): number => office.control.calls()[0]?.heard ?? 0;

async function talk(): ReturnType<NodeAgent['nextInvitation']> {
  await office.control.customerCalls({ ...JANE, line: LINE_101 });
  const invitation = await agent.nextInvitation();
  await invitation.accept();
  await until(() => heardByCustomer() > 0.05 && mediaOf(invitation).heard > 0.05);
  return invitation;
}

describe('a customer calls', () => {
  it('shows who calls, and both hear each other; the customer speaks around 440 Hz', async () => {
    const invitation = await talk();
    expect(invitation.remoteIdentity.displayName).toBe(JANE.name);
    expect(invitation.remoteIdentity.uri.user).toBe(JANE.number);
    await until(() => mediaOf(invitation).share(440) > 0.05);
    expect(mediaOf(invitation).share(1000)).toBeLessThan(0.02);
    await invitation.bye();
    await allOver();
  });

  it('hears music while he is on hold, and the agent again afterwards', async () => {
    const invitation = await talk();
    const media = mediaOf(invitation);
    media.holds = true;
    await invitation.invite();
    await ami.event(is('Hold'));
    media.stopTalking();
    await until(() => heardByCustomer() > 0.02);
    media.holds = false;
    await invitation.invite();
    await ami.event(is('Unhold'));
    await until(() => heardByCustomer() < 0.01);
    await invitation.bye();
    await allOver();
  });

  it.each([
    [486, 'BUSY', '17'],
    [603, 'NOANSWER', '21'],
    [480, 'NOANSWER', '19'],
  ])('ends when the agent refuses with %i', async (statusCode, dialStatus, cause) => {
    await office.control.customerCalls({ ...JANE, line: LINE_101 });
    const invitation = await agent.nextInvitation();
    await invitation.reject({ statusCode });
    expect((await ami.event(is('DialEnd')))['DialStatus']).toBe(dialStatus);
    expect((await ami.event(is('Hangup')))['Cause']).toBe(cause);
    await allOver();
  });

  it('tells the colleagues of a group that somebody else has answered', async () => {
    const colleague = await nodeAgent(office.sipUrl, '102', 'pass102');
    await office.control.customerCalls({ ...JANE, line: GROUP });
    const [mine, theirs] = await Promise.all([agent.nextInvitation(), colleague.nextInvitation()]);
    const reasons: string[] = [];
    mine.delegate = { onCancel: ({ request }) => reasons.push(...request.getHeaders('Reason')) };
    await theirs.accept();
    await reached(mine, SessionState.Terminated);
    expect(reasons).toEqual(['SIP;cause=200;text="Call completed elsewhere"', 'Q.850;cause=26']);
    await theirs.bye();
    await allOver();
    await colleague.close();
  });

  it('goes on ringing at the colleague when one of a group refuses', async () => {
    const colleague = await nodeAgent(office.sipUrl, '102', 'pass102');
    await office.control.customerCalls({ ...JANE, line: GROUP });
    const [mine, theirs] = await Promise.all([agent.nextInvitation(), colleague.nextInvitation()]);
    await mine.reject({ statusCode: 486 });
    await theirs.accept();
    await until(() => heardByCustomer() > 0.05);
    await theirs.bye();
    await allOver();
    await colleague.close();
  });

  it('is refused on a number that is no line', async () => {
    await expect(office.control.customerCalls({ ...JANE, line: '0' })).rejects.toThrow(
      'The office has no line 0.',
    );
    expect(office.load()).toEqual(NOTHING_UP);
  });

  it('can be told apart from an end on purpose: the agent who hangs up sends cause 31', async () => {
    const invitation = await talk();
    await invitation.bye({ requestOptions: { extraHeaders: ['Reason: Q.850;cause=31;text="agent"'] } });
    expect(await ami.event(is('HangupRequest'))).toMatchObject({ Cause: '31', TechCause: '480' });
    await allOver();
  });

  it('rings a desk phone until somebody lifts the receiver', async () => {
    await office.control.customerCalls({ ...JANE, line: LINE_201 });
    await ami.event(is('DialState'));
    expect(office.control.calls()[0]?.state).toBe('ringing');
    expect(office.deskPhonePickUp('201')).toBe(true);
    await until(() => heardByCustomer() > 0.05);
    expect(office.deskPhonePutDown('201')).toBe(true);
    await allOver();
    expect(office.deskPhonePickUp('201')).toBe(false);
  });
});

describe('an agent calls', () => {
  it('a customer who answers', async () => {
    const call = await agent.call('79980000001');
    await reached(call, SessionState.Established);
    await until(() => heardByCustomer() > 0.05 && mediaOf(call).heard > 0.05);
    await office.control.customerHangsUp(office.control.calls()[0]?.id ?? '');
    await reached(call, SessionState.Terminated);
    await allOver();
  });

  it('a customer who is busy', async () => {
    office.control.setNextOutgoing('busy');
    expect(await refusalOf(agent, '79980000001')).toBe(486);
    await allOver();
  });

  it('a customer who does not answer, and gives up', async () => {
    office.control.setNextOutgoing('no-answer');
    const call = await agent.call('79980000001');
    await ami.event(is('DialState'));
    await call.cancel();
    await reached(call, SessionState.Terminated);
    await allOver();
  });

  it('nobody: an extension that does not exist, a colleague who is not there', async () => {
    expect(await refusalOf(agent, '999')).toBe(404);
    expect(await refusalOf(agent, '102')).toBe(480);
    await allOver();
  });

  it('a colleague, and both hear each other', async () => {
    const colleague = await nodeAgent(office.sipUrl, '102', 'pass102');
    const call = await agent.call('102');
    const invitation = await colleague.nextInvitation();
    await invitation.accept();
    await until(() => mediaOf(call).heard > 0.05 && mediaOf(invitation).heard > 0.05);
    await call.bye();
    await allOver();
    await colleague.close();
  });

  it('through his desk phone: it lifts itself, then the customer rings', async () => {
    await originate([['Channel', 'PJSIP/201']]);
    expect((await ami.event(is('OriginateResponse')))['Reason']).toBe('4');
    await until(() => heardByCustomer() > 0.05);
    expect(office.deskPhonePutDown('201')).toBe(true);
    await allOver();
  });
});

describe('click to call fails', () => {
  it('when the agent does not pick up in time', async () => {
    await originate([['Timeout', '200']]);
    expect(await ami.event(is('OriginateResponse'))).toMatchObject({
      Response: 'Failure',
      Reason: '3',
      Uniqueid: 'crm-7',
    });
    expect((await ami.event(is('Hangup')))['Cause']).toBe('19');
    await allOver();
  });

  it('when he refuses', async () => {
    await originate([]);
    await (await agent.nextInvitation()).reject({ statusCode: 486 });
    expect(await ami.event(is('OriginateResponse'))).toMatchObject({ Response: 'Failure', Reason: '5' });
    await allOver();
  });

  it('when he is not there', async () => {
    await originate([['Channel', 'PJSIP/103']]);
    expect(await ami.event(is('OriginateResponse'))).toMatchObject({ Response: 'Failure', Reason: '0' });
    expect(office.load()).toEqual(NOTHING_UP);
  });
});

describe('the page of an agent in a call', () => {
  it('is gone: the contact goes at once, the customer when no sound came for the time limit', async () => {
    await talk();
    await agent.userAgent.transport.disconnect();
    await ami.event(is('ContactStatus', { ContactStatus: 'Removed' }));
    mediaOf(agent.invitations[0] as never).stopTalking();
    expect((await ami.event(is('HangupRequest')))['Cause']).toBe('44');
    await allOver();
  });

  it('comes back on a new socket: the sound never stopped and the call ends as usual', async () => {
    const invitation = await talk();
    await agent.userAgent.transport.disconnect();
    await agent.userAgent.reconnect();
    await agent.registerer.register();
    await ami.event(
      is('ContactStatus', { ContactStatus: 'NonQualified' }),
      ami.events.findIndex(is('ContactStatus', { ContactStatus: 'Removed' })),
    );
    await until(() => heardByCustomer() > 0.05);
    await office.control.customerHangsUp(office.control.calls()[0]?.id ?? '');
    await reached(invitation, SessionState.Terminated);
    await allOver();
  });

  it('is replaced by a newer page: the older contact is removed', async () => {
    const newer = await nodeAgent(office.sipUrl, '101', 'pass101', 'page-two');
    const removed = await ami.event(is('ContactStatus', { ContactStatus: 'Removed' }));
    expect(removed['URI']).toMatch(
      /^sip:page-one@127\.0\.0\.1:\d+;transport=ws;x-ast-orig-host=\w+\.invalid:0$/,
    );
    await office.control.customerCalls({ ...JANE, line: LINE_101 });
    await (await newer.nextInvitation()).accept();
    expect(agent.invitations).toHaveLength(0);
    await newer.close();
  });
});

const { count, timeoutMs } = rounds({
  test: { count: 20, timeoutMs: 120_000 },
  soak: { count: 200, timeoutMs: 400_000 },
});

it(
  `${count} calls in a row leave nothing behind`,
  async () => {
    let changes = 0;
    const undo = office.control.onChange(() => (changes += 1));
    for (let round = 0; round < count; round += 1) {
      await office.control.customerCalls({ ...JANE, line: LINE_101 });
      const invitation = await agent.nextInvitation();
      await invitation.accept();
      await until(() => mediaOf(invitation).heardFrames.length > 0);
      await invitation.bye();
      await allOver();
    }
    // Three each: rings, talks, gone.
    expect(changes).toBe(3 * count);
    undo();
    expect(ami.events.filter(is('Hangup'))).toHaveLength(2 * count);
  },
  timeoutMs,
);

async function originate(changes: readonly (readonly [string, string])[]): Promise<void> {
  const wanted = new Map([
    ['Action', 'Originate'],
    ['Channel', 'PJSIP/101'],
    ['Context', 'agents'],
    ['Exten', '79980000001'],
    ['Priority', '1'],
    ['Async', 'true'],
    ['ChannelId', 'crm-7'],
    ...changes,
  ] as [string, string][]);
  expect((await ami.action([...wanted]))['Response']).toBe('Success');
}

/** The status with which a call was refused. */
async function refusalOf(from: NodeAgent, target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    from.call(target, { onReject: ({ message }) => resolve(message.statusCode ?? 0) }).catch(reject);
  });
}
