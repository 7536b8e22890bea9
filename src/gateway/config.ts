import type { AccountId } from '../call/ids';
import type { DialSettings } from '../call/dial-rule';
import type { BrowserPhone, ConfiguredUser } from './agents/mapped-users';
import type { RelaySettings } from './agents/relay-pass';
import type { Settings } from './profile/account-profile';
import type { PhoneAccount } from '../protocol/messages';
import type { RoutingSettings } from './routing/routing-settings';
import type { AsteriskSettings } from './pbx/asterisk/asterisk-pbx';
import type { RecordingSettings } from './recordings/open-recordings';
import type { WebhookSettings } from './pbx/webhook/webhook-pbx';
import type { Certificate, CertificateFiles } from './tls/certificate';

/** Everything the gateway is told, checked and with the secrets in place; `readConfig` makes it from file and environment. */
export interface GatewayConfig {
  readonly listen: { readonly host: string; readonly port: number; readonly tls?: OwnTls | undefined };
  /** Where the dialplan may ask over FastAGI who should take a call; missing = nowhere. */
  readonly agi?: { readonly host: string; readonly port: number } | undefined;
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed: `127.0.0.1`, `10.0.0.0/8`. */
  readonly trustProxy?: readonly string[];
  /** Path of the gateway behind a reverse proxy: `` or `/linia`. */
  readonly pathPrefix: string;
  /** Where the world reaches this gateway, with the prefix; missing = the origin of an account's `redirectUri`. */
  readonly publicUrl?: string | undefined;
  /** Pages that may talk to the gateway beside those of the accounts: `https://*.pages.example`. */
  readonly allowedOrigins: readonly string[];
  /** File of the store; `:memory:` forgets everything at the end. Of no meaning with a `databaseUrl`. */
  readonly storePath: string;
  /** A database of PostgreSQL in place of the file, for several nodes: `postgres://linia:secret@db.example/linia`. */
  readonly databaseUrl?: string | undefined;
  readonly logLevel: string;
  /** How long the time line of a call is kept; missing = 90 days. */
  readonly journal?: { readonly days: number };
  /** For a Prometheus on another machine; none = this machine only. */
  readonly metrics?: { readonly key: string } | undefined;
  readonly pbx: readonly PbxConfig[];
  readonly accounts: readonly AccountConfig[];
}

/** The gateway's own certificate; without it TLS is a proxy's job. */
export interface OwnTls {
  readonly files: CertificateFiles;
  /** As it was at the start. */
  readonly certificate: Certificate;
}

/** `asterisk`: we connect to its manager interface; `webhook`: it posts, and takes commands over HTTP. */
export type PbxConfig = AnyPbx &
  (
    | { readonly kind: 'asterisk'; readonly asterisk: AsteriskSettings }
    | { readonly kind: 'webhook'; readonly webhook: WebhookSettings }
  );

interface AnyPbx {
  readonly id: string;
  readonly dial: DialSettings;
  /** None = it does not record, or somebody else keeps them. */
  readonly recordings?: RecordingSettings | undefined;
  /** For phones in browsers; none = this PBX has no such. */
  readonly sip?: SipSettings | undefined;
}

export interface SipSettings extends Pick<PhoneAccount, 'serverUrl' | 'realm' | 'echo' | 'iceServers'> {
  /** A TURN server that shares a secret with the gateway; none = `iceServers` are all. */
  readonly relay?: RelaySettings | undefined;
}

export interface AccountConfig {
  readonly id: AccountId;
  readonly baseUrl: string;
  /** ISO 3166, how national numbers are read: `RU`. */
  readonly country: string;
  /** Name of the service in amoCRM's call log. */
  readonly source: string;
  readonly integration: {
    readonly clientUuid: string;
    readonly secret: string;
    readonly redirectUri: string;
    /** Long-lived token of the integration, for the REST API; without it the account is joined by OAuth. */
    readonly token?: string | undefined;
  };
  /** `host:port` of stand-ins that may issue tokens; empty in production. */
  readonly devIssuerHosts: readonly string[];
  readonly pbxId: string;
  /** Where amoCRM takes notices of ringing calls; missing = `/api/v2/events`. */
  readonly eventsPath?: string | undefined;
  /** Smart forwarding; none = the PBX routes alone. */
  readonly routing?: RoutingSettings | undefined;
  /** They go before what amoCRM says of the same user. */
  readonly users: readonly ConfiguredUser[];
  /** They go before the widget's settings in amoCRM, key by key. */
  readonly settings?: Settings;
  /** Extensions whose phone is in the browser, for users that amoCRM maps. */
  readonly browserPhones?: readonly BrowserPhone[];
}
