import fastify from 'fastify';
import type { AccountId } from '../../../src/call/ids';
import { hookPath, hookRoute } from '../../../src/gateway/crm/phone-index/hook-route';

const ROMASHKA = { accountId: '1' as AccountId, secret: 'secret of the integration of romashka' };
const VASILEK = { accountId: '2' as AccountId, secret: 'secret of the integration of vasilek' };
const FORM = 'contacts[update][0][id]=7';

/** Status of a webhook that a stranger sends, and the accounts that were told of a change by it. */
async function sent(path: string, body = FORM): Promise<readonly [number, readonly AccountId[]]> {
  const told: AccountId[] = [];
  const app = fastify();
  await app.register(hookRoute, {
    account: (id) => [ROMASHKA, VASILEK].find(({ accountId }) => accountId === id),
    touched: (accountId) => void told.push(accountId),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { statusCode } = await app.inject({ method: 'POST', url: path, headers, payload: body });
  return [statusCode, told];
}

it('takes a webhook at the secret address of its account', async () => {
  expect(await sent(hookPath(ROMASHKA))).toEqual([200, ['1']]);
});

it.each([
  ['a guessed address', `/amo/changes/1/${'0'.repeat(64)}`],
  ['no key', '/amo/changes/1/'],
  ['the key of another account', hookPath(VASILEK).replace('/2/', '/1/')],
  ['a key made with another secret', hookPath({ ...ROMASHKA, secret: 'guessed' })],
  ['the key in capitals', hookPath(ROMASHKA).replace(/[0-9a-f]{64}$/, (key) => key.toUpperCase())],
  ['an account nobody configured', hookPath({ ...ROMASHKA, accountId: '__proto__' as AccountId })],
])('believes none with %s', async (_what, path) => {
  expect(await sent(path)).toEqual([404, []]);
});

it('reads no form of more than a megabyte', async () => {
  expect(await sent(hookPath(ROMASHKA), 'a'.repeat(1024 * 1024 + 1))).toEqual([413, []]);
});
