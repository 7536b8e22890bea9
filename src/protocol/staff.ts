import type { Presence } from '../call/presence';
import type { UserId } from '../call/ids';
import { AGENT_ROLES, type AgentRole } from './agent-role';
import { parsePresence } from './colleagues';
import type { PhoneDevice } from './messages';
import { isNumber, isOneOf, isRecord, isText, parseAll } from './raw';

/** A user of the account as the gateway has him now. */
export interface StaffMember {
  readonly userId: UserId;
  /** `''` = amoCRM tells none. */
  readonly name: string;
  /** `''` = he sees no calls. */
  readonly extension: string;
  readonly device: PhoneDevice;
  readonly role: AgentRole;
  /** Who says so: the gateway's configuration, or the widget's settings in amoCRM. */
  readonly from: 'configuration' | 'amocrm';
  /** A browser of his is connected. */
  readonly isOnline: boolean;
  /** Of his phone; missing = he has none. */
  readonly now?: Presence;
}

const DEVICES = ['browser', 'desk', 'none'] as const satisfies readonly PhoneDevice[];

/** Answer of `/v1/staff`. */
export const parseStaff = (raw: unknown): readonly StaffMember[] | undefined =>
  isRecord(raw) ? parseAll(raw['staff'], parseMember) : undefined;

function parseMember(raw: unknown): StaffMember | undefined {
  if (!isRecord(raw)) return undefined;
  const { userId, name, extension, device, role, from, isOnline } = raw;
  const now = raw['now'] === undefined ? undefined : parsePresence(raw['now']);
  if (!isNumber(userId) || !isText(name) || !isText(extension) || typeof isOnline !== 'boolean')
    return undefined;
  if (!isOneOf(DEVICES, device) || !isOneOf(AGENT_ROLES, role)) return undefined;
  if (!isOneOf(['configuration', 'amocrm'], from) || (raw['now'] !== undefined && !now)) return undefined;
  return { userId: userId as UserId, name, extension, device, role, from, isOnline, ...(now && { now }) };
}
