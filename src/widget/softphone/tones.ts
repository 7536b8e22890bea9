/** Long enough for every dialogue machine, short enough for a quick hand (RFC 4733 asks for 40 ms at least). */
const TONE_MS = 100;
const GAP_MS = 70;

/**
 * Keys pressed during a talk, as RFC 4733 events beside the sound. `insertDTMF` replaces what still waits to be sent, so
 * that is put in front. `false` = this connection has no such channel.
 */
export function sendTones(peer: RTCPeerConnection | undefined, tones: string): boolean {
  const dtmf = peer?.getSenders().find(({ track }) => track?.kind === 'audio')?.dtmf;
  if (!dtmf?.canInsertDTMF) return false;
  dtmf.insertDTMF(dtmf.toneBuffer + tones, TONE_MS, GAP_MS);
  return true;
}
