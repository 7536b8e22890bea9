import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether what somebody shows is the secret, in a time that tells nothing of either, their lengths included. Nothing
 * secret is compared in any other way (`test/repository/secret-comparisons.test.ts`).
 */
export const isSameSecret = (shown: string, secret: string): boolean =>
  timingSafeEqual(digestOf(shown), digestOf(secret));

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
