import type { Clock } from '../../lib/clock';

/** Chrome says "disconnected" some 3 s after the last packet, and takes it back by itself after a short hiccup. */
const HICCUP_MS = 1_000;
/** The far end sends 50 packets a second; so long without one means that the way is broken, or that it waits. */
const SILENCE_MS = 1_000;

export interface SoundPathNews {
  /** Another way is to be looked for (ICE restart). */
  readonly broken: () => void;
  /** Another way was looked for and not found. */
  readonly lost: () => void;
}

/**
 * The way of a talk's packets, by the browser's own word:
 *
 *   connected ─► disconnected for a second, or failed ─► `broken` ─► connected …
 *                                                        └► failed again ─► `lost`
 */
export class SoundPath {
  private wait = (): void => undefined;
  /** Another way has been asked for since the last one worked. */
  private isNewAsked = false;

  constructor(
    private readonly peer: RTCPeerConnection,
    private readonly clock: Clock,
    private readonly news: SoundPathNews,
  ) {}

  /** The browser says that something changed. */
  changed(): void {
    this.wait();
    const { connectionState } = this.peer;
    if (connectionState === 'connected') this.isNewAsked = false;
    if (connectionState === 'disconnected') this.wait = this.clock.after(HICCUP_MS, () => this.ask());
    if (connectionState === 'failed') this.failed();
  }

  /** There is a reason to ask whether anything comes still. */
  doubt(): void {
    this.wait();
    this.wait = this.clock.after(SILENCE_MS, () => void this.askIfSilent());
  }

  /** Whether the next re-INVITE must look for another way: nothing comes any more. These relays may be part of it. */
  async wantsNew(relays: readonly RTCIceServer[]): Promise<boolean> {
    if (this.peer.connectionState === 'connected' && (await this.isHeard())) return false;
    if (this.peer.connectionState !== 'closed')
      this.peer.setConfiguration({ ...this.peer.getConfiguration(), iceServers: [...relays] });
    this.isNewAsked = true;
    return true;
  }

  close(): void {
    this.wait();
  }

  private failed(): void {
    if (this.isNewAsked) this.news.lost();
    else this.ask();
  }

  private async askIfSilent(): Promise<void> {
    if (this.peer.connectionState === 'connected' && !(await this.isHeard())) this.ask();
  }

  private ask(): void {
    if (!this.isNewAsked) this.news.broken();
  }

  private async isHeard(): Promise<boolean> {
    let lastAt = 0;
    (await this.peer.getStats()).forEach((report: RTCInboundRtpStreamStats) => {
      if (report.type === 'inbound-rtp') lastAt = Math.max(lastAt, report.lastPacketReceivedTimestamp ?? 0);
    });
    return performance.timeOrigin + performance.now() - lastAt < SILENCE_MS;
  }
}
