import type { HeaderLine, SipRequest } from './sip-message';

/** Why the office ends a leg (RFC 3326), as res_pjsip_rfc3326 writes it. */
export function reasonLines(cause: number): HeaderLine[] {
  const elsewhere: HeaderLine = ['Reason', 'SIP;cause=200;text="Call completed elsewhere"'];
  return [...(cause === 26 ? [elsewhere] : []), ['Reason', `Q.850;cause=${cause}`]];
}

/** The Q.850 cause of a BYE's Reason; 16 without one. */
export function causeOf(request: SipRequest): number {
  const value = request.headers.all('reason').find((line) => /^Q\.850/i.test(line));
  return Number(/cause=(\d+)/.exec(value ?? '')?.[1] ?? 16);
}
