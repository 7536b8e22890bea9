import type { Call } from '../../call/call';
import { outsideNumber } from '../../call/call';
import type { Disposition } from '../../call/disposition';
import { isExternal } from '../../call/is-external';
import { responsibleOf } from '../../call/responsible';
import { talkMs } from '../../call/talk';
import type { PhoneNumbers } from '../phone-numbers';
import type { Directory } from '../agents/directory';

/** One entry of `POST /api/v4/calls` (amoCRM, calls API). Seconds. */
export interface CallRecord {
  readonly direction: 'inbound' | 'outbound';
  readonly duration: number;
  readonly source: string;
  readonly phone: string;
  readonly uniq: string;
  readonly call_status: number;
  readonly call_responsible?: number | string;
  readonly created_at: number;
  readonly updated_at: number;
}

/**
 * amoCRM's call_status: 4 talked, 6 no answer, 7 busy. A missed inbound call is "no answer" as well: amoCRM tells it by
 * direction and zero duration. 5 (wrong number) is a judgement of the agent, so an unreachable number is 6 too.
 */
const STATUS_BY_DISPOSITION = {
  answered: 4,
  missed: 6,
  busy: 7,
  'no-answer': 6,
  cancelled: 6,
  unreachable: 6,
} as const satisfies Record<Disposition, number>;

/** The log of an ended call; `undefined` for calls that are not logged: among colleagues, or still live. */
export function callRecord(
  call: Call,
  directory: Directory,
  phones: PhoneNumbers,
  source: string,
): CallRecord | undefined {
  if (call.now.state !== 'ended' || call.origin === 'internal' || !isExternal(call)) return undefined;
  const { endedAt, disposition } = call.now;
  const extension = responsibleOf(call);
  return {
    direction: call.origin,
    duration: Math.round(talkMs(call.talks, endedAt) / 1000),
    source,
    phone: phones.of(outsideNumber(call)).number,
    uniq: call.id,
    call_status: STATUS_BY_DISPOSITION[disposition],
    ...(extension && { call_responsible: directory.usersAt(extension)[0]?.userId ?? extension }),
    created_at: Math.floor(call.startedAt / 1000),
    updated_at: Math.floor(endedAt / 1000),
  };
}
