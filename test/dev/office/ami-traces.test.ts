import { SessionState, UserAgent } from 'sip.js';
import type { Office } from '../../../dev/office/office';
import { amiClient, type AmiClient, type Block } from './support/ami-client';
import { readTrace, stories, told, upToTheAnswer } from './support/ami-trace';
import { mediaOf, nodeAgent, reached, type NodeAgent } from './support/node-agent';
import { GROUP, LINE_101, LINE_102, QUEUE, officeForTest } from './support/office-for-test';
import { until } from './support/until';

const JANE = { number: '4155550123', name: 'Customer Jane' };
const DIALLED = '4155550199';

let office: Office;
let ami: AmiClient;
let agent101: NodeAgent;
let agent102: NodeAgent;

const is =
  (event: string, fields: Block = {}) =>
  (told: Block): boolean =>
    told['Event'] === event && Object.entries(fields).every(([name, value]) => told[name] === value);

/** How often an event came so far. */
const count = (event: string): number => ami.events.filter(is(event)).length;

/** All channels are gone and so are their records. */
async function over(channels: number): Promise<void> {
  await ami.event(() => count('Hangup') === channels && office.load().channels === 0);
  await ami.action([['Action', 'Ping']]);
}

async function start(ringSec = 15): Promise<void> {
  office = await officeForTest({ ringSec });
  agent101 = await nodeAgent(office.sipUrl, '101', 'pass101');
  agent102 = await nodeAgent(office.sipUrl, '102', 'pass102');
  ami = await amiClient(office);
}

async function stop(): Promise<void> {
  await Promise.all([agent101.close(), agent102.close()]);
  ami.close();
  await office.close();
}

beforeEach(() => start());
afterEach(stop);

async function restart(ringSec: number): Promise<void> {
  await stop();
  await start(ringSec);
}

/** The same stories as in the recording, every field of every event. */
function expectTrace(
  name: string,
  options: { readonly sameOrder: boolean; readonly without?: readonly string[] },
): void {
  const drop = new Set(['FullyBooted', ...(options.without ?? [])]);
  const ours = told(ami.events.filter((event) => !drop.has(event['Event'] ?? '')));
  const recorded = told(readTrace(name).filter((event) => !drop.has(event['Event'] ?? '')));
  expect(stories(ours)).toEqual(stories(recorded));
  if (options.sameOrder) expect(upToTheAnswer(ours)).toEqual(upToTheAnswer(recorded));
}

async function janeTalksTo(
  agent: NodeAgent,
  line: string,
): Promise<Awaited<ReturnType<NodeAgent['nextInvitation']>>> {
  const talks = count('BridgeEnter');
  await office.control.customerCalls({ ...JANE, line });
  const invitation = await agent.nextInvitation();
  await invitation.accept();
  await ami.event(() => count('BridgeEnter') === talks + 2);
  await until(() => mediaOf(invitation).heardFrames.length > 0);
  return invitation;
}

const janeHangsUp = (): Promise<void> => office.control.customerHangsUp(office.control.calls()[0]?.id ?? '');

it('a customer calls, the agent answers, the customer hangs up', async () => {
  await janeTalksTo(agent101, LINE_101);
  await janeHangsUp();
  await over(2);
  expectTrace('a-inbound-answered', { sameOrder: true });
});

it('a customer calls and nobody answers in time', async () => {
  await restart(1);
  await office.control.customerCalls({ ...JANE, line: LINE_102 });
  await over(2);
  expectTrace('b-inbound-missed-timeout', { sameOrder: true });
});

it('a customer gives up while it rings', async () => {
  await office.control.customerCalls({ ...JANE, line: LINE_102 });
  await ami.event(is('DialState'));
  await janeHangsUp();
  await over(2);
  // In this recording agent 102 registered in the middle.
  expectTrace('b2-inbound-missed-caller-cancels', {
    sameOrder: false,
    without: ['PeerStatus', 'ContactStatus'],
  });
});

it('a customer calls an agent whose page is closed', async () => {
  await agent101.userAgent.transport.disconnect();
  await ami.event(is('ContactStatus', { ContactStatus: 'Removed' }));
  await office.control.customerCalls({ ...JANE, line: LINE_101 });
  await over(1);
  agent101 = await nodeAgent(office.sipUrl, '101', 'pass101');
  await ami.event(is('ContactStatus', { ContactStatus: 'NonQualified' }));
  expectTrace('b4-inbound-agent-offline', { sameOrder: true });
});

it('an agent clicks a number: his phone first, then the customer', async () => {
  const queued = await ami.action([
    ['Action', 'Originate'],
    ['Channel', 'PJSIP/101'],
    ['Context', 'agents'],
    ['Exten', DIALLED],
    ['Priority', '1'],
    ['CallerID', `"${JANE.name}" <${DIALLED}>`],
    ['Timeout', '20000'],
    ['Async', 'true'],
    ['ChannelId', 'crm-call-0001'],
    ['Variable', '__CRM_CALL_ID=0001'],
    ['Variable', 'PJSIP_HEADER(add,X-CRM-Call-Id)=0001'],
    ['ActionID', 'a2'],
  ]);
  expect(queued).toMatchObject({ Response: 'Success', Message: 'Originate successfully queued' });
  const invitation = await agent101.nextInvitation();
  expect(invitation.request.getHeader('X-CRM-Call-Id')).toBe('0001');
  await invitation.accept();
  await ami.event(() => count('BridgeEnter') === 2);
  await invitation.bye();
  await over(2);
  expectTrace('c-originate-answered', { sameOrder: true });
});

