import type { Notification, Session } from 'sip.js';
import { SoftphoneError } from './softphone-error';

/** The PBX tells within a second; longer means that it never will, and the agent has the customer still. */
const ANSWER_MS = 15_000;

/** To whom: a number as an address, or the other talk of the same phone (REFER with Replaces). */
export type ReferTarget = Parameters<Session['refer']>[0];

/**
 * Hands the far end over (RFC 3515, 5589). Resolves when the PBX has taken it; the caller then ends his own part. Throws
 * `transfer-refused` when the PBX refuses, and when it says nothing.
 */
export function refer(
  session: Session,
  target: ReferTarget,
  after: (ms: number, callback: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (status: number): void => {
      cancel();
      reject(SoftphoneError.transferRefused(status));
    };
    const cancel = after(ANSWER_MS, () => fail(0));
    const heard = (notification: Notification): void => {
      notification.accept().catch(() => undefined); // The socket went: what was said counts all the same.
      const status = statusOf(notification.request.body);
      if (status >= 300) fail(status);
      if (status < 200 || status >= 300) return;
      cancel();
      resolve();
    };
    session
      .refer(target, {
        onNotify: heard,
        requestDelegate: { onReject: ({ message }) => fail(message.statusCode ?? 0) },
      })
      .catch((error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
  });
}

/** Of a `message/sipfrag` (RFC 3420): `SIP/2.0 200 OK`; 100 when there is none to read. */
function statusOf(fragment: string): number {
  return Number(/^SIP\/2\.0 (\d{3})/.exec(fragment)?.[1] ?? 100);
}
