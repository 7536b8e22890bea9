import { join } from 'node:path';
import { startAmoHost, type AmoHost } from '../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../dev/demo/demo-account';
import type { Need, Target } from './target';

/** Денис Лаптев of the demo account: sees and edits only what is his own. */
const AGENT_ID = 504145;
const WIDGET = 'contract_check';
const EVERYTHING: readonly Need[] = ['write', 'disturb', 'storm', 'stand-in'];

export interface StandIn {
  readonly target: Target;
  readonly host: AmoHost;
  close(): Promise<void>;
}

/** The stand-in amoCRM with everything that facts may need. `limited`: with amoCRM's limit of requests. */
export async function standIn({ limited = false } = {}): Promise<StandIn> {
  const { clientUuid, clientSecret, redirectUri, longLivedToken } = DEMO_INTEGRATION;
  const directory = join(__dirname, 'plain-widget');
  const host = await startAmoHost({
    port: 0,
    widgets: [{ code: WIDGET, directory, clientUuid, settings: {} }],
    ...(!limited && { rateLimit: false as const }),
  });
  const target: Target = {
    baseUrl: host.url,
    token: longLivedToken,
    perSecond: 10_000,
    settleMs: 0,
    allows: new Set(EVERYTHING),
    agentId: AGENT_ID,
    sessionCookie: host.cookieFor(AGENT_ID),
    integration: {
      clientId: clientUuid,
      clientSecret,
      redirectUri,
      takeCode: async () => host.tokens.issueCode(),
    },
    widgetCode: WIDGET,
  };
  return { target, host, close: () => host.close() };
}
