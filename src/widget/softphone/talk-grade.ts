import type { TalkQuality } from '../../protocol/talk-quality';
import { mosOf } from './e-model';
import type { TalkGrade } from './softphone';
import type { TalkStats } from './talk-stats';

/** One second of a talk, graded over the last few. */
export interface Second {
  readonly mos: number;
  readonly lossInPercent: number;
  readonly lossOutPercent: number;
  readonly jitterMs: number;
  readonly rttMs: number;
  /** Nothing at all came in. */
  readonly isSilent: boolean;
}

/** A packet waits for its 20 ms to be full before it leaves, at both ends. */
const PACKET_MS = 20;
const BARS: readonly (readonly [mos: number, bars: TalkGrade['bars']])[] = [
  [3.9, 4],
  [3.5, 3],
  [3, 2],
];
/** A round trip from which people begin to talk into each other's words. */
const LONG_WAY_MS = 400;

/** What was between two readings, the older some seconds before the newer. */
export function secondOf(before: TalkStats, now: TalkStats): Second {
  const [received, lost] = [now.received - before.received, Math.max(0, now.lost - before.lost)];
  const played = now.played - before.played;
  const bufferMs = played > 0 ? ((now.bufferedSec - before.bufferedSec) / played) * 1_000 : 0;
  const lossInPercent = received + lost > 0 ? (lost / (received + lost)) * 100 : 0;
  const { lossOutPercent = 0, rttMs = 0, jitterMs } = now;
  const delayMs = rttMs / 2 + bufferMs + PACKET_MS;
  return {
    ...{ lossInPercent, lossOutPercent, jitterMs, rttMs },
    // The worse of the two ways is what a talk is like.
    mos: mosOf({ lossPercent: Math.max(lossInPercent, lossOutPercent), delayMs }),
    isSilent: received === 0,
  };
}

/** What the agent is shown: it changes only when it is worth saying. */
export function gradeOf({ mos, lossInPercent, lossOutPercent, rttMs, isSilent }: Second): TalkGrade {
  if (isSilent) return { bars: 1, trouble: 'silent' };
  const bars = BARS.find(([least]) => mos >= least)?.[1] ?? 1;
  if (bars > 2) return { bars };
  if (Math.max(lossInPercent, lossOutPercent) < 1)
    return { bars, trouble: rttMs >= LONG_WAY_MS ? 'far' : 'late' };
  return { bars, trouble: lossOutPercent > lossInPercent ? 'loss-out' : 'loss-in' };
}

/** The whole talk in one line; `undefined` = it was too short to be graded. */
export function qualityOf(
  seconds: readonly Second[],
  first: TalkStats,
  last: TalkStats,
): TalkQuality | undefined {
  if (seconds.length === 0) return undefined;
  const mean = (of: (second: Second) => number): number =>
    seconds.reduce((sum, second) => sum + of(second), 0) / seconds.length;
  const whole = secondOf(first, last);
  return {
    forSec: seconds.length,
    mos: round(
      mean(({ mos }) => mos),
      2,
    ),
    worstMos: round(Math.min(...seconds.map(({ mos }) => mos)), 2),
    lossInPercent: round(whole.lossInPercent, 1),
    lossOutPercent: round(
      mean(({ lossOutPercent }) => lossOutPercent),
      1,
    ),
    jitterMs: round(
      mean(({ jitterMs }) => jitterMs),
      1,
    ),
    rttMs: Math.round(mean(({ rttMs }) => rttMs)),
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
