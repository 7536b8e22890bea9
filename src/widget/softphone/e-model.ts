/** What a listener notices of a connection. */
export interface Impairment {
  /** Packets that are missing when they should sound. */
  readonly lossPercent: number;
  /** From mouth to ear, one way. */
  readonly delayMs: number;
}

/** G.107 with its default values and no impairment at all. */
const BEST_R = 93.2;
/** G.711 with packet loss concealment, random losses (G.113 appendix I): a codec that is no better than ours. */
const LOSS_ROBUSTNESS = 25.1;
const WORST_IMPAIRMENT = 95;
/** Up to here nobody notices a delay. */
const NOTICED_DELAY_MS = 177.3;

/**
 * The E-model (ITU-T G.107): how listeners would grade it, 1 (bad) to 4.4 (a good line). What it cannot know: echo and the
 * quality of the microphone.
 */
export function mosOf(impairment: Impairment): number {
  return mosOfRating(ratingOf(impairment));
}

/** The transmission rating R, 0 to 93.2. */
export function ratingOf({ lossPercent, delayMs }: Impairment): number {
  const delay = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - NOTICED_DELAY_MS);
  const loss = (WORST_IMPAIRMENT * lossPercent) / (lossPercent + LOSS_ROBUSTNESS);
  return Math.max(0, BEST_R - delay - loss);
}

/** G.107 annex B. */
export function mosOfRating(rating: number): number {
  if (rating <= 0) return 1;
  const mos = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return Math.max(1, mos);
}
