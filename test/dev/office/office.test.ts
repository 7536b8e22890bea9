import { SessionState } from 'sip.js';
import type { Office } from '../../../dev/office/office';
import { amiClient } from './support/ami-client';
import { mediaOf, nodeAgent, reached } from './support/node-agent';
import { LINE_101, officeForTest } from './support/office-for-test';

let office: Office;
beforeEach(async () => {
  office = await officeForTest();
});
afterEach(() => office.close());

const until = async (fits: () => boolean): Promise<void> => {
  while (!fits()) await new Promise((resolve) => setTimeout(resolve, 20));
};

it('lets a customer and an agent hear each other', async () => {
  const ami = await amiClient(office);
  const agent = await nodeAgent(office.sipUrl, '101', 'pass101');
  await office.control.customerCalls({ number: '4155550123', name: 'Customer Jane', line: LINE_101 });
  const invitation = await agent.nextInvitation();
  expect(invitation.remoteIdentity.uri.user).toBe('4155550123');
  expect(invitation.remoteIdentity.displayName).toBe('Customer Jane');
  await invitation.accept();
  await until(() => (office.control.calls()[0]?.heard ?? 0) > 0.05);
  await until(() => mediaOf(invitation).heard > 0.05);
  await invitation.bye();
  await until(() => office.control.calls().length === 0);
  console.log(
    ami.events.map((e) => [e['Event'], e['Channel'] ?? e['DestChannel'], e['Cause']].join(' ')).join('\n'),
  );
  await agent.close();
  ami.close();
});
