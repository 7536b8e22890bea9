import { SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { AmiServer } from '../dev/office/ami/ami-server';
import type { Field } from '../dev/office/pbx/call-reporter';
import type { AccountId, Extension, UserId } from '../src/call/ids';
import type { AccountConfig, GatewayConfig, PbxConfig } from '../src/gateway/config';
import type { RunningGateway } from '../src/gateway/gateway';
import { PROTOCOL_VERSION } from '../src/protocol/messages';

const AMI = { user: 'bench', secret: 'bench' };
const INTEGRATION = {
  clientUuid: 'bench',
  secret: 'secret of the integration of the bench',
  redirectUri: 'https://bench.example/oauth',
  token: 'none',
};
export const AGENTS = 50;

/** Agents have the user ids from 1 on, and the extensions from 100 on. */
export const extensionOf = (n: number): Extension => String(100 + (n % AGENTS)) as Extension;

/** A PBX that tells what the bench says and has nothing to list. */
export function benchPbx(): AmiServer {
  return new AmiServer(AMI, (action) => answerTo(action.get('action') ?? ''));
}

/** A customer's call is there, its leg to the agent too; it does not ring yet. */
export function prepare(ami: AmiServer, id: string, extension: Extension, number: string): void {
  ami.tell('Newchannel', 'call', channel(id, 'trunk', 'Ring', id, number));
  ami.tell('Newchannel', 'call', channel(`${id}a`, extension, 'Down', id));
}

export function ring(ami: AmiServer, id: string, extension: Extension): void {
  ami.tell('Newstate', 'call', channel(`${id}a`, extension, 'Ringing', id));
}

export function end(ami: AmiServer, id: string, extension: Extension): void {
  ami.tell('Hangup', 'call', [...channel(`${id}a`, extension, 'Ringing', id), ['Cause', 16]]);
  ami.tell('Hangup', 'call', [...channel(id, 'trunk', 'Ring', id), ['Cause', 16]]);
}

function channel(
  id: string,
  endpoint: string,
  state: string,
  linkedid: string,
  number = endpoint,
): readonly Field[] {
  const isOutside = endpoint === 'trunk';
  return [
    ['Channel', `PJSIP/${endpoint}-${hex(id)}`],
    ['ChannelStateDesc', state],
    ['CallerIDNum', number],
    ['Exten', isOutside ? '74950000101' : 's'],
    ['Uniqueid', id],
    ['Linkedid', linkedid],
  ];
}

const hex = (id: string): string => Buffer.from(id).toString('hex').slice(-8);

function answerTo(action: string) {
  if (action.toLowerCase() !== 'coreshowchannels') return { response: 'Success' } as const;
  const done: Field = ['Event', 'CoreShowChannelsComplete'];
  return {
    response: 'Success',
    fields: [['EventList', 'start']],
    list: [[done, ['EventList', 'Complete'], ['ListItems', 0]]],
  } as const;
}

/** An agent's browser, once it has its state. */
export async function agentSocket(
  gateway: RunningGateway,
  accountId: AccountId,
  userId: number,
): Promise<Socket> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { account_id: Number(accountId), user_id: userId, client_uuid: INTEGRATION.clientUuid };
  const issuing = { iss: 'https://bench.amocrm.ru', aud: 'https://bench.example', iat: now, exp: now + 1800 };
  const token = await new SignJWT({ ...claims, ...issuing })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(INTEGRATION.secret));
  const answer = await fetch(`${gateway.url}/v1/ticket`, {
    method: 'POST',
    headers: { 'X-Auth-Token': token },
  });
  const { ticket } = (await answer.json()) as { ticket: string };
  const auth = { ticket, version: PROTOCOL_VERSION };
  const socket = io(gateway.url, { auth, transports: ['websocket'], forceNew: true });
  await new Promise((resolve) => socket.once('state', resolve));
  return socket;
}

/** Accounts with a PBX each, by the ports of their AMI, in their order: 1, 2… Where nobody is at `baseUrl`, calls wait. */
export function benchConfig(
  storePath: string,
  accounts: readonly { readonly amiPort: number; readonly baseUrl: string }[],
): GatewayConfig {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    pathPrefix: '',
    allowedOrigins: [],
    storePath,
    logLevel: 'silent',
    pbx: accounts.map(({ amiPort }, n) => pbxAt(amiPort, n + 1)),
    accounts: accounts.map(({ baseUrl }, n) => accountAt(baseUrl, n + 1)),
  };
}

function pbxAt(port: number, n: number): PbxConfig {
  const originate = { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 30_000 };
  return {
    id: `bench-${n}`,
    kind: 'asterisk',
    dial: { format: 'digits', prefix: '' },
    asterisk: {
      ...{ host: '127.0.0.1', port, ...AMI },
      ...{ trunks: ['trunk'], extensionPattern: /^(\d{3})$/, originate },
    },
  };
}

function accountAt(baseUrl: string, n: number): AccountConfig {
  return {
    id: String(n) as AccountId,
    baseUrl,
    country: 'RU',
    source: 'bench',
    integration: INTEGRATION,
    devIssuerHosts: [],
    pbxId: `bench-${n}`,
    users: Array.from({ length: AGENTS }, (_, agent) => ({
      userId: (agent + 1) as UserId,
      name: `Agent ${agent}`,
      extension: extensionOf(agent),
      device: 'desk',
    })),
  };
}
