import type { CallStatus } from './call-result';
import type { Disposition } from './disposition';

const STATUS_BY_DISPOSITION: Readonly<Record<Disposition, CallStatus>> = {
  answered: 4,
  missed: 6,
  busy: 7,
  'no-answer': 6,
  cancelled: 6,
  unreachable: 6,
  'wrong-number': 5,
};

/**
 * amoCRM's call status of what the PBX saw. A missed inbound call is "no answer" as well: amoCRM tells it by direction and
 * zero duration.
 */
export const statusOf = (disposition: Disposition): CallStatus => STATUS_BY_DISPOSITION[disposition];
