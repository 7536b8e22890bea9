import { NOTHING_GRANTED, type Grant } from '../joining/grant';

/** The gateway's own words; none = nothing was ever granted. */
export const grantIn = (body: string | undefined): Grant =>
  body === undefined ? NOTHING_GRANTED : { ...NOTHING_GRANTED, ...(JSON.parse(body) as Grant) };
