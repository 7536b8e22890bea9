import { AsteriskPbx } from '../../src/gateway/pbx/asterisk/asterisk-pbx';
import { systemClock } from '../../src/gateway/system-clock';
import { quickClock } from '../gateway/support/quick-clock';
import { silentLog } from '../gateway/support/silent-log';
import { eventually } from '../support/eventually';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';

jest.setTimeout(20_000);

let asterisk: RealAsterisk;
beforeAll(async () => {
  asterisk = await startAsterisk();
}, 30_000);
afterAll(() => asterisk?.close(), 15_000);

const errors: unknown[] = [];
const log = { ...silentLog, error: (_fields: unknown, text: unknown) => void errors.push(text) };

function pbxFor(user: string, clock = systemClock): AsteriskPbx {
  return new AsteriskPbx(
    {
      ...asterisk.ami,
      user,
      trunks: ['trunk'],
      extensionPattern: /^(\d{3})$/,
      originate: { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 1000 },
    },
    clock,
    log as never,
  );
}

const up = (pbx: AsteriskPbx): Promise<void> =>
  new Promise((resolve) => pbx.on('state', (state) => state === 'up' && resolve()));

it('finds out that its user hears nothing of calls, and calls nobody to find it', async () => {
  const pbx = pbxFor('deaf', quickClock(5));
  let reports = 0;
  pbx.on('call', () => (reports += 1));
  const isUp = up(pbx);
  pbx.start();
  await isUp;
  await eventually('the trouble is found', () => pbx.trouble !== undefined);
  expect(pbx.trouble?.words).toContain('add "call" to "read"');
  expect(errors).toEqual([pbx.trouble?.words]);
  expect(reports).toBe(0);
  await pbx.stop();
});

it('hears with the login that the documentation asks for', async () => {
  const pbx = pbxFor('linia');
  const isUp = up(pbx);
  pbx.start();
  await isUp;
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  expect(pbx.trouble).toBeUndefined();
  await pbx.stop();
});
