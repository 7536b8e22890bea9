import type { Brand } from '../lib/brand';

/** One conversation as the customer lives it: Asterisk's Linkedid, kept through transfers and reconnects. */
export type CallId = Brand<string, 'CallId'>;
/** One channel of the PBX that takes part in a call: Asterisk's Uniqueid. */
export type LegId = Brand<string, 'LegId'>;
/** Where legs hear each other: Asterisk's BridgeUniqueid. */
export type BridgeId = Brand<string, 'BridgeId'>;
/** Internal number of an agent's phone, e.g. `101`. */
export type Extension = Brand<string, 'Extension'>;
/** amoCRM account id, as text. */
export type AccountId = Brand<string, 'AccountId'>;
/** amoCRM user id. */
export type UserId = Brand<number, 'UserId'>;
