/** What the browser has counted of a talk so far. Missing = it has not said yet. */
export interface TalkStats {
  readonly received: number;
  readonly lost: number;
  readonly jitterMs: number;
  /** Sum over all samples that were played, and how many they were. */
  readonly bufferedSec: number;
  readonly played: number;
  /** Of the sound that came; it grows while somebody is heard. */
  readonly energy?: number;
  /** Share that the far end says it did not get lately. */
  readonly lossOutPercent?: number;
  readonly rttMs?: number;
}

/** W3C webrtc-stats, of the one talk of this connection. */
export function talkStats(report: RTCStatsReport): TalkStats | undefined {
  const entries: Record<string, unknown>[] = [];
  report.forEach((entry: Record<string, unknown>) => entries.push(entry));
  const inbound = entries.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
  if (!inbound) return undefined;
  const remote = entries.find(({ type, kind }) => type === 'remote-inbound-rtp' && kind === 'audio');
  const pair = entries.find(
    ({ type, nominated, state }) => type === 'candidate-pair' && nominated === true && state === 'succeeded',
  );
  const lossOut = numberIn(remote, 'fractionLost');
  // Of RTCP, which comes every few seconds; else of the connectivity checks.
  const rtt = numberIn(remote, 'roundTripTime') ?? numberIn(pair, 'currentRoundTripTime');
  return {
    received: numberIn(inbound, 'packetsReceived') ?? 0,
    lost: Math.max(0, numberIn(inbound, 'packetsLost') ?? 0) + (numberIn(inbound, 'packetsDiscarded') ?? 0),
    jitterMs: (numberIn(inbound, 'jitter') ?? 0) * 1_000,
    bufferedSec: numberIn(inbound, 'jitterBufferDelay') ?? 0,
    played: numberIn(inbound, 'jitterBufferEmittedCount') ?? 0,
    energy: numberIn(inbound, 'totalAudioEnergy') ?? 0,
    ...(lossOut !== undefined && { lossOutPercent: lossOut * 100 }),
    ...(rtt !== undefined && { rttMs: rtt * 1_000 }),
  };
}

function numberIn(entry: Record<string, unknown> | undefined, name: string): number | undefined {
  const value = entry?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
