import type { AccountId, Extension, UserId } from '../../src/call/ids';
import type { RelaySettings } from '../../src/gateway/agents/relay-pass';
import type { AccountConfig, GatewayConfig, PbxConfig } from '../../src/gateway/config';
import { startGateway, type RunningGateway } from '../../src/gateway/gateway';
import type { Integration } from '../amo-host/access/oauth-tokens';
import type { Language, Platform } from '../amo-host/account/platform';
import { startAmoHost, type AmoHost } from '../amo-host/amo-host';
import type { Office } from '../office/office';
import { DEMO_ACCOUNT, DEMO_INTEGRATION, DEMO_USERS, ECHO_EXTENSION } from './demo-account';
import { DEMO_PHONE_PASSWORD, openOffice } from './demo-office';
import { freePort } from './free-port';

/** A PBX that is there already, e.g. a real Asterisk; every phone has the same password. */
export interface GivenPbx {
  readonly ami: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly secret: string;
  };
  readonly sipUrl: string;
  readonly phonePassword: string;
  /** Where it puts recordings. */
  readonly recordings?: string;
  /** For phones that cannot reach it directly. */
  readonly relay?: RelaySettings;
}

export interface DemoOptions {
  /** Of the stand-in's page; 0: any free port. */
  readonly port: number;
  /** Default: amoCRM. */
  readonly platform?: Platform['name'];
  /** Of every user's profile; default: the first one of the platform. */
  readonly language?: Language;
  /** Under which address the pages are opened, when it is not `url` or `urlFor`. */
  readonly publicUrl?: string;
  /** Folder with the built widget. */
  readonly widgetDirectory: string;
  /** Without it the office is started. */
  readonly pbx?: GivenPbx;
  /** File of the gateway's store; default: forgotten at the end. */
  readonly storePath?: string;
  readonly logLevel?: string;
  /** Of the gateway; default: any free one. */
  readonly gatewayPort?: number;
  readonly routing?: AccountConfig['routing'];
  /** Port for FastAGI; default: none. */
  readonly agiPort?: number;
  /** Of the widget, before those in the stand-in. */
  readonly settings?: AccountConfig['settings'];
}

export interface Demo {
  readonly host: AmoHost;
  /** Replaced by `restartGateway`. */
  readonly gateway: RunningGateway;
  readonly office: Office | undefined;
  /** Where this user's window is. */
  urlFor(userId: number): string;
  stopGateway(): Promise<void>;
  /** The same gateway again, with the same store and address. */
  startGateway(): Promise<void>;
  close(): Promise<void>;
}

/** Everything that `npm start` shows: stand-in, gateway and, unless a PBX is given, the office. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const office = options.pbx ? undefined : await openOffice();
  const pbx = options.pbx ?? givenBy(office);
  const gatewayPort = options.gatewayPort ?? (await freePort());
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const integration = {
    ...DEMO_INTEGRATION,
    redirectUri: `${gatewayUrl}/oauth`,
    uninstallHook: `${gatewayUrl}/amo/uninstalled`,
  };
  const host = await startAmoHost({
    port: options.port,
    ...(options.platform && { platform: options.platform }),
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
    integration,
    widgets: [installedWidget(options.widgetDirectory, gatewayUrl)],
    ...(office && { office: office.control }),
  });
  if (options.language) for (const { id } of DEMO_USERS) host.state.setLanguage(id, options.language);
  const config = gatewayConfig(options, pbx, gatewayPort, host, integration);
  let gateway = await startGateway(config);
  return {
    host,
    get gateway() {
      return gateway;
    },
    office,
    urlFor: (userId) => host.urlFor(userId),
    stopGateway: () => gateway.close(),
    async startGateway() {
      gateway = await startGateway(config);
    },
    async close() {
      await gateway.close();
      await host.close();
      await office?.close();
    },
  };
}

function givenBy(office: Office | undefined): GivenPbx {
  if (!office) throw new Error('Neither a PBX nor the office');
  return { ami: office.ami, sipUrl: office.sipUrl, phonePassword: DEMO_PHONE_PASSWORD };
}

function installedWidget(directory: string, gatewayUrl: string) {
  const extensions = Object.fromEntries(DEMO_USERS.map(({ id, extension = '' }) => [String(id), extension]));
  return {
    code: DEMO_INTEGRATION.widgetCode,
    directory,
    clientUuid: DEMO_INTEGRATION.clientUuid,
    settings: {
      gateway_url: gatewayUrl,
      // As amoCRM keeps a setting of type `users`.
      extensions: JSON.stringify(extensions),
      support_contact: 'Ольга Мирская, доб. 103',
      // Игорь Савин.
      supervisors: '201',
      do_not_call: 'Не звонить',
    },
  };
}

function gatewayConfig(
  options: DemoOptions,
  pbx: GivenPbx,
  port: number,
  host: AmoHost,
  integration: Integration,
): GatewayConfig {
  return {
    listen: { host: '127.0.0.1', port },
    agi: options.agiPort === undefined ? undefined : { host: '127.0.0.1', port: options.agiPort },
    pathPrefix: '',
    publicUrl: `http://127.0.0.1:${port}`,
    // Every user of the stand-in has a host name of his own.
    allowedOrigins: [
      `http://127.0.0.1:${host.port}`,
      `http://*.localhost:${host.port}`,
      ...(options.publicUrl === undefined ? [] : [options.publicUrl]),
    ],
    storePath: options.storePath ?? ':memory:',
    logLevel: options.logLevel ?? 'warn',
    pbx: [pbxConfig(pbx)],
    accounts: [
      {
        id: String(DEMO_ACCOUNT.id) as AccountId,
        baseUrl: host.url,
        country: 'RU',
        source: 'Линия',
        integration: {
          clientUuid: integration.clientUuid,
          secret: integration.clientSecret,
          redirectUri: integration.redirectUri,
          token: integration.longLivedToken,
        },
        devIssuerHosts: [
          `127.0.0.1:${host.port}`,
          ...DEMO_USERS.map(({ id }) => `u${id}.localhost:${host.port}`),
          ...(options.publicUrl === undefined ? [] : [new URL(options.publicUrl).host]),
        ],
        pbxId: 'office',
        routing: options.routing,
        settings: options.settings,
        // Whoever has none gets his extension in the settings' window, as in a real account.
        users: DEMO_USERS.filter(({ extension }) => extension !== undefined).map(
          ({ id, name, extension, device }) => ({
            userId: id as UserId,
            name,
            device,
            extension: extension as Extension | undefined,
            phonePassword: pbx.phonePassword,
          }),
        ),
      },
    ],
  };
}

function pbxConfig({ ami, sipUrl, recordings, relay }: GivenPbx): PbxConfig {
  return {
    id: 'office',
    kind: 'asterisk',
    asterisk: {
      ...ami,
      trunks: ['trunk'],
      extensionPattern: /^\d{3}$/,
      originate: { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 20_000 },
    },
    dial: { format: 'digits', prefix: '' },
    sip: { serverUrl: sipUrl, echo: ECHO_EXTENSION, realm: undefined, iceServers: [], relay },
    recordings: recordings === undefined ? undefined : { folder: recordings, linkDays: 30 },
  };
}
