import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canYield } from '../../src/gateway/extension-pattern';
import { ConfigError, parseConfig, type Surroundings } from '../../src/gateway/read-config';

const example = (): Record<string, unknown> =>
  JSON.parse(readFileSync(join(__dirname, '../../gateway.example.json'), 'utf8')) as Record<string, unknown>;
const env = {
  ...{ LINIA_AMI_SECRET: 'ami', LINIA_AMO_TOKEN: 'token', LINIA_PHONE_101: 'pass101' },
  LINIA_TURN_SECRET: 'turn',
};
const surroundings = { env, readFile: () => 'secret of the integration\n' };

function mistakesOf(raw: unknown, own: Surroundings = surroundings): readonly string[] {
  try {
    parseConfig(raw, own);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

it('takes the example as it stands, with the secrets in place', () => {
  const config = parseConfig(example(), surroundings);
  expect(config.accounts[0]).toMatchObject({
    id: '30100200',
    integration: { secret: 'secret of the integration', token: 'token' },
    users: [{ extension: '101', phonePassword: 'pass101' }, { extension: '201' }],
  });
  expect(config.pbx[0]).toMatchObject({ asterisk: { secret: 'ami', originate: { ringMs: 30_000 } } });
});

it('names every secret that is missing, and where it was looked for', () => {
  const noFile = (): string => {
    throw new Error('ENOENT');
  };
  expect(mistakesOf(example(), { env: {}, readFile: noFile })).toEqual([
    expect.stringContaining('pbx[0].secret: the secret is missing: environment variable LINIA_AMI_SECRET'),
    expect.stringContaining('pbx[0].sip.relay.secret: the secret is missing'),
    expect.stringContaining('accounts[0].integration.secret: the secret is missing: file /etc/linia'),
    expect.stringContaining('accounts[0].integration.token: the secret is missing'),
    expect.stringContaining('accounts[0].users[0].phone.password: the secret is missing'),
  ]);
});

it('tells all mistakes at once, each with its place', () => {
  const raw = example();
  raw['listen'] = { port: 'eighty' };
  raw['pbxs'] = [];
  (raw['pbx'] as { extensionPattern: string }[])[0]!.extensionPattern = '(';
  const mistakes = mistakesOf(raw).join('\n');
  expect(mistakes).toContain('listen.port: ');
  expect(mistakes).toContain('pbxs');
  expect(mistakes).toContain('pbx[0].extensionPattern: is no regular expression');
});

it('notices what is right alone and wrong together', () => {
  const raw = example();
  const [account] = raw['accounts'] as { pbxId: string; users: Record<string, unknown>[] }[];
  account!.pbxId = 'elsewhere';
  account!.users.push({ userId: 504141, name: 'Again', device: 'desk' });
  expect(mistakesOf(raw)).toEqual([
    'accounts[0].pbxId: no PBX has the id "elsewhere"',
    'accounts[0].users[2].userId: is used twice',
    'accounts[0].users[2].extension: is needed by whoever has a phone',
  ]);
});

it('tells what is wrong alone and what is wrong together in one go', () => {
  const raw = example();
  raw['listen'] = { port: 'eighty' };
  const [account] = raw['accounts'] as { pbxId: string; country: string; users: Record<string, unknown>[] }[];
  account!.pbxId = 'elsewhere';
  account!.country = 'XX';
  account!.users.push({ userId: 1, name: 'New', device: 'desk' });
  expect(mistakesOf(raw)).toEqual([
    expect.stringMatching(/^listen\.port: /),
    'accounts[0].country: is a country code like "RU" or "KZ"',
    'accounts[0].pbxId: no PBX has the id "elsewhere"',
    'accounts[0].users[2].extension: is needed by whoever has a phone',
  ]);
});

it('wants the phones’ socket over TLS, and addresses of a relay that are some', () => {
  const raw = example();
  const [pbx] = raw['pbx'] as { sip: Record<string, unknown> & { relay: Record<string, unknown> } }[];
  Object.assign(pbx!.sip, { serverUrl: 'ws://pbx.example:8088/ws' });
  Object.assign(pbx!.sip.relay, { urls: ['turn.example'], passMinutes: 5 });
  expect(mistakesOf(raw)).toEqual([
    'pbx[0].sip.serverUrl: is an address like wss://pbx.example/ws',
    expect.stringMatching(/^pbx\[0\]\.sip\.relay\.urls\[0\]: is an address like turn:/),
    expect.stringMatching(/^pbx\[0\]\.sip\.relay\.passMinutes: /),
  ]);
  Object.assign(pbx!.sip, { serverUrl: 'ws://127.0.0.1:8088/ws', relay: undefined });
  expect(mistakesOf(raw)).toEqual([]);
});

it('takes recordings from a folder or from a store, and an address that names the call and a kind that players know', () => {
  const raw = example() as { pbx: [{ recordings: unknown }] };
  const url = 'https://store.example/{yyyy}/{mm}/{dd}/{callId}.mp3';
  const found = (recordings: unknown): readonly string[] => {
    raw.pbx[0].recordings = recordings;
    return mistakesOf(raw);
  };
  expect(found({ folder: '/var/spool/asterisk/monitor', mp3Folder: '/var/lib/linia/mp3' })).toEqual([]);
  expect(found({ url })).toEqual([]);
  const either = 'pbx[0].recordings: has either "folder" (and "mp3Folder"), or "url" (and "authorization")';
  for (const both of [{ url, folder: '/tmp' }, { url, mp3Folder: '/tmp' }, {}])
    expect(found(both)).toEqual([either]);
  expect(found({ url: 'https://store.example/calls.flac' })).toEqual([
    'pbx[0].recordings.url: holds {callId} where the id of the call stands',
    'pbx[0].recordings.url: ends with .wav, .mp3, .ogg',
  ]);
});

it('wants an address for phones in browsers, and extensions that the PBX can have', () => {
  const raw = example();
  const [pbx] = raw['pbx'] as Record<string, unknown>[];
  const [account] = raw['accounts'] as { users: Record<string, unknown>[] }[];
  delete pbx!['sip'];
  account!.users[1]!['extension'] = '2001';
  expect(mistakesOf(raw)).toEqual([
    'accounts[0].users[0].device: a phone in the browser needs "sip" in the PBX "office"',
    'accounts[0].users[1].extension: "2001" is no extension by "extensionPattern" of the PBX "office": ^(\\d{3})$',
  ]);
});

it.each([
  ['^(\\d{3})$', true],
  ['^(?:99)?(\\d{3})$', true],
  ['^[(]?agent-(\\d{3})$', true],
  ['^(?<extension>\\d{3}|\\d(?:\\d)\\d\\d)@', true],
  ['\\d{3}', true],
  ['^(\\d{4})$', false],
  ['^(2\\d{2})$', false],
  ['^\\d{2}$', false],
])('reads from the pattern %s whether 101 can be an extension: %s', (pattern, can) => {
  expect(canYield(pattern, '101')).toBe(can);
});

it.each([null, [], 'text', { pbx: 1, accounts: [null] }, { pbx: [[]], accounts: [{ users: [1] }] }])(
  'falls over no file, whatever it is: %j',
  (raw) => {
    expect(mistakesOf(raw).length).toBeGreaterThan(0);
  },
);

it.each(['/healthz', '/v1/oauth', '/socket.io/', '/linia/amo/uninstalled', '/oauth/:code', '/*'])(
  'takes no redirect address at %s, where it could not be heard',
  (path) => {
    const raw: Record<string, unknown> = { ...example(), pathPrefix: '/linia' };
    const [account] = raw['accounts'] as { integration: Record<string, unknown> }[];
    account!.integration['redirectUri'] = `https://pbx.example${path}`;
    expect(mistakesOf(raw)).toEqual([expect.stringMatching(/^accounts\[0\]\.integration\.redirectUri: /)]);
  },
);

it('says what is wrong with the files of a certificate', () => {
  const raw = example();
  raw['listen'] = { tls: { cert: '/etc/tls/cert.pem', key: '/etc/tls/key.pem' } };
  expect(mistakesOf(raw)).toEqual(['listen.tls: /etc/tls/cert.pem is no certificate in PEM']);
  const noFile = (path: string): string => {
    if (path.startsWith('/etc/tls')) throw new Error('EACCES');
    return 'secret';
  };
  expect(mistakesOf(raw, { env, readFile: noFile })).toEqual([
    'listen.tls: the file /etc/tls/cert.pem cannot be read',
  ]);
});

const DATABASE = 'postgres://linia:secret@db.example/linia';

it('takes the database from its own key, else from DATABASE_URL, else keeps all in a file', () => {
  const raw = { ...example(), database: { env: 'LINIA_DATABASE' } };
  const both = { ...env, LINIA_DATABASE: DATABASE, DATABASE_URL: 'postgresql://other.example/linia' };
  expect(parseConfig(raw, { ...surroundings, env: both }).databaseUrl).toBe(DATABASE);
  expect(parseConfig(example(), { ...surroundings, env: both }).databaseUrl).toBe(both.DATABASE_URL);
  expect(parseConfig(example(), surroundings).databaseUrl).toBeUndefined();
});

it.each([
  ['in the text', DATABASE, {}, 'database: a secret is given as {"env": "NAME"} or {"file": "path"}'],
  ['as another kind', { env: 'D' }, { D: 'mysql://db.example/linia' }, 'database: the database is given as'],
  ['by DATABASE_URL as a name', undefined, { DATABASE_URL: 'linia' }, 'database: the database is given as'],
])('refuses a database that is given %s', (_how, database, own, mistake) => {
  const raw = { ...example(), ...(database !== undefined && { database }) };
  expect(mistakesOf(raw, { ...surroundings, env: { ...env, ...own } })).toEqual([
    expect.stringContaining(mistake),
  ]);
});

it('wants no secret among the settings', () => {
  const raw = example();
  (raw['pbx'] as { secret: unknown }[])[0]!.secret = 'ami-secret';
  expect(mistakesOf(raw)).toEqual([
    'pbx[0].secret: a secret is given as {"env": "NAME"} or {"file": "path"}',
  ]);
});
