import type { PhoneFault } from '../../protocol/faults';

/** This browser, or this page, will never have a phone: the agent talks on the desk phone of his extension. */
export const isNoPhoneHere = (fault: PhoneFault | undefined): boolean =>
  fault === 'browser-unsupported' || fault === 'page-insecure';
