import { freeUdpPort } from './free-port';
import { runSipp, type SippCall } from './sipp-run';

interface Caller {
  /** Digits as the trunk sends them, or `anonymous`. */
  readonly number: string;
  readonly name?: string;
  /** What he dials: a line of `from-trunk`. */
  readonly line: string;
}

/** What somebody does whose phone rings. `talkMs`: then he hangs up, if the office has not done so before. */
export type Reaction =
  | { readonly does: 'answers'; readonly ringMs: number; readonly talkMs: number }
  | { readonly does: 'is-busy' }
  | { readonly does: 'does-not-answer' };

/** What a customer does. One who is to be called must be there before the call is placed, one at a time. */
export type Customer =
  | (Caller & { readonly does: 'calls'; readonly talkMs: number })
  | (Caller & { readonly does: 'gives-up'; readonly ringMs: number })
  | Reaction;

export interface Office {
  readonly sipPort: number;
  /** The port at 127.0.0.2 where the office rings its customers. */
  readonly customerPort: number;
}

/** The office, at 127.0.0.1, knows the telephone network by this address. */
const TELEPHONE_NETWORK = '127.0.0.2';
const OFFICE_FLOOR = '127.0.0.1';
export const CUSTOMER_TONE_HZ = 440;
export const DESK_PHONE_TONE_HZ = 620;

const timing = (who: Customer): Record<string, number> => ({
  TALK_MS: 'talkMs' in who ? who.talkMs : 0,
  RING_MS: 'ringMs' in who ? who.ringMs : 0,
});

/** Lets a customer act on his own; resolves when he has dialled, or is there to be called. */
export async function customer(who: Customer, office: Office): Promise<SippCall> {
  return runSipp({
    scenario: who.does,
    values: timing(who),
    toneHz: CUSTOMER_TONE_HZ,
    host: TELEPHONE_NETWORK,
    port: 'line' in who ? await freeUdpPort(TELEPHONE_NETWORK) : office.customerPort,
    officePort: office.sipPort,
    ...('line' in who ? { dials: who } : {}),
  });
}

/** A desk phone that registers by its password and then does this at the next ring. */
export async function deskPhone(
  user: { readonly name: string; readonly password: string },
  reaction: Reaction,
  office: Office,
): Promise<SippCall> {
  const port = await freeUdpPort(OFFICE_FLOOR);
  const place = { toneHz: DESK_PHONE_TONE_HZ, host: OFFICE_FLOOR, port, officePort: office.sipPort };
  const values = { USER: user.name, PASSWORD: user.password };
  const registration = await runSipp({ ...place, scenario: 'registers', values });
  const { asMeant, messages } = await registration.over;
  if (!asMeant) throw new Error(`desk phone ${user.name} could not register:\n${messages}`);
  return runSipp({ ...place, scenario: reaction.does, values: timing(reaction) });
}
