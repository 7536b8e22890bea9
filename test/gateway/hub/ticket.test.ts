import { UnsecuredJWT } from 'jose';
import { parseLinkCheck } from '../../../src/protocol/link-check';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages';
import {
  agent,
  claimsFor,
  NO_ADMINISTRATOR,
  ROMASHKA,
  signed,
  startHub,
  VASILEK,
  type RunningHub,
} from './running-hub';

let hub: RunningHub;
beforeEach(async () => void (hub = await startHub()));
afterEach(() => hub.stop());

const claims = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...claimsFor(ROMASHKA, 7, hub.clock.now()),
  ...changes,
});
const token = (changes: Record<string, unknown> = {}): Promise<string> =>
  signed(claims(changes), ROMASHKA.clientSecret);
const nowSec = (): number => hub.clock.now() / 1000;

async function answerTo(jwt: string | undefined): Promise<unknown> {
  const response = await hub.askTicket(jwt);
  const { fault } = (await response.json()) as { fault?: string };
  return fault === undefined ? response.status : `${response.status} ${fault}`;
}

it('gives a ticket for the token of an agent, again and again for the same token', async () => {
  const jwt = await token();
  const [first, second] = [await hub.askTicket(jwt), await hub.askTicket(jwt)];
  const [one, two] = [(await first.json()) as object, (await second.json()) as object];
  expect(one).toEqual({ ticket: expect.stringMatching(/^[\w-]{43}$/) as string, expiresInSec: 60 });
  expect(two).not.toEqual(one);
  expect(first.headers.get('cache-control')).toBe('no-store');
});

const REFUSED: readonly (readonly [string, () => Promise<string> | string | undefined, string])[] = [
  ['no token', () => undefined, '401 token-missing'],
  ['an empty token', () => '', '401 token-missing'],
  ['no JWT at all', () => 'a.b.c', '401 token-invalid'],
  ['a token signed by somebody else', () => signed(claims(), 'guessed'), '401 token-invalid'],
  [
    'a token signed by another account of ours',
    () => signed(claims(), VASILEK.clientSecret),
    '401 token-invalid',
  ],
  ['a token without signature', () => new UnsecuredJWT(claims()).encode(), '401 token-invalid'],
  [
    'a token of another algorithm',
    () => signed(claims(), ROMASHKA.clientSecret, 'HS512'),
    '401 token-invalid',
  ],
  ['a token whose claims were changed after signing', () => token().then(withOtherUser), '401 token-invalid'],
  ['an expired token', () => token({ exp: nowSec() - 61 }), '401 token-expired'],
  ['a token that is not valid yet', () => token({ nbf: nowSec() + 61 }), '401 clock-off'],
  ['a token issued in the future', () => token({ iat: nowSec() + 61 }), '401 clock-off'],
  ['an account nobody configured', () => token({ account_id: 666 }), '403 account-unknown'],
  [
    'an account given as text of another',
    () => token({ account_id: { toString: '31000001' } }),
    '403 account-unknown',
  ],
  ['another integration of this account', () => token({ client_uuid: 'other' }), '403 account-unknown'],
  [
    'the integration of another account',
    () => token({ client_uuid: VASILEK.clientUuid }),
    '403 account-unknown',
  ],
  ['a token for another server', () => token({ aud: 'https://pbx.evil.example' }), '401 token-invalid'],
  ['the audience with a path', () => token({ aud: ROMASHKA.redirectUri }), '401 token-invalid'],
  [
    'an issuer that only looks like amoCRM',
    () => token({ iss: 'https://amocrm.ru.evil.example' }),
    '401 token-invalid',
  ],
  ['an issuer whose name ends alike', () => token({ iss: 'https://evilamocrm.ru' }), '401 token-invalid'],
  [
    'an issuer behind a name with @',
    () => token({ iss: 'https://x.amocrm.ru@evil.example' }),
    '401 token-invalid',
  ],
  ['an issuer without TLS', () => token({ iss: 'http://romashka.amocrm.ru' }), '401 token-invalid'],
  ['the stand-in of another account', () => token({ iss: 'http://127.0.0.1:8080' }), '401 token-invalid'],
  ['an issuer that is no address', () => token({ iss: 'amocrm.ru' }), '401 token-invalid'],
  ['no issuer', () => token({ iss: undefined }), '401 token-invalid'],
  ['no audience', () => token({ aud: undefined }), '401 token-invalid'],
  ['no end', () => token({ exp: undefined }), '401 token-invalid'],
  ['no time of issue', () => token({ iat: undefined }), '401 token-invalid'],
  ['no account', () => token({ account_id: undefined }), '403 account-unknown'],
  ['no integration', () => token({ client_uuid: undefined }), '403 account-unknown'],
  ['no user', () => token({ user_id: undefined }), '401 token-invalid'],
  ['user 0', () => token({ user_id: 0 }), '401 token-invalid'],
  ['a user in text', () => token({ user_id: '7' }), '401 token-invalid'],
  ['half a user', () => token({ user_id: 7.5 }), '401 token-invalid'],
];

function withOtherUser(jwt: string): string {
  const [header, , signature] = jwt.split('.');
  const payload = Buffer.from(JSON.stringify(claims({ user_id: 1 }))).toString('base64url');
  return `${header}.${payload}.${signature}`;
}

it.each(REFUSED)('refuses %s', async (_what, jwt, answer) => {
  expect(await answerTo(await jwt())).toBe(answer);
});

it.each<readonly [string, () => Record<string, unknown>]>([
  ['a clock that is a minute slow', () => ({ iat: nowSec() + 59, nbf: nowSec() + 59 })],
  ['a token that has just expired', () => ({ exp: nowSec() - 59 })],
  ['an account at Kommo', () => ({ iss: 'https://romashka.kommo.com' })],
  ['no jti', () => ({ jti: undefined })],
])('lets pass %s', async (_what, changes) => {
  expect(await answerTo(await token(changes()))).toBe(200);
});

