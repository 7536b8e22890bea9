import { createServer } from 'node:http';
import { startBackend } from './backend.mjs';
import { Pbx } from './pbx.mjs';

/*
 * The backend with a PBX that is played by hand:
 *   node examples/vendor-backend/main.mjs
 *   curl -X POST 'http://127.0.0.1:8091/ring?extension=101&number=79984445566'   → the call's id
 *   curl -X POST 'http://127.0.0.1:8091/answer?id=…'
 *   curl -X POST 'http://127.0.0.1:8091/hang-up?id=…'
 *   curl 'http://127.0.0.1:8091/calls?extension=101'
 * PORT and PBX_PORT are other ports than 8090 and 8091; 0 = any free one.
 */
const need = (name) => process.env[name] ?? giveUp(`${name} is missing; see README.md beside this file`);
function giveUp(why) {
  console.error(why);
  process.exit(1);
}

const pbx = new Pbx();
/** Where the widget is opened: PAGES='https://example.amocrm.ru https://example.kommo.com' */
const pages = new Set(need('PAGES').split(' '));
const backend = await startBackend({
  port: Number(process.env['PORT'] ?? 8090),
  accountId: need('ACCOUNT_ID'),
  integration: {
    clientUuid: need('CLIENT_UUID'),
    secret: need('CLIENT_SECRET'),
    redirectUri: need('REDIRECT_URI'),
  },
  // USERS='{"504141": {"name": "Анна Белова", "extension": "101"}}'
  users: new Map(Object.entries(JSON.parse(need('USERS'))).map(([id, user]) => [Number(id), user])),
  callingCode: process.env['CALLING_CODE'] ?? '7',
  isOurPage: (origin) => pages.has(origin),
  pbx,
});
const deeds = {
  'POST /ring': ({ extension, number }) => pbx.ring(extension, number),
  'POST /answer': ({ id }) => pbx.answer(id),
  'POST /hang-up': ({ id }) => pbx.hangUp(id),
  'GET /calls': ({ extension }) => JSON.stringify(pbx.callsOf(extension)),
};
const door = createServer(({ method, url }, response) => {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://pbx');
  const deed = deeds[`${method} ${pathname}`];
  response.writeHead(deed ? 200 : 404).end(`${deed?.(Object.fromEntries(searchParams)) ?? ''}\n`);
});
door.listen(Number(process.env['PBX_PORT'] ?? 8091), '127.0.0.1', () =>
  console.log(`Widgets: ${backend.url}  The PBX by hand: http://127.0.0.1:${door.address().port}`),
);
