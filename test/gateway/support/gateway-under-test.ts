import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { Clock } from '../../../src/lib/clock';
import type { CallView } from '../../../src/call/call-view';
import type { DialSettings } from '../../../src/call/dial-rule';
import type { AccountId, Extension, UserId } from '../../../src/call/ids';
import type { RelaySettings } from '../../../src/gateway/agents/relay-pass';
import type { AccountConfig, GatewayConfig } from '../../../src/gateway/config';
import { startGateway, type RunningGateway } from '../../../src/gateway/gateway';
import { PROTOCOL_VERSION, type AgentState } from '../../../src/protocol/messages';
import {
  parseCallerNews,
  parseOwners,
  type CallerNews,
  type CallerOwner,
} from '../../../src/protocol/callers';
import { parseDialNow, type DialNow } from '../../../src/protocol/dial-lists';
import { parseAgentState, parseCallView } from '../../../src/protocol/parse';
import { disposableToken, type TokenIssuer } from './disposable-token';
import { FakeAmi } from './fake-ami';
import { FakeAmo } from './fake-amo';
import { quickClock } from './quick-clock';
import type { Log } from '../../../src/gateway/log';
import { silentLog } from './silent-log';

const INTEGRATION = {
  clientUuid: 'a1c5b7f0-5b0e-4a6e-9a35-5f0f6f1d2c3b',
  secret: 'secret of the integration under test 0001',
  redirectUri: 'https://pbx.example/oauth',
  token: 'long-lived',
};

export const USERS = { anna: 504141, timur: 504142, noPhone: 504145 } as const;

const users: AccountConfig['users'] = [
  {
    userId: USERS.anna as UserId,
    name: 'Анна',
    extension: '101' as Extension,
    device: 'browser',
    phonePassword: 'pass101',
  },
  { userId: USERS.timur as UserId, name: 'Тимур', extension: '102' as Extension, device: 'desk' },
  { userId: USERS.noPhone as UserId, name: 'Денис', device: 'none' },
];

/** One account, one PBX, both fake; the gateway between them is the real one. */
export class World {
  readonly ami = new FakeAmi();
  readonly amo = new FakeAmo();
  gateway!: RunningGateway;
  /** What is other than usual in the configuration. */
  changes: Partial<GatewayConfig> = {};
  accountChanges: Partial<AccountConfig> = {};
  dial: DialSettings = { format: 'digits', prefix: '' };
  /** For phones in browsers. */
  relay: RelaySettings | undefined;
  log: Log = silentLog;
  /** Default: waiting is ten times quicker. */
  clock: Clock | undefined;
  /** Whose tokens the agents show. */
  integration: TokenIssuer = INTEGRATION;
  private config!: GatewayConfig;
  private readonly agents: AgentSocket[] = [];

  static async start(changes: (world: World) => void = () => undefined): Promise<World> {
    const world = new World();
    world.amo.clientUuid = INTEGRATION.clientUuid;
    changes(world);
    const [amiPort, amoPort] = [await world.ami.listen(), await world.amo.listen()];
    const storePath = join(mkdtempSync(join(tmpdir(), 'linia-')), 'store.sqlite');
    const usual = configOf(amiPort, amoPort, storePath);
    const accounts = usual.accounts.map((account) => ({ ...account, ...world.accountChanges }));
    const pbx = usual.pbx.map(({ sip, ...office }) => ({
      ...office,
      dial: world.dial,
      sip: sip && { ...sip, relay: world.relay },
    }));
    world.config = { ...usual, accounts, pbx, ...world.changes };
    await world.startGateway();
    return world;
  }

  async startGateway({ aheadMs = 0 } = {}): Promise<void> {
    const clock = this.clock ?? quickClock(10, aheadMs);
    this.gateway = await startGateway(this.config, { clock, log: this.log });
  }

  async agent(userId: number): Promise<AgentSocket> {
    const agent = new AgentSocket(this.gateway.url, await this.ticket(userId));
    this.agents.push(agent);
    await agent.state(() => true);
    return agent;
  }

  /** An agent's view of a PBX that is up. */
  async seatedAgent(userId: number): Promise<AgentSocket> {
    const agent = await this.agent(userId);
    await agent.state(({ pbx }) => pbx === 'up');
    return agent;
  }

  async stop(): Promise<void> {
    for (const agent of this.agents) agent.close();
    await this.gateway.close();
    await this.ami.close();
    await this.amo.close();
  }

  /** Why an agent gets no ticket. */
  async refusal(userId: number): Promise<string | undefined> {
    return ((await (await this.post('/v1/ticket', userId)).json()) as { fault?: string }).fault;
  }

  async settingsSaved(userId: number): Promise<number> {
    return (await this.post('/v1/settings-saved', userId)).status;
  }

  private async ticket(userId: number): Promise<string> {
    return ((await (await this.post('/v1/ticket', userId)).json()) as { ticket: string }).ticket;
  }

  private async post(path: string, userId: number): Promise<Response> {
    return fetch(`${this.gateway.url}${path}`, {
      method: 'POST',
      headers: { 'X-Auth-Token': await this.tokenOf(userId) },
    });
  }

