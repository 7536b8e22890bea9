/** Q.850 causes of SIP statuses, as Asterisk's pjsip maps them (hangup_sip2cause). */
const CAUSE_BY_STATUS: Readonly<Record<number, number>> = {
  401: 21,
  403: 21,
  404: 1,
  408: 18,
  480: 19,
  486: 17,
  487: 127,
  503: 34,
  600: 17,
  603: 21,
};

export function causeOfStatus(status: number): number {
  return CAUSE_BY_STATUS[status] ?? 127;
}

/** The other way round, for a caller who is refused (hangup_cause2sip). */
const STATUS_BY_CAUSE: Readonly<Record<number, number>> = {
  1: 404,
  3: 404,
  17: 486,
  19: 480,
  21: 403,
  26: 487,
};

export function statusOfCause(cause: number): number {
  return STATUS_BY_CAUSE[cause] ?? 480;
}

/** DialEnd's DialStatus of a leg that refused (ast_hangup_cause_to_dial_status); everything else is NOANSWER. */
export const DIAL_STATUS_BY_CAUSE: Readonly<Record<number, string>> = {
  3: 'CHANUNAVAIL',
  17: 'BUSY',
  34: 'CONGESTION',
};
