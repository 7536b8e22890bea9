import type { Office } from '../../../dev/office/office';
import { amiClient, type AmiClient, type Block } from './support/ami-client';
import { mediaOf, nodeAgent, type NodeAgent } from './support/node-agent';
import { LINE_101, LINE_201, officeForTest } from './support/office-for-test';
import { until } from './support/until';

/* The office keeps a customer as the dialplan of docs/asterisk does. */

jest.retryTimes(2, { logErrorsBeforeRetry: true });

const JANE = { number: '4155550123', name: 'Customer Jane' };
const KEEPS_MS = 1_500;
const BUTTON = { requestOptions: { extraHeaders: ['Reason: Q.850;cause=31;text="agent"'] } };

let office: Office;
let ami: AmiClient;
let agent: NodeAgent;

beforeEach(async () => {
  office = await officeForTest({ keepsCustomersMs: KEEPS_MS });
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
const act = (fields: Block): Promise<Block> => ami.action(Object.entries(fields));
const allOver = (): Promise<void> => until(() => office.load().channels === 0);

async function talk(): ReturnType<NodeAgent['nextInvitation']> {
  await office.control.customerCalls({ ...JANE, line: LINE_101 });
  const invitation = await agent.nextInvitation();
  await invitation.accept();
  await until(() => mediaOf(invitation).heard > 0.05);
  return invitation;
}

it('rings the agent again whose leg ended by accident, with the id of the call, and ends it by the button', async () => {
  const first = await talk();
  await first.bye();
  const { Linked = '' } = await ami.event(is('UserEvent', { UserEvent: 'CrmHold', Agent: '101' }));
  const again = await agent.nextInvitation();
  expect(again.request.getHeader('X-CRM-Reconnect')).toBe(Linked);
  await again.accept();
  await until(() => mediaOf(again).heard > 0.05);
  expect(office.control.calls()).toHaveLength(1);
  await again.bye(BUTTON);
  await allOver();
});

it('lets the customer go when nobody comes back in time', async () => {
  await talk();
  await agent.close();
  await ami.event(is('UserEvent', { UserEvent: 'CrmFallback' }));
  await allOver();
});

it('ends with the customer who hangs up in the music, after the gateway has ended the dead leg', async () => {
  await talk();
  const { DestChannel = '' } = await ami.event(is('DialEnd', { DialStatus: 'ANSWER' }));
  expect(await act({ Action: 'Hangup', Channel: DestChannel, Cause: '41' })).toMatchObject({
    Response: 'Success',
  });
  await ami.event(is('UserEvent', { UserEvent: 'CrmHold' }));
  await office.control.customerHangsUp(office.control.calls()[0]?.id ?? '');
  await allOver();
});

it('tells a gateway that it keeps customers of browsers, and not those of desk phones', async () => {
  const dialplan = { Action: 'ShowDialPlan', Context: 'crm-hold' };
  expect(await act(dialplan)).toMatchObject({ Response: 'Success' });
  await talk();
  const kept = async (DestChannel = ''): Promise<Block> =>
    act({ Action: 'Getvar', Channel: DestChannel, Variable: 'CRM_KEPT' });
  const browser = await ami.event(is('DialEnd', { DialStatus: 'ANSWER' }));
  expect(await kept(browser['DestChannel'])).toMatchObject({ Value: '1' });
  await office.control.customerCalls({ ...JANE, line: LINE_201 });
  await until(() => office.deskPhonePickUp('201'));
  const desk = await ami.event(
    (told) => is('DialEnd', { DialStatus: 'ANSWER' })(told) && told['DestChannel'] !== browser['DestChannel'],
  );
  expect(await kept(desk['DestChannel'])).toMatchObject({ Value: '' });
});
