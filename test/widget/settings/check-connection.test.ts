import type { LinkCheck } from '../../../src/protocol/link-check';
import {
  checkConnection,
  CHECKS,
  FINDINGS,
  type CheckNeeds,
} from '../../../src/widget/settings/check-connection';
import { LANGUAGES, leaves, wordsOf } from '../support/words';

const NOW = 1_790_000_000_000;
const ALL_WELL: LinkCheck = {
  ...{ version: '1.0.0', now: NOW, extension: '101', pbx: 'up', phoneUrl: 'wss://pbx.example:8089/ws' },
};

const answering = (change: Partial<LinkCheck> = {}, needs: Partial<CheckNeeds> = {}): CheckNeeds => ({
  postAuthorized: () => Promise.resolve({ status: 200, body: { ...ALL_WELL, ...change } }),
  answers: () => Promise.resolve(true),
  opens: () => Promise.resolve(true),
  now: () => NOW,
  ...needs,
});
const refusing = (status: number, body?: unknown): CheckNeeds =>
  answering({}, { postAuthorized: () => Promise.resolve({ status, body }) });

async function found(needs: CheckNeeds, typed = 'https://pbx.example', extension = '101') {
  const results = await checkConnection(typed, extension, needs);
  expect(results.map(({ name }) => name)).toEqual(CHECKS);
  return results.flatMap(({ finding }) => (finding && FINDINGS[finding] !== 'ok' ? [finding] : []));
}

it('finds nothing to mend when all is well', async () => {
  expect(await found(answering())).toEqual([]);
});

it('asks at the address that is typed, with its path', async () => {
  const asked: string[] = [];
  const postAuthorized = (url: string) => {
    asked.push(url);
    return Promise.resolve({ status: 200, body: ALL_WELL });
  };
  await checkConnection('pbx.example/linia/', '101', answering({}, { postAuthorized }));
  expect(asked).toEqual(['https://pbx.example/linia/v1/check']);
});

it.each<readonly [string, string, CheckNeeds]>([
  ['nobody answers', 'gateway-silent', { ...refusing(0), answers: () => Promise.resolve(false) }],
  ['a server answers that takes no requests of this page', 'gateway-origin', refusing(0)],
  ['a page of another program answers', 'gateway-foreign', refusing(200, '<html>')],
  ['the path leads to nothing', 'gateway-foreign', refusing(404)],
  ['an old gateway without the test answers', 'gateway-foreign', refusing(404, { message: 'Not Found' })],
  ['the gateway has a fault of its own', 'gateway-error', refusing(500, { fault: 'server-error' })],
  ['the gateway has another account', 'account-unknown', refusing(403, { fault: 'account-unknown' })],
  ['the secret of the integration is another', 'token-invalid', refusing(401, { fault: 'token-invalid' })],
  ['amoCRM gave no token', 'token-missing', refusing(401, { fault: 'token-missing' })],
  ['the token is old', 'token-expired', refusing(401, { fault: 'token-expired' })],
  ['the user is switched off', 'user-off', refusing(403, { fault: 'user-off' })],
  ['the clock of the gateway is slow', 'clock-off', refusing(401, { fault: 'clock-off' })],
  ['the clock of this computer is off', 'clock-browser', answering({ now: NOW + 300_000 })],
  ['the extension is typed and not saved', 'extension-unsaved', answering({ extension: '' })],
  ['the gateway has an older extension', 'extension-unsaved', answering({ extension: '102' })],
  ['the PBX is away', 'pbx-away', answering({ pbx: 'away' })],
  ['the PBX refuses the gateway', 'pbx-refused', answering({ pbx: 'refused' })],
  [
    'the port of the browser phone is shut',
    'phone-closed',
    answering({}, { opens: () => Promise.resolve(false) }),
  ],
])('when %s, that alone is found: %s', async (_what, finding, needs) => {
  expect(await found(needs)).toEqual([finding]);
});

it('asks nobody at an address that is none', async () => {
  const postAuthorized = () => Promise.reject(new Error('asked'));
  expect(await found(answering({}, { postAuthorized }), 'http://pbx.example')).toEqual(['gateway-address']);
});

it('needs no phone in the browser and no extension', async () => {
  const needs = answering(
    { extension: '', phoneUrl: '' },
    { opens: () => Promise.reject(new Error('tried')) },
  );
  expect(await found(needs, undefined, '')).toEqual(['extension-none']);
});

it.each(LANGUAGES)('%s has a sentence for every finding', (language) => {
  const words = leaves(wordsOf(language));
  for (const finding of Object.keys(FINDINGS)) expect(words.has(`setup.finding.${finding}`)).toBe(true);
});
