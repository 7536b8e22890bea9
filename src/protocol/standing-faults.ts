import { isNumber, isRecord, isText, parseAll } from './raw';

/** Something of the account that is wrong now. */
export interface StandingFault {
  /** Of `ACCOUNT_FAULTS`; a gateway that is newer than the widget may name others. */
  readonly fault: string;
  /** Epoch ms. */
  readonly since: number;
}

/** Answer of `/v1/faults`: the oldest first. */
export const parseFaults = (raw: unknown): readonly StandingFault[] | undefined =>
  isRecord(raw) ? parseAll(raw['faults'], parseFault) : undefined;

const parseFault = (raw: unknown): StandingFault | undefined =>
  isRecord(raw) && isText(raw['fault']) && isNumber(raw['since'])
    ? { fault: raw['fault'], since: raw['since'] }
    : undefined;
