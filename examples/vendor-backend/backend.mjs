import { createSecretKey, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { jwtVerify } from 'jose';
import { Server } from 'socket.io';

/** Of docs/protocol.md. */
const VERSION = 1;
const TICKET_LIVES_MS = 60_000;

/**
 * What a PBX company does that feeds the widget from a backend of its own, without our gateway: identity, state, calls
 * and the commands of a desk phone. Who calls the widget finds in amoCRM by itself.
 *
 * @typedef {{ name: string, extension: string }} User
 * @typedef {object} Parts
 * @property {number} port 0: any free one
 * @property {string} accountId of amoCRM
 * @property {{ clientUuid: string, secret: string, redirectUri: string }} integration
 * @property {ReadonlyMap<number, User>} users by their ids in amoCRM
 * @property {string} callingCode of the country, without `+`
 * @property {(origin: string) => boolean} isOurPage the pages of the account: `https://example.amocrm.ru`
 * @property {import('./pbx.mjs').Pbx} pbx
 *
 * @param {Parts} parts
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startBackend(parts) {
  const tickets = new Map();
  const http = createServer((request, response) => void answer(request, response, parts, tickets));
  const io = new Server(http, {
    cors: { origin: (origin, done) => done(null, parts.isOurPage(origin ?? '')) },
    perMessageDeflate: false,
  });
  io.use((socket, next) => {
    const { ticket, version } = socket.handshake.auth;
    if (version !== VERSION) return next(new Error('version-unknown'));
    const userId = take(tickets, ticket);
    if (userId === undefined) return next(new Error('ticket-invalid'));
    socket.data.userId = userId;
    next();
  });
  const statuses = new Map();
  const tell = (userId) => io.to(String(userId)).emit('state', stateOf(userId, parts, statuses));
  io.on('connection', (socket) => {
    const { userId } = socket.data;
    void socket.join(String(userId));
    socket.emit('state', stateOf(userId, parts, statuses));
    socket.onAny((command, argument, acknowledge) => {
      if (typeof acknowledge !== 'function') return;
      const desk = { ...parts, userId, choose: (status) => (statuses.set(userId, status), tell(userId)) };
      void carryOut(command, argument ?? {}, desk).then(acknowledge);
    });
  });
  parts.pbx.on('call', ({ extension, call }) => {
    for (const [userId, user] of parts.users)
      if (user.extension === extension) io.to(String(userId)).emit('call', call);
  });
  parts.pbx.on('up', () => [...parts.users.keys()].forEach(tell));
  await new Promise((resolve) => http.listen(parts.port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    close: () => io.close(),
  };
}

/** `POST /v1/ticket`: amoCRM's disposable token against a ticket for one socket. */
async function answer(request, response, parts, tickets) {
  const { origin = '' } = request.headers;
  if (parts.isOurPage(origin)) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Headers', 'X-Auth-Token, Content-Type, X-Requested-With');
    response.setHeader('Vary', 'Origin');
  }
  if (request.method === 'OPTIONS') return response.writeHead(204).end();
  const say = (status, body) =>
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify(body));
  // What the page of the settings tells beside it may be unknown to a backend.
  if (request.method !== 'POST' || request.url !== '/v1/ticket') return say(404, { fault: 'server-error' });
  const asked = await whoAsks(request.headers['x-auth-token'], parts);
  if (asked.fault) return say(401, asked);
  const ticket = randomBytes(18).toString('base64url');
  for (const [old, { until }] of tickets) if (until < Date.now()) tickets.delete(old);
  tickets.set(ticket, { userId: asked.userId, until: Date.now() + TICKET_LIVES_MS });
  return say(200, { ticket, expiresInSec: TICKET_LIVES_MS / 1000 });
}

/** Signature, audience and times; then account, integration and user: nothing else that a browser says is believed. */
async function whoAsks(token, { integration, accountId, users }) {
  try {
    const { payload } = await jwtVerify(token ?? '', createSecretKey(integration.secret, 'utf8'), {
      algorithms: ['HS256'],
      audience: new URL(integration.redirectUri).origin,
      clockTolerance: 60,
      requiredClaims: ['exp', 'iat'],
    });
    const isOurs =
      payload['client_uuid'] === integration.clientUuid && String(payload['account_id']) === accountId;
    if (!isOurs) return { fault: 'account-unknown' };
    return users.has(payload['user_id']) ? { userId: payload['user_id'] } : { fault: 'user-off' };
  } catch (error) {
    return { fault: error.code === 'ERR_JWT_EXPIRED' ? 'token-expired' : 'token-invalid' };
  }
}

/** A ticket opens one socket. */
function take(tickets, ticket) {
  const found = tickets.get(ticket);
  tickets.delete(ticket);
  return found && found.until >= Date.now() ? found.userId : undefined;
}

/** The whole of what the widget needs to draw itself. */
function stateOf(userId, { users, pbx, callingCode }, statuses) {
  const { name, extension } = users.get(userId);
  const status = statuses.get(userId) ?? 'ready';
  return {
    version: VERSION,
    serverTime: Date.now(),
    agent: { userId, name, extension, device: 'desk', role: 'agent', status },
    pbx: pbx.isUp ? 'up' : 'away',
    callingCode,
    calls: pbx.callsOf(extension),
  };
}

/** Every command is answered; what this backend does not have is `not-allowed`. */
async function carryOut(command, argument, { users, userId, pbx, choose }) {
  const { extension } = users.get(userId);
  const done = (value = null) => ({ ok: true, value });
  if (['placeCall', 'hangUp'].includes(command) && !pbx.isUp) return { ok: false, fault: 'pbx-away' };
  switch (command) {
    case 'placeCall': {
      const digits = String(argument.number ?? '').replace(/\D/g, '');
      if (digits.length < 3 || digits.length > 15) return { ok: false, fault: 'invalid-number' };
      return done(pbx.place(extension, digits));
    }
    case 'hangUp':
      // Only a call of his own.
      if (!pbx.callsOf(extension).some(({ id }) => id === argument.callId))
        return { ok: false, fault: 'unknown-call' };
      pbx.hangUp(argument.callId);
      return done();
    case 'chooseStatus':
      if (!['ready', 'dnd', 'away'].includes(argument.status)) return { ok: false, fault: 'malformed' };
      choose(argument.status);
      return done();
    case 'colleagues':
      return done(
        [...users.values()]
          .filter((user) => user.extension !== extension && matches(user, argument.find))
          .slice(0, 20)
          .map((user) => ({ ...user, now: { presence: 'unknown' } })),
      );
    case 'cardShown':
      return done();
    default:
      return { ok: false, fault: 'not-allowed' };
  }
}

const matches = ({ name, extension }, find) =>
  `${name} ${extension}`.toLowerCase().includes(String(find ?? '').toLowerCase());
