import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import fastify from 'fastify';
import { SignJWT } from 'jose';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { AccountId, Extension, UserId } from '../../../src/call/ids';
import { roomOf, type Agent } from '../../../src/gateway/hub/agent';
import { AgentAuth } from '../../../src/gateway/hub/agent-auth';
import type { AgentCommands, ROLE_FOR } from '../../../src/gateway/hub/agent-commands';
import { allowedOrigins } from '../../../src/gateway/hub/allowed-origins';
import { tokenVerifier, type TrustedAccount } from '../../../src/gateway/hub/disposable-token';
import { ticketRoute } from '../../../src/gateway/hub/ticket-route';
import { WidgetHub } from '../../../src/gateway/hub/widget-hub';
import type { Clock } from '../../../src/lib/clock';
import { PROTOCOL_VERSION, type AgentState } from '../../../src/protocol/messages';
import { parseTicketAnswer } from '../../../src/protocol/parse';

export const agent = (accountId: string, userId: number): Agent => ({
  accountId: accountId as AccountId,
  userId: userId as UserId,
});

export const ROMASHKA: TrustedAccount = {
  accountId: '31000001' as AccountId,
  clientUuid: '0f7a6e6c-romashka',
  clientSecret: 'secret of Romashka, long enough for HS512 as well: 0123456789abcdef0123456789abcdef',
  redirectUri: 'https://pbx.romashka.example/linia/oauth',
};
export const VASILEK: TrustedAccount = {
  accountId: '31000002' as AccountId,
  clientUuid: '9b1d2c3e-vasilek',
  clientSecret: 'secret of Vasilek, which is another one',
  redirectUri: 'https://pbx.vasilek.example/oauth',
  extraIssuerHosts: ['127.0.0.1:8080'],
};

export const NO_ADMINISTRATOR = 99;

/** Claims as in amoCRM's own example; `undefined` leaves one out. */
export function claimsFor(account: TrustedAccount, userId: number, nowMs: number): Record<string, unknown> {
  const issuedAt = Math.floor(nowMs / 1000);
  return {
    iss: 'https://romashka.amocrm.ru',
    aud: new URL(account.redirectUri).origin,
    jti: '11111111-2222-3333-4444-555555555555',
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + 1800,
    account_id: Number(account.accountId),
    user_id: userId,
    client_uuid: account.clientUuid,
    subdomain: 'romashka',
  };
}

export const signed = (claims: Record<string, unknown>, secret: string, alg = 'HS256'): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(new TextEncoder().encode(secret));

/** Time that a test turns by hand. */
export class HandClock implements Clock {
  private time = 1_700_000_000_000;
  private readonly waiting = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const entry = { at: this.time + ms, callback };
    this.waiting.add(entry);
    return () => void this.waiting.delete(entry);
  }

  get pending(): number {
    return this.waiting.size;
  }

  turn(ms: number): void {
    this.time += ms;
    for (const entry of [...this.waiting].filter(({ at }) => at <= this.time)) {
      this.waiting.delete(entry);
      entry.callback();
    }
  }
}

export const nothingToDo: AgentCommands = {
  roleOf: () => 'agent',
  placeCall: async () => ({ ok: false, fault: 'no-extension' }),
  hangUp: async () => ({ ok: false, fault: 'unknown-call' }),
  phoneAccount: async () => ({ ok: false, fault: 'no-extension' }),
  colleagues: async () => ({ ok: true, value: [] }),
  chooseOwner: async () => ({ ok: false, fault: 'unknown-call' }),
  chooseStatus: async () => ({ ok: false, fault: 'no-extension' }),
  saveResult: async () => ({ ok: false, fault: 'unknown-call' }),
  closeResult: async () => ({ ok: false, fault: 'unknown-call' }),
  saveDraft: async () => ({ ok: false, fault: 'unknown-call' }),
  cardShown: async () => ({ ok: false, fault: 'unknown-call' }),
  phoneCheck: async () => ({ ok: false, fault: 'not-saved' }),
  recentCalls: async () => ({ ok: true, value: [] }),
  callQuality: async () => ({ ok: false, fault: 'unknown-call' }),
  dialAdd: async () => ({ ok: false, fault: 'not-allowed' }),
  dialRows: async () => ({ ok: false, fault: 'not-allowed' }),
  dialDo: async () => ({ ok: false, fault: 'not-allowed' }),
  dialEdit: async () => ({ ok: false, fault: 'not-allowed' }),
  dialTeam: async () => ({ ok: false, fault: 'not-allowed' }),
  dialRuns: async () => ({ ok: false, fault: 'not-allowed' }),
  dialCalls: async () => ({ ok: false, fault: 'not-allowed' }),
};

const stateOf = ({ userId }: Agent): AgentState => ({
  version: PROTOCOL_VERSION,
  serverTime: 1,
  agent: {
    userId,
    name: `user ${userId}`,
    extension: '101' as Extension,
    device: 'browser',
    role: 'agent',
    status: 'ready',
  },
  pbx: 'up',
  callingCode: '7',
  calls: [],
});

