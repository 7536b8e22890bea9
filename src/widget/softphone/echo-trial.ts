import type { Clock } from '../../lib/clock';
import type { TalkQuality } from '../../protocol/talk-quality';
import type { PhoneCall, PhoneState } from './softphone';

/** `none` = no extension for it is configured; `busy` = the agent is on the phone; `refused` = the PBX did not answer it. */
export type EchoFound =
  | { readonly echo: 'none' | 'busy' | 'refused' }
  /** `heard`: what was spoken came back. */
  | { readonly echo: 'done'; readonly heard: boolean; readonly quality: TalkQuality };

export interface EchoNeeds {
  readonly call: (number: string) => Promise<void>;
  readonly hangUp: (id: string) => Promise<void>;
  /** Loudness that has been heard so far, of this call. */
  readonly energy: (id: string) => Promise<number>;
  readonly onChanged: (listener: (state: PhoneState) => void) => () => void;
  readonly clock: Clock;
}

/** A PBX that is well answers at once; a computer that is busy needs longer for its first sound. */
const ANSWER_MS = 5_000;
const END_MS = 2_000;
/** Five seconds of sound, and the first reading of the meter before it. */
const LISTEN_MS = 6_000;
/** Less is the noise of a line. */
const SILENCE = 1e-7;

/** Calls the echo extension, listens for five seconds and hangs up. Throws what the phone throws. */
export async function tryEcho(number: string, needs: EchoNeeds): Promise<EchoFound> {
  const { clock, onChanged } = needs;
  const state = stateWatch(onChanged, clock);
  try {
    await needs.call(number);
    const call = await state.until(({ calls }) => calls.find((one) => isTalk(one, number)), ANSWER_MS);
    if (!call) return { echo: 'refused' };
    await new Promise<void>((resolve) => void clock.after(LISTEN_MS, resolve));
    const energy = await needs.energy(call.id);
    await needs.hangUp(call.id);
    const isOver = ({ lastTalk }: PhoneState) => (lastTalk?.id === call.id ? lastTalk : undefined);
    const talk = await state.until(isOver, END_MS);
    return talk ? { echo: 'done', heard: energy > SILENCE, quality: talk.quality } : { echo: 'refused' };
  } finally {
    state.end();
  }
}

const isTalk = (call: PhoneCall, number: string): boolean =>
  call.number === number && call.direction === 'outgoing' && call.state === 'established';

/** What a state of the phone to come says; `undefined` after `ms`. */
function stateWatch(onChanged: EchoNeeds['onChanged'], clock: Clock) {
  let last: PhoneState | undefined;
  let look = (): void => undefined;
  const end = onChanged((state) => {
    last = state;
    look();
  });
  return {
    end,
    until: <Found>(find: (state: PhoneState) => Found | undefined, ms: number): Promise<Found | undefined> =>
      new Promise((resolve) => {
        const cancel = clock.after(ms, () => done(undefined));
        const done = (found: Found | undefined): void => {
          cancel();
          look = () => undefined;
          resolve(found);
        };
        look = () => {
          const found = last && find(last);
          if (found !== undefined) done(found);
        };
        look();
      }),
  };
}
