import { isNumber, isOneOf, isRecord, isText } from './raw';

const PBX_STATES = ['up', 'away', 'refused'] as const;

/**
 * `POST /v1/check`, header `X-Auth-Token` (amoCRM's disposable token) → 200 `LinkCheck`, or 4xx `{fault}` as
 * `/v1/ticket` answers it. What it tells an agent knows anyway: no password, no key, nothing of other agents.
 */
export interface LinkCheck {
  /** Of the gateway's program: `0.1.0`. */
  readonly version: string;
  /** The gateway's clock: epoch ms. */
  readonly now: number;
  /** What the gateway has for this user in amoCRM's saved settings; `''` = none. */
  readonly extension: string;
  readonly pbx: (typeof PBX_STATES)[number];
  /** Where this user's phone in the browser would register; `''` = he has none. */
  readonly phoneUrl: string;
}

export function parseLinkCheck(raw: unknown): LinkCheck | undefined {
  if (!isRecord(raw)) return undefined;
  const { version, now, extension, pbx, phoneUrl } = raw;
  if (!isText(version) || !isNumber(now) || !isText(extension) || !isText(phoneUrl)) return undefined;
  return isOneOf(PBX_STATES, pbx) ? { version, now, extension, pbx, phoneUrl } : undefined;
}
