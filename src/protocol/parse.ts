import { AGENT_STATUSES, type AgentStatus } from '../call/agent-status';
import {
  INSTEAD_OF_WHYS,
  type CallPhase,
  type CallView,
  type Colleague,
  type OtherParty,
} from '../call/call-view';
import type { DialFormat, DialSettings } from '../call/dial-rule';
import type { Disposition } from '../call/disposition';
import type { CallId, Extension, UserId } from '../call/ids';
import { AGENT_ROLES } from './agent-role';
import { COMMAND_FAULTS } from './faults';
import type { RouteRule } from '../call/routing';
import type { AgentIdentity, AgentState, Outcome, PhoneAccount, TicketAnswer } from './messages';
import { isNumber, isOneOf, isRecord, isText, parseAll, type Raw } from './raw';

/*
 * What comes over the socket enters as `unknown` and leaves typed or `undefined`. By hand, because the widget's
 * budget (P1) has no room for a schema library; `test/protocol` holds both directions together.
 */

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const DISPOSITIONS = [
  'answered',
  'missed',
  'busy',
  'no-answer',
  'cancelled',
  'unreachable',
  'wrong-number',
] as const satisfies readonly Disposition[];
const ROUTED_BY = [
  'responsible',
  'deputy',
  'last-talked',
  'extensions',
] as const satisfies readonly RouteRule['to'][];
const DIAL_FORMATS = ['digits', 'plus', 'trunk-8'] as const satisfies readonly DialFormat[];
const DEVICES = ['browser', 'desk', 'none'] as const;

export function parseCallView(raw: unknown): CallView | undefined {
  if (!isRecord(raw) || !isText(raw['id']) || !isNumber(raw['revision']) || !isNumber(raw['startedAt']))
    return undefined;
  const other = parseOther(raw['other']);
  const phase = parsePhase(raw['phase']);
  if (!other || !phase || !isOneOf(DIRECTIONS, raw['direction']) || !isText(raw['line'])) return undefined;
  return {
    id: raw['id'] as CallId,
    revision: raw['revision'],
    direction: raw['direction'],
    other,
    line: raw['line'],
    startedAt: raw['startedAt'],
    phase,
  };
}

export function parseAgentState(raw: unknown): AgentState | undefined {
  if (
    !isRecord(raw) ||
    !isNumber(raw['version']) ||
    !isNumber(raw['serverTime']) ||
    !isText(raw['callingCode'])
  )
    return undefined;
  const agent = parseAgent(raw['agent']);
  const calls = parseAll(raw['calls'], parseCallView);
  const pbx = raw['pbx'];
  const dial = parseDial(raw['dial']);
  if (!agent || !calls || (pbx !== 'up' && pbx !== 'away')) return undefined;
  if (raw['dial'] !== undefined && !dial) return undefined;
  const faults = parseAll(raw['faults'] ?? [], (name) => (isText(name) ? name : undefined));
  if (!faults) return undefined;
  return {
    version: raw['version'],
    serverTime: raw['serverTime'],
    agent,
    pbx,
    callingCode: raw['callingCode'],
    ...(dial && { dial }),
    ...(faults.length > 0 && { faults }),
    calls,
  };
}

export function parsePhoneAccount(raw: unknown): PhoneAccount | undefined {
  if (!isRecord(raw) || !isText(raw['serverUrl']) || !isText(raw['extension']) || !isText(raw['password']))
    return undefined;
  const iceServers = parseAll(raw['iceServers'], parseIceServer);
  if (!iceServers) return undefined;
  const account = {
    serverUrl: raw['serverUrl'],
    extension: raw['extension'] as Extension,
    password: raw['password'],
    iceServers,
  };
  return {
    ...account,
    ...(isText(raw['realm']) && { realm: raw['realm'] }),
    ...(isText(raw['echo']) && { echo: raw['echo'] }),
  };
}

export function parseTicketAnswer(raw: unknown): TicketAnswer | undefined {
  if (!isRecord(raw) || !isText(raw['ticket']) || !isNumber(raw['expiresInSec'])) return undefined;
  return { ticket: raw['ticket'], expiresInSec: raw['expiresInSec'] };
}

/** An answer that is no outcome counts as `malformed`, so that a command always has a named end. */
export function parseOutcome<Value>(
  raw: unknown,
  parseValue: (value: unknown) => Value | undefined,
): Outcome<Value> {
  const malformed = { ok: false, fault: 'malformed' } as const;
  if (!isRecord(raw)) return malformed;
  if (raw['ok'] !== true)
    return isOneOf(COMMAND_FAULTS, raw['fault']) ? { ok: false, fault: raw['fault'] } : malformed;
  const value = parseValue(raw['value']);
  return value === undefined ? malformed : { ok: true, value };
}

/** Arguments of the commands, as the gateway reads them. */
export function parsePlaceCall(raw: unknown): { readonly number: string } | undefined {
  return isRecord(raw) && isText(raw['number']) && raw['number'].length <= 64
    ? { number: raw['number'] }
    : undefined;
}