it('takes the stand-in for amoCRM only where the configuration names it', async () => {
  const own = { ...claimsFor(VASILEK, 7, hub.clock.now()), iss: 'http://127.0.0.1:8080' };
  expect(await answerTo(await signed(own, VASILEK.clientSecret))).toBe(200);
});

it('says to the administrator why, and never writes a token down', async () => {
  const jwt = await token({ aud: 'https://typo.example' });
  await answerTo(jwt);
  const text = JSON.stringify(hub.lines);
  expect(text).toContain('\\"aud\\"');
  expect(text).toContain(ROMASHKA.accountId);
  expect(text).not.toContain(jwt.split('.')[2]);
});

it('does not mind what content type jQuery names for its empty body', async () => {
  for (const type of ['application/x-www-form-urlencoded; charset=UTF-8', 'application/json', 'text/plain']) {
    const response = await hub.askTicket(await token(), { 'Content-Type': type });
    expect(response.status).toBe(200);
  }
});

it('answers the preflight of an account and of nobody else', async () => {
  const preflight = async (origin: string): Promise<Headers> => {
    const response = await fetch(`${hub.origin}/linia/v1/ticket`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-auth-token',
      },
    });
    return response.headers;
  };
  const own = await preflight('https://romashka.amocrm.ru');
  expect(own.get('access-control-allow-origin')).toBe('https://romashka.amocrm.ru');
  expect(own.get('access-control-allow-headers')).toBe('X-Auth-Token, Content-Type, X-Requested-With');
  for (const origin of [
    'https://evil.example',
    'https://amocrm.ru.evil.example',
    'http://romashka.amocrm.ru',
    'null',
  ])
    expect((await preflight(origin)).get('access-control-allow-origin')).toBeNull();
});

it('gives no ticket to whom amoCRM has switched off, though its token for him is still good', async () => {
  hub.left.add(`${ROMASHKA.accountId}:7`);
  expect(await answerTo(await token())).toBe('403 user-off');
  expect(await answerTo(await token({ user_id: 8 }))).toBe(200);
});

it('takes no ticket of whom amoCRM has switched off since', async () => {
  const ticket = await hub.ticketFor(ROMASHKA, 7);
  hub.left.add(`${ROMASHKA.accountId}:7`);
  expect(await hub.refusal({ ticket, version: PROTOCOL_VERSION })).toBe('user-off');
});

it('stops looking at tokens while an address sends a storm of forged ones, and recovers', async () => {
  const forged = await signed(claims(), 'guessed');
  const answers = await Promise.all(Array.from({ length: 400 }, () => answerTo(forged)));
  expect(answers.filter((answer) => answer === '401 token-invalid')).toHaveLength(300);
  expect(answers.filter((answer) => answer === '429 server-error')).toHaveLength(100);
  hub.clock.turn(1_000);
  expect(await answerTo(await token())).toBe(200);
});

it('lets a whole office behind one address come back at once', async () => {
  const tokens = await Promise.all(Array.from({ length: 600 }, (_, user) => token({ user_id: user + 1 })));
  const answers: unknown[] = [];
  for (const jwt of tokens) answers.push(await answerTo(jwt));
  expect(new Set(answers)).toEqual(new Set([200]));
});

it('gives one agent only so many tickets', async () => {
  const jwt = await token();
  const answers = await Promise.all(Array.from({ length: 40 }, () => answerTo(jwt)));
  expect(answers.filter((answer) => answer === 200)).toHaveLength(30);
  expect(await answerTo(await token({ user_id: 8 }))).toBe(200);
});

describe('the connection test of the settings page', () => {
  const check = (token: string | undefined): Promise<Response> =>
    fetch(`${hub.origin}/linia/v1/check`, {
      method: 'POST',
      headers: { ...(token !== undefined && { 'X-Auth-Token': token }) },
    });

  it('tells the agent of his own line what the widget understands, and is kept by no cache', async () => {
    const answer = await check(await token());
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const now = hub.clock.now();
    expect(parseLinkCheck(await answer.json())).toEqual({
      ...{ version: '1.2.3', now, extension: '7', pbx: 'up', phoneUrl: '' },
    });
  });

  it('tells nothing without a token that is good', async () => {
    expect((await check(undefined)).status).toBe(401);
    expect(await (await check('forged')).json()).toEqual({ fault: 'token-invalid' });
  });
});

describe('the settings page', () => {
  const tell = (token: string | undefined): Promise<Response> =>
    fetch(`${hub.origin}/linia/v1/settings-saved`, {
      method: 'POST',
      headers: { ...(token !== undefined && { 'X-Auth-Token': token }) },
    });

  it('tells that the settings were saved, by a token of amoCRM', async () => {
    const now = hub.clock.now();
    const answer = await tell(await signed(claimsFor(ROMASHKA, 7, now), ROMASHKA.clientSecret));
    expect(answer.status).toBe(204);
    expect(hub.saved).toEqual([agent(ROMASHKA.accountId, 7)]);
  });

  it('is not listened to when he is no administrator', async () => {
    const claims = claimsFor(ROMASHKA, NO_ADMINISTRATOR, hub.clock.now());
    expect((await tell(await signed(claims, ROMASHKA.clientSecret))).status).toBe(403);
  });

  it('is not believed without one', async () => {
    expect((await tell(undefined)).status).toBe(401);
    expect((await tell('forged')).status).toBe(401);
    expect(hub.saved).toEqual([]);
  });
});
