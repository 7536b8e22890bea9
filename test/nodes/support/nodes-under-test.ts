import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disposableToken, type TokenIssuer } from '../../gateway/support/disposable-token';
import { FakeAmi } from '../../gateway/support/fake-ami';
import { FakeAmo } from '../../gateway/support/fake-amo';
import {
  buildProgram,
  GatewayProcess,
  programConfig,
  type Health,
  type StandingNode,
} from '../../gateway/support/gateway-process';
import { AgentSocket } from '../../gateway/support/gateway-under-test';
import { answers, customerRings, hangsUp, talkingChannels } from '../../gateway/support/office-calls';
import { askPostgres } from './ask-postgres';
import { PostgresServer } from './postgres-server';

/** Whose tokens the gateway believes: as in the file of `programConfig`. */
const ISSUER: TokenIssuer = {
  clientUuid: 'a1c5b7f0',
  secret: 'secret-of-the-integration',
  redirectUri: 'https://pbx.example/oauth',
};
const ANNA = 504141;

/** A PBX, amoCRM and a database, and gateways that follow each other between them. */
export class NodesUnderTest {
  readonly ami = new FakeAmi();
  readonly amo = new FakeAmo();
  private readonly program = buildProgram();
  private readonly started: { end(): void }[] = [];
  private ports: readonly [ami: number, amo: number] = [0, 0];
  private databaseUrl = '';

  private constructor(private readonly server: PostgresServer) {}

  static async start(): Promise<NodesUnderTest> {
    const nodes = new NodesUnderTest(await PostgresServer.start());
    nodes.ports = [await nodes.ami.listen(), await nodes.amo.listen()];
    nodes.amo.clientUuid = ISSUER.clientUuid;
    return nodes;
  }

  /** Nothing is on, nothing is kept. */
  async begin(): Promise<void> {
    this.databaseUrl = await this.server.freshUrl();
    this.amo.calls.length = 0;
    this.amo.troubles = [];
    this.ami.channels = [];
  }

  databaseStops(): Promise<void> {
    return this.server.stop();
  }

  databaseGoesOn(): Promise<void> {
    return this.server.goOn();
  }

  endAll(): void {
    for (const node of this.started.splice(0)) node.end();
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.ami.close();
    await this.amo.close();
  }

  async working(port = 0): Promise<GatewayProcess> {
    const node = await GatewayProcess.start(...this.given(port));
    this.started.push({ end: () => void node.end('SIGKILL') });
    await node.until(({ pbx }) => pbx === 'up');
    return node;
  }

  async standing(port = 0): Promise<StandingNode> {
    const node = await GatewayProcess.standBy(...this.given(port));
    this.started.push({ end: () => node.kill() });
    return node;
  }

  /** A customer talks to 101, and goes on while nodes change. Ids are hexadecimal, as in the names of Asterisk's channels. */
  callBegins(call: string): void {
    this.ami.emit(...customerRings(call, '101'), ...answers(call, '101'));
    this.ami.channels = [...this.ami.channels, ...talkingChannels(call)];
  }

  callEnds(call: string): void {
    this.ami.channels = this.ami.channels.filter((channel) => channel['Linkedid'] !== call);
    this.ami.emit(...hangsUp(call, '101'));
  }

  /** The calls in progress that the next node would know of. */
  async savedCalls(): Promise<readonly string[]> {
    const rows = await askPostgres<{ call_id: string }>(this.databaseUrl, 'SELECT call_id FROM live_call');
    return rows.map(({ call_id: id }) => id);
  }

  /** Anna's browser as it comes by this address. */
  async annaAt(url: string): Promise<AgentSocket> {
    const headers = { 'X-Auth-Token': await disposableToken(ANNA, ISSUER) };
    const answer = await fetch(`${url}/v1/ticket`, { method: 'POST', headers });
    const { ticket } = (await answer.json()) as { ticket: string };
    const anna = new AgentSocket(url, ticket);
    this.started.push({ end: () => anna.close() });
    return anna;
  }

  /** What stands in amoCRM. */
  logged(): readonly string[] {
    return this.amo.calls.map(({ uniq }) => uniq).sort();
  }

  /** The file of a node, listening at `port`. */
  config(port = 0) {
    const listen = { host: '127.0.0.1', port };
    return { ...programConfig(tmpdir(), ...this.ports), listen };
  }

  private given(port: number): Parameters<typeof GatewayProcess.start> {
    const folder = mkdtempSync(join(tmpdir(), 'linia-node-'));
    return [this.program, folder, this.config(port), { DATABASE_URL: this.databaseUrl }];
  }
}

export const delivered =
  (count: number) =>
  ({ outbox }: Health): boolean =>
    outbox['delivered'] === count;
