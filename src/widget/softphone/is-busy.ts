import type { PhoneCall } from './softphone';

/** The agent is in this call: it is more than a ring that nobody has taken. */
export const isBusy = ({ direction, state }: Pick<PhoneCall, 'direction' | 'state'>): boolean =>
  direction === 'outgoing' || state !== 'ringing';
