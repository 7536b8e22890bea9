import type { AuthFault } from '../../protocol/messages';
import type { CommandTrouble } from '../channel/agent-line';

/** Everything that can go wrong and concerns the agent; a sentence each in `i18n/`, a row in `docs/when-it-breaks.md`. */
export type Fault = AuthFault | CommandTrouble | 'gateway-address';

interface FaultManner {
  /** `centre`: needs the administrator, so it stays in amoCRM's notification centre. */
  readonly place: 'toast' | 'centre';
  /** It often passes by itself within this time, and then nobody needs to know. */
  readonly graceMs: number;
  /** Key of the sentence that tells its end. */
  readonly end?: string;
}

const NOW: FaultManner = { place: 'toast', graceMs: 0 };
const ADMINISTRATOR: FaultManner = { place: 'centre', graceMs: 0, end: 'notice.gatewayBack' };
const PHONE: FaultManner = { ...NOW, end: 'notice.phoneBack' };

export const FAULT_MANNERS: Readonly<Record<Fault, FaultManner>> = {
  'gateway-lost': { place: 'toast', graceMs: 5_000, end: 'notice.gatewayBack' },
  'gateway-address': { place: 'centre', graceMs: 0 },
  'pbx-away': { place: 'toast', graceMs: 5_000, end: 'notice.pbxBack' },
  'token-missing': ADMINISTRATOR,
  'token-invalid': ADMINISTRATOR,
  'token-expired': { ...NOW, graceMs: 5_000, end: 'notice.gatewayBack' },
  'clock-off': ADMINISTRATOR,
  'account-unknown': ADMINISTRATOR,
  'user-off': ADMINISTRATOR,
  'ticket-invalid': { ...NOW, graceMs: 5_000, end: 'notice.gatewayBack' },
  'version-unknown': ADMINISTRATOR,
  'server-error': { ...NOW, graceMs: 5_000, end: 'notice.gatewayBack' },
  malformed: NOW,
  'no-extension': NOW,
  'invalid-number': NOW,
  'unknown-call': NOW,
  'already-calling': NOW,
  'hold-refused': NOW,
  'transfer-refused': NOW,
  'tones-refused': NOW,
  'number-incomplete': NOW,
  'pbx-refused': NOW,
  timeout: NOW,
  'too-many': NOW,
  'not-allowed': NOW,
  'not-saved': NOW,
  'microphone-denied': PHONE,
  'microphone-missing': PHONE,
  'browser-unsupported': NOW,
  'server-unreachable': { ...PHONE, graceMs: 5_000 },
  'local-network-denied': { ...PHONE, graceMs: 5_000 },
  'registration-refused': PHONE,
  'sound-blocked': { ...NOW, graceMs: 5_000 },
  'script-missing': PHONE,
};