it('an agent dials a customer in his browser', async () => {
  const call = await agent101.call(DIALLED);
  await ami.event(() => count('BridgeEnter') === 2);
  await reached(call, SessionState.Established);
  await call.bye();
  await over(2);
  expectTrace('c3-outbound-dialled-from-the-browser', { sameOrder: true });
});

it('an agent transfers a customer to a colleague without asking', async () => {
  const talk = await janeTalksTo(agent101, LINE_101);
  const to = UserAgent.makeURI('sip:102@office.local');
  if (!to) throw new Error('no URI');
  await talk.refer(to);
  const invitation = await agent102.nextInvitation();
  await invitation.accept();
  await ami.event(() => count('BridgeEnter') === 4);
  await talk.bye();
  await janeHangsUp();
  await over(3);
  expectTrace('d-blind-transfer-refer', { sameOrder: true });
});

it('the gateway sends a customer to another agent', async () => {
  await janeTalksTo(agent101, LINE_101);
  const answer = await ami.action([
    ['Action', 'Redirect'],
    ['Channel', ami.events.find(is('Newchannel'))?.['Channel'] ?? ''],
    ['Context', 'agents'],
    ['Exten', '102'],
    ['Priority', '1'],
  ]);
  expect(answer).toMatchObject({ Response: 'Success', Message: 'Redirect successful' });
  const invitation = await agent102.nextInvitation();
  await invitation.accept();
  await ami.event(() => count('BridgeEnter') === 4);
  await janeHangsUp();
  await over(3);
  expectTrace('d2-ami-redirect', { sameOrder: true });
});

it('an agent asks a colleague first and then joins the customer with him', async () => {
  const talk = await janeTalksTo(agent101, LINE_101);
  mediaOf(talk).holds = true;
  await talk.invite();
  await ami.event(is('Hold'));
  const consult = await agent101.call('102');
  const invitation = await agent102.nextInvitation();
  await invitation.accept();
  await ami.event(() => count('BridgeEnter') === 4);
  await reached(consult, SessionState.Established);
  await talk.refer(consult);
  await ami.event(is('AttendedTransfer'));
  await Promise.all([talk.bye(), reached(consult, SessionState.Terminated)]);
  await janeHangsUp();
  await over(4);
  expectTrace('d3-attended-transfer-refer-replaces', { sameOrder: true });
});

it('a customer waits in a queue and one of its members answers', async () => {
  await office.control.customerCalls({ ...JANE, line: QUEUE });
  const [ringing101, ringing102] = await Promise.all([agent101.nextInvitation(), agent102.nextInvitation()]);
  await ami.event(() => count('DialState') === 2);
  await ringing101.accept();
  await reached(ringing102, SessionState.Terminated);
  await janeHangsUp();
  await over(3);
  // In this recording 102 rang first, and HangupRequest (which the gateway does not read) says no cause.
  expectTrace('e-queue-answered', { sameOrder: false, without: ['HangupRequest'] });
});

it('a customer in a queue outlasts a refusal', async () => {
  await agent102.close();
  const { id } = await office.control.customerCalls({ ...JANE, line: QUEUE });
  const ringing = await agent101.nextInvitation();
  await ringing.reject();
  await ami.event(is('DialEnd'));
  expect(office.control.calls()).toMatchObject([{ id }]);
  expect(office.load().channels).toBe(1);
  await janeHangsUp();
  await over(2);
  expect(ami.events.filter(is('Hangup')).map((block) => block['Channel']?.slice(6, 9))).toEqual([
    '101',
    'tru',
  ]);
});

it('a customer whom nobody of the queue takes is given up after its time', async () => {
  await restart(0.5);
  await office.control.customerCalls({ ...JANE, line: QUEUE });
  await over(3);
  expect(ami.events.filter(is('DialEnd')).map((block) => block['DialStatus'])).toEqual([
    'NOANSWER',
    'NOANSWER',
  ]);
});

it('a group rings and one of it answers', async () => {
  await office.control.customerCalls({ ...JANE, line: GROUP });
  const [ringing101, ringing102] = await Promise.all([agent101.nextInvitation(), agent102.nextInvitation()]);
  await ami.event(() => count('DialState') === 2);
  await ringing102.accept();
  await reached(ringing101, SessionState.Terminated);
  await janeHangsUp();
  await over(3);
  const of = (event: string, name: string): readonly string[] =>
    ami.events
      .filter(is(event))
      .map((block) => `${(block['DestChannel'] ?? block['Channel'] ?? '').slice(6, 9)} ${block[name]}`);
  expect(of('DialBegin', 'DialString')).toEqual(['101 101', '102 102']);
  expect(of('DialEnd', 'DialStatus')).toEqual(['102 ANSWER', '101 CANCEL']);
  expect(of('Hangup', 'Cause')).toEqual(['101 26', '102 16', 'tru 16']);
  expect(new Set(ami.events.map((block) => block['Linkedid']).filter(Boolean)).size).toBe(1);
});
