import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { AccountId } from '../../../src/call/ids';
import type { AccountConfig, GatewayConfig } from '../../../src/gateway/config';
import type { AccountChanges } from '../../../src/gateway/served-accounts';
import { startGateway, type RunningGateway } from '../../../src/gateway/gateway';
import { FakeAmi } from './fake-ami';
import { FakeAmo } from './fake-amo';
import { AgentSocket, configOf } from './gateway-under-test';
import { quickClock } from './quick-clock';
import { silentLog } from './silent-log';

export type Which = 'romashka' | 'vasilek';
const IDS = { romashka: '31000001', vasilek: '31000002' } as const;

/** Two customers of one PBX company: the same user ids, extensions and numbers in both. */
export class TwoAccounts {
  readonly pbx = { romashka: new FakeAmi(), vasilek: new FakeAmi() };
  readonly amo = { romashka: new FakeAmo(), vasilek: new FakeAmo() };
  gateway!: RunningGateway;
  private readonly integrations = { romashka: integrationOf('romashka'), vasilek: integrationOf('vasilek') };
  private readonly sockets: AgentSocket[] = [];
  private config!: GatewayConfig;

  static async start(): Promise<TwoAccounts> {
    const two = new TwoAccounts();
    const romashka = await two.configOf('romashka');
    const vasilek = await two.configOf('vasilek');
    const both = {
      pbx: [...romashka.pbx, ...vasilek.pbx],
      accounts: [...romashka.accounts, ...vasilek.accounts],
    };
    two.config = { ...romashka, ...both };
    two.gateway = await startGateway(two.config, { clock: quickClock(10), log: silentLog });
    return two;
  }

  /** Takes a configuration up in which these accounts are left, with what else is wished for them. */
  serve(wanted: Partial<Record<Which, Partial<AccountConfig>>>): Promise<AccountChanges> {
    const left = (Object.keys(wanted) as Which[]).map(
      (which) => [IDS[which] as AccountId, wanted[which]] as const,
    );
    return this.gateway.take({
      ...this.config,
      accounts: this.config.accounts.flatMap((account) =>
        left.filter(([id]) => id === account.id).map(([, own]) => ({ ...account, ...own })),
      ),
    });
  }

  private async configOf(which: Which) {
    const storePath = join(mkdtempSync(join(tmpdir(), 'linia-')), 'store.sqlite');
    this.amo[which].clientUuid = this.integrations[which].clientUuid;
    const usual = configOf(await this.pbx[which].listen(), await this.amo[which].listen(), storePath);
    const own = { id: IDS[which] as AccountId, pbxId: which, integration: this.integrations[which] };
    return {
      ...usual,
      pbx: usual.pbx.map((office) => ({ ...office, id: which })),
      accounts: usual.accounts.map((account) => ({ ...account, ...own, source: which })),
    };
  }

  /** `secretOf`: by whose secret amoCRM's token is signed; `says`: claims that are other than usual. */
  async ask(
    which: Which,
    userId: number,
    {
      secretOf = which,
      says = {},
      path = '/v1/ticket',
    }: { secretOf?: Which; says?: Record<string, unknown>; path?: string } = {},
  ): Promise<Response> {
    const { clientUuid, redirectUri } = this.integrations[which];
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({
      ...{
        account_id: Number(IDS[which]),
        user_id: userId,
        client_uuid: clientUuid,
        iat: now,
        exp: now + 1800,
      },
      ...{ iss: `https://${which}.amocrm.ru`, aud: new URL(redirectUri).origin, ...says },
    })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(this.integrations[secretOf].secret));
    return fetch(`${this.gateway.url}${path}`, { method: 'POST', headers: { 'X-Auth-Token': token } });
  }

  async agent(which: Which, userId: number): Promise<AgentSocket> {
    const { ticket } = (await (await this.ask(which, userId)).json()) as { ticket: string };
    const agent = new AgentSocket(this.gateway.url, ticket);
    this.sockets.push(agent);
    await agent.state(({ pbx }) => pbx === 'up');
    return agent;
  }

  accountId(which: Which): AccountId {
    return IDS[which] as AccountId;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    await this.gateway.close();
    for (const far of [...Object.values(this.pbx), ...Object.values(this.amo)]) await far.close();
  }
}

function integrationOf(which: Which): AccountConfig['integration'] {
  return {
    clientUuid: `0f7a6e6c-${which}`,
    secret: `secret of the integration of ${which}`,
    redirectUri: `https://pbx.${which}.example/oauth`,
    token: `long-lived token of ${which}`,
  };
}
