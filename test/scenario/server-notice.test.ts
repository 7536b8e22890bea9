import { join } from 'node:path';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { eventually } from '../support/eventually';

/* amoCRM gives notice of a ringing call itself, told by the gateway (decided.md 9, mode "server"). */

jest.setTimeout(60_000);

const IGOR = DEMO_USERS[2]?.id ?? 0;
let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    settings: { notification_mode: 'server' },
  });
});
afterAll(() => demo.close());

it('tells the user whose desk phone rings, once', async () => {
  const before = demo.host.state.notifications.length;
  const { office } = demo;
  const { id } = (await office?.control.customerCalls({ number: '79984445566', line: DEMO_LINES.igor })) ?? {
    id: '',
  };
  const notices = () => demo.host.state.notifications.slice(before);
  await eventually('a notice in amoCRM', () => notices().length > 0);
  await office?.control.customerHangsUp(id);
  await eventually('the office is quiet', () => office?.load().channels === 0);
  expect(notices().map(({ userId }) => userId)).toEqual([IGOR]);
});
