import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { HostWindow } from './host-window';
import { ANNA, PageDriver } from './page-driver';

declare const window: HostWindow;

const driver = new PageDriver();
const TOKEN = `/ajax/v2/integrations/${DEMO_INTEGRATION.clientUuid}/disposable_token`;
const MINUTE = 60_000;

it('$authorizedAjax shows one token for 25 minutes and then fetches another', async () => {
  const page = await driver.opened(ANNA);
  const shown: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v4/account')) shown.push(request.headers()['x-auth-token']);
  });
  const asked = () => driver.host.requests.to('GET', TOKEN).length;
  const later = (ms: number) =>
    page.evaluate(async (passed) => {
      const now = Date.now;
      Date.now = () => now() + passed;
      await window.witness.self['$authorizedAjax']?.({ url: '/api/v4/account' });
      Date.now = now;
    }, ms);

  await later(0);
  await later(24 * MINUTE);
  expect(asked()).toBe(1);
  expect(shown[0]).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(shown[1]).toBe(shown[0]);
  await later(26 * MINUTE);
  expect(asked()).toBe(2);
});