  /** amoCRM's disposable token of this user. */
  tokenOf(userId: number): Promise<string> {
    return disposableToken(userId, this.integration);
  }
}

/** What a widget sees and may ask. */
export class AgentSocket {
  readonly views: CallView[] = [];
  readonly states: AgentState[] = [];
  readonly dialled: DialNow[] = [];
  private readonly callers: CallerNews[] = [];
  private readonly socket: Socket;
  private readonly checks = new Set<() => void>();
  /** Its connection has ended. */
  readonly gone: Promise<void>;

  constructor(url: string, ticket: string, transport: 'websocket' | 'polling' = 'websocket') {
    this.socket = io(url, {
      auth: { ticket, version: PROTOCOL_VERSION },
      transports: [transport],
      reconnection: false,
    });
    this.gone = new Promise((resolve) => this.socket.once('disconnect', () => resolve()));
    this.socket.on('call', (raw: unknown) => this.got(this.views, parseCallView(raw)));
    this.socket.on('state', (raw: unknown) => this.got(this.states, parseAgentState(raw)));
    this.socket.on('caller', (raw: unknown) => this.got(this.callers, parseCallerNews(raw)));
    this.socket.on('dialling', (raw: unknown) => this.got(this.dialled, parseDialNow(raw)));
  }

  /** The first view that shows this phase; one that came already counts. */
  view(phase: CallView['phase']['phase']): Promise<CallView> {
    return this.until(() => this.views.find((view) => view.phase.phase === phase));
  }

  /** The first view of this call. */
  viewOf(callId: string): Promise<CallView> {
    return this.until(() => this.views.find(({ id }) => id === callId));
  }

  /** Who stands on the card of this call, the best first, once this is true of them; one that came already counts. */
  callersOf(
    callId: string,
    fits: (owners: readonly CallerOwner[]) => boolean,
  ): Promise<readonly CallerOwner[]> {
    return this.until(() => {
      const last = this.callers.filter((news) => news.callId === callId).at(-1);
      const owners = last && parseOwners(last.owners);
      return owners && fits(owners) ? owners : undefined;
    });
  }

  state(fits: (state: AgentState) => boolean): Promise<AgentState> {
    return this.until(() => this.states.filter(fits).at(-1));
  }

  /** His lists as they are once this is true of them. */
  dialling(fits: (now: DialNow) => boolean): Promise<DialNow> {
    return this.until(() => [this.dialled.at(-1)].find((now) => now && fits(now)));
  }

  /** Now and whenever the gateway tells of the lists. */
  onDialling(listener: (now: DialNow) => void): void {
    const told = (): void => {
      const now = this.dialled.at(-1);
      if (now) listener(now);
    };
    this.socket.on('dialling', told);
    told();
  }

  /** What `look` finds, looked for again whenever the gateway tells of the lists. */
  async whenDialling<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
    for (;;) {
      const known = this.dialled.length;
      const found = await look();
      if (found !== undefined) return found;
      await this.until(() => this.dialled.length > known || undefined);
    }
  }

  /** A state that comes from now on. */
  nextState(fits: (state: AgentState) => boolean): Promise<AgentState> {
    const known = this.states.length;
    return this.until(() => this.states.slice(known).find(fits));
  }

  ask(command: string, args: unknown): Promise<unknown> {
    return this.socket.timeout(3000).emitWithAck(command, args);
  }

  /** Without waiting for an answer. */
  tell(command: string, args: unknown): void {
    this.socket.emit(command, args);
  }

  get isConnected(): boolean {
    return this.socket.connected;
  }

  close(): void {
    this.socket.disconnect();
  }

  private got<Item>(list: Item[], item: Item | undefined): void {
    if (item === undefined) throw new Error('the gateway sent what its own parser refuses');
    list.push(item);
    for (const check of this.checks) check();
  }

  private until<Value>(find: () => Value | undefined): Promise<Value> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = find();
        if (found === undefined) return;
        this.checks.delete(check);
        resolve(found);
      };
      this.checks.add(check);
      check();
    });
  }
}

export function configOf(amiPort: number, amoPort: number, storePath: string): GatewayConfig {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    pathPrefix: '',
    allowedOrigins: ['https://*.amocrm.ru'],
    storePath,
    logLevel: 'error',
    pbx: [
      {
        id: 'office',
        kind: 'asterisk',
        dial: { format: 'digits', prefix: '' },
        sip: { serverUrl: 'wss://pbx.example/ws', iceServers: [] },
        asterisk: {
          host: '127.0.0.1',
          port: amiPort,
          user: 'crm',
          secret: 'ami-secret',
          trunks: ['trunk'],
          extensionPattern: /^(\d{3})$/,
          originate: { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 30_000 },
        },
      },
    ],
    accounts: [
      {
        id: '30100200' as AccountId,
        baseUrl: `http://127.0.0.1:${amoPort}`,
        country: 'RU',
        source: 'Linia',
        integration: INTEGRATION,
        devIssuerHosts: [],
        pbxId: 'office',
        users,
      },
    ],
  };
}