export function parseChooseStatus(raw: unknown): { readonly status: AgentStatus } | undefined {
  return isRecord(raw) && isOneOf(AGENT_STATUSES, raw['status']) ? { status: raw['status'] } : undefined;
}

export function parseHangUp(raw: unknown): { readonly callId: CallId } | undefined {
  return isRecord(raw) && isText(raw['callId']) ? { callId: raw['callId'] as CallId } : undefined;
}

export function parseSocketAuth(
  raw: unknown,
): { readonly ticket: string; readonly version: number } | undefined {
  if (!isRecord(raw) || !isText(raw['ticket']) || !isNumber(raw['version'])) return undefined;
  return { ticket: raw['ticket'], version: raw['version'] };
}

function parseColleague(raw: unknown): Colleague | undefined {
  if (!isRecord(raw) || !isText(raw['extension']) || !isText(raw['name'])) return undefined;
  return { extension: raw['extension'] as Extension, name: raw['name'] };
}

function parseOther(raw: unknown): OtherParty | undefined {
  if (!isRecord(raw) || !isText(raw['number']) || !isText(raw['text'])) return undefined;
  const other = { number: raw['number'], text: raw['text'] };
  if (raw['colleague'] === undefined) return other;
  const colleague = parseColleague(raw['colleague']);
  return colleague && { ...other, colleague };
}

function parsePhase(raw: unknown): CallPhase | undefined {
  if (!isRecord(raw)) return undefined;
  switch (raw['phase']) {
    case 'ringing':
      return parseRinging(raw['reason']);
    case 'pick-up':
      return { phase: 'pick-up' };
    case 'dialling':
      return { phase: 'dialling', ringing: raw['ringing'] === true };
    case 'reconnecting':
      return isNumber(raw['since']) ? { phase: 'reconnecting', since: raw['since'] } : undefined;
    case 'talking':
      return isNumber(raw['since'])
        ? { phase: 'talking', since: raw['since'], held: raw['held'] === true }
        : undefined;
    default:
      return isNumber(raw['at']) ? parseLastPhase(raw, raw['at']) : undefined;
  }
}

function parseRinging(reason: unknown): CallPhase | undefined {
  if (!isRecord(reason)) return undefined;
  if (reason['kind'] === 'direct') return { phase: 'ringing', reason: { kind: 'direct' } };
  if (reason['kind'] === 'routed') return parseRouted(reason);
  const alsoRinging = parseAll(reason['alsoRinging'], parseColleague);
  return reason['kind'] === 'group' && alsoRinging
    ? { phase: 'ringing', reason: { kind: 'group', alsoRinging } }
    : undefined;
}

function parseRouted({ by, insteadOf }: Raw): CallPhase | undefined {
  if (!isOneOf(ROUTED_BY, by)) return undefined;
  if (insteadOf === undefined) return { phase: 'ringing', reason: { kind: 'routed', by } };
  const colleague = parseColleague(insteadOf);
  const why = isRecord(insteadOf) ? insteadOf['why'] : undefined;
  if (!colleague || !isOneOf(INSTEAD_OF_WHYS, why)) return undefined;
  return { phase: 'ringing', reason: { kind: 'routed', by, insteadOf: { ...colleague, why } } };
}

function parseLastPhase(raw: Raw, at: number): CallPhase | undefined {
  switch (raw['phase']) {
    case 'taken': {
      const by = parseColleague(raw['by']);
      return by && { phase: 'taken', by, at };
    }
    case 'missed':
      return isNumber(raw['rangMs']) ? { phase: 'missed', at, rangMs: raw['rangMs'] } : undefined;
    case 'ended':
      if (!isOneOf(DISPOSITIONS, raw['disposition']) || !isNumber(raw['talkMs'])) return undefined;
      return { phase: 'ended', at, disposition: raw['disposition'], talkMs: raw['talkMs'] };
    default:
      return undefined;
  }
}

function parseAgent(raw: unknown): AgentIdentity | undefined {
  if (!isRecord(raw) || !isNumber(raw['userId']) || !isText(raw['name']) || !isText(raw['extension']))
    return undefined;
  if (!isOneOf(DEVICES, raw['device'])) return undefined;
  // A gateway that is older than roles, or newer by one, makes nobody more than he is.
  const role = isOneOf(AGENT_ROLES, raw['role']) ? raw['role'] : 'agent';
  return {
    userId: raw['userId'] as UserId,
    name: raw['name'],
    extension: raw['extension'] as Extension | '',
    device: raw['device'],
    role,
    status: isOneOf(AGENT_STATUSES, raw['status']) ? raw['status'] : 'ready',
  };
}

function parseDial(raw: unknown): DialSettings | undefined {
  if (!isRecord(raw) || !isOneOf(DIAL_FORMATS, raw['format']) || !isText(raw['prefix'])) return undefined;
  return { format: raw['format'], prefix: raw['prefix'] };
}

function parseIceServer(raw: unknown): PhoneAccount['iceServers'][number] | undefined {
  if (!isRecord(raw) || !isText(raw['urls'])) return undefined;
  return {
    urls: raw['urls'],
    ...(isText(raw['username']) && { username: raw['username'] }),
    ...(isText(raw['credential']) && { credential: raw['credential'] }),
  };
}
