import type { AccountId } from '../../../src/call/ids';
import { consentLink, stateFor } from '../../../src/gateway/joining/oauth-state';
import { readRedirect, type JoinableAccount } from '../../../src/gateway/joining/redirect';

const NOW = 1_700_000_000_000;
const WEEK_MS = 7 * 24 * 60 * 60_000;

const account = (id: string, baseUrl: string, devHosts: string[] = []): JoinableAccount => ({
  accountId: id as AccountId,
  baseUrl,
  clientUuid: 'client',
  secret: `secret of ${id}`,
  redirectUri: 'https://pbx.example/oauth',
  devHosts,
});
const ROMASHKA = account('1', 'https://romashka.amocrm.ru');
const VASILEK = account('2', 'https://vasilek.kommo.com');
const IRIS = account('5', 'https://iris.amocrm.com');
const ELSEWHERE = account('3', 'https://crm.example');
const STAND_IN = account('4', 'http://127.0.0.1:8080', ['127.0.0.1:8080']);
const accounts = [ROMASHKA, VASILEK, IRIS, ELSEWHERE, STAND_IN];

const CODE = 'def50200a1b2c3d4';
const consent = {
  code: CODE,
  referer: 'romashka.amocrm.ru',
  state: stateFor(ROMASHKA.accountId, ROMASHKA.secret, NOW),
};

it.each([
  ['a consent with our state', consent, ROMASHKA, true],
  [
    'an installation of the widget',
    { code: CODE, referer: 'vasilek.kommo.com', from_widget: '1' },
    VASILEK,
    false,
  ],
  [
    'an account that was moved to Kommo',
    { code: CODE, referer: 'iris.kommo.com', from_widget: '1' },
    IRIS,
    false,
  ],
  [
    'a stand-in that the configuration names',
    { code: CODE, referer: '127.0.0.1:8080', from_widget: '1' },
    STAND_IN,
    false,
  ],
])('takes %s', (_what, query, account, isAsked) => {
  expect(readRedirect(query, accounts, NOW)).toEqual({ kind: 'code', account, code: CODE, isAsked });
});

it.each([
  ['https://romashka.amocrm.ru', 'https://www.amocrm.ru/oauth'],
  ['https://vasilek.kommo.com', 'https://www.kommo.com/oauth'],
  ['https://iris.amocrm.com', 'https://www.kommo.com/oauth'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/oauth'],
])('asks for the consent of %s at %s', (baseUrl, page) => {
  const link = new URL(consentLink(account('1', baseUrl), 'a-state'));
  expect(link.origin + link.pathname).toBe(page);
  expect(Object.fromEntries(link.searchParams)).toEqual({
    client_id: 'client',
    state: 'a-state',
    mode: 'popup',
  });
});

it('understands that the administrator said no', () => {
  expect(readRedirect({ error: 'access_denied', state: 'x' }, accounts, NOW)).toEqual({
    kind: 'consent-denied',
  });
});

it.each([
  ['nothing at all', {}],
  ['no code', { ...consent, code: undefined }],
  ['an empty code', { ...consent, code: '' }],
  ['two codes', { ...consent, code: [CODE, CODE] }],
  ['a code as an object', { ...consent, code: { $ne: '' } }],
  ['a code with a line break', { ...consent, code: `${CODE}\r\nX-Evil: 1` }],
  ['a code with markup', { ...consent, code: '<script>alert(1)</script>' }],
  ['a code without end', { ...consent, code: 'a'.repeat(5000) }],
  ['no referer', { ...consent, referer: undefined }],
  ['two referers', { ...consent, referer: ['romashka.amocrm.ru', 'evil.example'] }],
  ['a foreign referer', { ...consent, referer: 'evil.example' }],
  ['another account of amoCRM', { ...consent, referer: 'evil.amocrm.ru' }],
  ['a host that only ends alike', { ...consent, referer: 'romashka.amocrm.ru.evil.example' }],
  ['a host that only begins alike', { ...consent, referer: 'evil-romashka.amocrm.ru' }],
  ['a referer with a user', { ...consent, referer: 'romashka.amocrm.ru@evil.example' }],
  ['a referer with a port', { ...consent, referer: 'romashka.amocrm.ru:8443' }],
  ['a referer that is an address', { ...consent, referer: 'https://romashka.amocrm.ru/' }],
  ['a configured account that is not amoCRM', { code: CODE, referer: 'crm.example', from_widget: '1' }],
  ['a loopback that is no stand-in of ours', { code: CODE, referer: '127.0.0.1:9090', from_widget: '1' }],
  ['neither state nor from_widget', { code: CODE, referer: 'romashka.amocrm.ru' }],
  ['an invented state', { ...consent, state: '1.9999999999999.c2VhbA' }],
  ['an invented state beside from_widget', { ...consent, state: 'x', from_widget: '1' }],
  ['a state with its end moved', { ...consent, state: consent.state.replace(/\.\d+\./, '.9999999999999.') }],
  ['a state of another account', { ...consent, state: stateFor(VASILEK.accountId, VASILEK.secret, NOW) }],
  [
    'a state for us by another account’s secret',
    { ...consent, state: stateFor(ROMASHKA.accountId, VASILEK.secret, NOW) },
  ],
  [
    'a state that is too old',
    { ...consent, state: stateFor(ROMASHKA.accountId, ROMASHKA.secret, NOW - WEEK_MS) },
  ],
  ['two states', { ...consent, state: [consent.state, consent.state] }],
])('refuses %s', (_what, query) => {
  expect(readRedirect(query, accounts, NOW)).toMatchObject({ kind: 'refused' });
});
