import type { Clock } from '../../lib/clock';

const SECOND_MS = 1_000;
/** A far end that speaks sends 50 packets a second, or 25; one that saves silence sends a few. */
const STEADY = 20;
/** Chrome says "disconnected" after 5 s; by then Asterisk may have ended the talk (`rtp_timeout`). */
const BROKEN_SEC = 2;

export interface SoundPathNews {
  /** Another way is to be looked for (ICE restart). */
  readonly broken: () => void;
  /** Another way was looked for and not found. */
  readonly lost: () => void;
}

/**
 * The way of a talk's packets, by the packets themselves and by the browser's word:
 *
 *   they come ─► none for 2 s, disconnected or failed ─► `broken` ─► they come …
 *                                                        └► failed ─► `lost`
 */
export class SoundPath {
  private wait = (): void => undefined;
  private state: RTCPeerConnectionState = 'new';
  /** Another way has been asked for since the last one worked. */
  private isNewAsked = false;
  private received = 0;
  private wasSteady = false;
  private silentSec = 0;

  constructor(
    private readonly peer: RTCPeerConnection,
    private readonly clock: Clock,
    private readonly news: SoundPathNews,
  ) {
    this.lookAgain();
  }

  /** The browser says that its connection is in another state. */
  changed(): void {
    const before = this.state;
    this.state = this.peer.connectionState;
    if (this.state === 'connected' || before === 'connected') this.isNewAsked = false;
    if (this.state === 'disconnected') this.ask();
    if (this.state === 'failed') this.failed();
  }

  /** There is a reason to ask before the two seconds are over. */
  doubt(): void {
    this.silentSec = BROKEN_SEC - 1;
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

  private ask(): void {
    if (!this.isNewAsked) this.news.broken();
  }

  private lookAgain(): void {
    this.wait = this.clock.after(SECOND_MS, () => {
      this.lookAgain();
      void this.count();
    });
  }

  /** Packets of the last second. None is a broken way only where they came steadily, and where we want any. */
  private async count(): Promise<void> {
    const { packets } = await this.inbound();
    const came = packets - this.received;
    this.received = packets;
    if (came >= STEADY) this.isNewAsked = false;
    if (came > 0 || !this.wantsSound()) {
      [this.wasSteady, this.silentSec] = [came >= STEADY, 0];
      return;
    }
    this.silentSec += 1;
    if (!this.wasSteady || this.silentSec < BROKEN_SEC) return;
    this.wasSteady = false;
    this.ask();
  }

  /** Not while the far end waits. */
  private wantsSound(): boolean {
    return this.peer.getTransceivers().some(({ currentDirection }) => /recv/.test(currentDirection ?? ''));
  }

  private async isHeard(): Promise<boolean> {
    const { lastAt } = await this.inbound();
    return performance.timeOrigin + performance.now() - lastAt < SECOND_MS;
  }

  private async inbound(): Promise<{ readonly packets: number; readonly lastAt: number }> {
    let [packets, lastAt] = [0, 0];
    (await this.peer.getStats()).forEach((report: RTCInboundRtpStreamStats) => {
      if (report.type !== 'inbound-rtp') return;
      packets += report.packetsReceived ?? 0;
      lastAt = Math.max(lastAt, report.lastPacketReceivedTimestamp ?? 0);
    });
    return { packets, lastAt };
  }
}