export interface LogLine {
  readonly level: 'error' | 'warn' | 'info';
  readonly fields: Record<string, unknown>;
}

export type RunningHub = Awaited<ReturnType<typeof startHub>>;

/** A gateway as far as widgets see it: real HTTP, real socket.io, port 0. */
export async function startHub(
  own: {
    commands?: AgentCommands;
    stateOf?: (agent: Agent) => AgentState;
    roleFor?: typeof ROLE_FOR;
  } = {},
) {
  const clock = new HandClock();
  const lines: LogLine[] = [];
  const saved: Agent[] = [];
  const left = new Set<string>();
  const logged = (level: LogLine['level']) => (fields: unknown) =>
    void lines.push({ level, fields: fields as Record<string, unknown> });
  const log = { error: logged('error'), warn: logged('warn'), info: logged('info') };
  const isAllowedOrigin = allowedOrigins([
    { baseUrl: 'https://romashka.amocrm.ru' },
    { baseUrl: 'https://vasilek.kommo.com' },
  ]);
  const auth = new AgentAuth({
    verify: tokenVerifier([ROMASHKA, VASILEK], () => clock.now()),
    now: () => clock.now(),
    hasLeft: (who) => left.has(roomOf(who)),
    log,
  });

  const app = fastify({ forceCloseConnections: true });
  await app.register(ticketRoute, {
    prefix: '/linia',
    ticketFor: (token, address) => auth.ticketFor(token, address),
    whoIs: (token, address) => auth.whoIs(token, address),
    settingsSaved: (who) => saved.push(who) > 0 && who.userId !== NO_ADMINISTRATOR,
    linkCheck: ({ userId }) => ({
      version: '1.2.3',
      now: clock.now(),
      extension: String(userId),
      pbx: 'up',
      phoneUrl: '',
    }),
    isAllowedOrigin,
    log,
  });
  const hub = new WidgetHub(app.server, {
    path: '/linia/socket.io',
    isAllowedOrigin,
    addressOf: ({ socket }) => socket.remoteAddress ?? '',
    agentOf: (raw) => auth.agentOf(raw),
    stateOf: own.stateOf ?? stateOf,
    callersOf: async (_, calls) => calls.map(({ id }) => ({ callId: id, owners: [] })),
    resultsOf: async () => ({ awaited: [], taskTypes: [], timezone: 'Europe/Moscow' }),
    diallingOf: async () => ({ lists: [] }),
    present: () => undefined,
    commands: own.commands ?? nothingToDo,
    ...(own.roleFor && { roleFor: own.roleFor }),
    clock,
    log,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const sockets: Socket[] = [];

  const askTicket = (token: string | undefined, headers: Record<string, string> = {}) =>
    fetch(`${origin}/linia/v1/ticket`, {
      method: 'POST',
      headers: { ...(token !== undefined && { 'X-Auth-Token': token }), ...headers },
    });
  const ticketFor = async (account: TrustedAccount, userId: number): Promise<string> => {
    const token = await signed(claimsFor(account, userId, clock.now()), account.clientSecret);
    const answer = parseTicketAnswer(await (await askTicket(token)).json());
    if (!answer) throw new Error('The gateway gave no ticket.');
    return answer.ticket;
  };
  const socketWith = (
    auth: unknown,
    options: Partial<ManagerOptions & SocketOptions> = {},
    through = origin,
  ): Socket => {
    const socket = io(through, {
      path: '/linia/socket.io',
      auth: auth as Record<string, unknown>,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...options,
    });
    sockets.push(socket);
    return socket;
  };

  return {
    app,
    hub,
    clock,
    lines,
    /** Rooms of those whom amoCRM has switched off. */
    left,
    /** Who said that the settings were saved. */
    saved,
    origin,
    askTicket,
    ticketFor,
    socketWith,
    /** A widget of this agent that has got its first state. */
    async widget(
      account: TrustedAccount,
      userId: number,
      options: Partial<ManagerOptions & SocketOptions> = {},
    ) {
      const socket = socketWith(
        { ticket: await ticketFor(account, userId), version: PROTOCOL_VERSION },
        options,
      );
      const [state] = (await received(socket, 'state')) as [AgentState];
      return { socket, state };
    },
    /** Why the gateway lets nobody in who shows this. */
    async refusal(auth: unknown): Promise<string> {
      const [error] = (await received(socketWith(auth), 'connect_error')) as [Error];
      return error.message;
    },
    async stop(): Promise<void> {
      for (const socket of sockets) socket.disconnect();
      await hub.close();
      await app.close();
    },
  };
}

/** Arguments of the next event of that name. */
export const received = (socket: Socket, event: string): Promise<unknown[]> =>
  once(socket as unknown as NodeJS.EventEmitter, event);
