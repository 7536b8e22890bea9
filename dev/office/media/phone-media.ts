import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import type { AudioPort } from './audio-port';
import { FRAME_BYTES } from './pcmu';

const PCMU_PAYLOAD = 0;

/** Codecs of the office: sound, and keys as RFC 4733 telephone events. */
function codecs(): RTCRtpCodecParameters[] {
  return [
    new RTCRtpCodecParameters({
      mimeType: 'audio/PCMU',
      clockRate: 8000,
      channels: 1,
      payloadType: PCMU_PAYLOAD,
    }),
    new RTCRtpCodecParameters({
      mimeType: 'audio/telephone-event',
      clockRate: 8000,
      channels: 1,
      payloadType: 101,
    }),
  ];
}

const SPEAKS_PCMU = /^m=audio \d+ UDP\/TLS\/RTP\/SAVPF (?:\d+ )*0(?: |\r?$)/m;
const DIGITS = '0123456789*#ABCD';

/** RFC 4733 §2.3: event code, then a byte whose first bit says "end of the event". */
function endedDigit(payload: Buffer): string | undefined {
  const [event, flags] = payload;
  if (event === undefined || flags === undefined || (flags & 0x80) === 0) return undefined;
  return DIGITS[event];
}

/**
 * The office's side of a phone's media: ICE and DTLS-SRTP on 127.0.0.1, µ-law. It lives as long as the leg;
 * later offers of the phone (hold, ICE restart) are answered by the same connection.
 */
export class PhoneMedia implements AudioPort {
  private readonly peer: RTCPeerConnection;
  private readonly track = new MediaStreamTrack({ kind: 'audio' });
  private readonly frameListeners = new Set<(frame: Buffer) => void>();
  private readonly digitListeners = new Set<(digit: string) => void>();
  private sequenceNumber = 0;
  private timestamp = 0;
  /** An event's end is sent three times (RFC 4733 §2.5.1.4) with one timestamp. */
  private lastDigitTimestamp: number | undefined;
  /** When the phone's last packet came, epoch ms. */
  heardAt: number | undefined;
  packetsHeard = 0;

  constructor() {
    this.peer = new RTCPeerConnection({
      codecs: { audio: codecs(), video: [] },
      iceServers: [],
      // No address of the machine but this one.
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    this.peer.addTransceiver(this.track, { direction: 'sendrecv' });
    this.peer.onTrack.subscribe((remote) => {
      remote.onReceiveRtp.subscribe((packet) => this.receive(packet));
    });
  }

  async offer(): Promise<string> {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    return this.localSdp();
  }

  get expectsAnswer(): boolean {
    return this.peer.signalingState === 'have-local-offer';
  }

  async acceptAnswer(sdp: string): Promise<void> {
    await this.peer.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Rejects when the phone offers no encrypted µ-law sound. */
  async answer(sdp: string): Promise<string> {
    if (!SPEAKS_PCMU.test(sdp)) throw new Error('The phone does not offer PCMU over DTLS-SRTP.');
    await this.peer.setRemoteDescription({ type: 'offer', sdp });
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    return this.localSdp();
  }

  send(frame: Buffer): void {
    const header = new RtpHeader({
      payloadType: PCMU_PAYLOAD,
      sequenceNumber: this.sequenceNumber,
      timestamp: this.timestamp,
    });
    this.sequenceNumber = (this.sequenceNumber + 1) & 0xffff;
    this.timestamp = (this.timestamp + FRAME_BYTES) >>> 0;
    this.track.writeRtp(new RtpPacket(header, frame));
  }

  onFrame(listener: (frame: Buffer) => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  onDigit(listener: (digit: string) => void): () => void {
    this.digitListeners.add(listener);
    return () => this.digitListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.frameListeners.clear();
    this.digitListeners.clear();
    await this.peer.close();
  }

  private localSdp(): string {
    const sdp = this.peer.localDescription?.sdp;
    if (sdp === undefined) throw new Error('The office could not describe its media.');
    return sdp;
  }

  private receive(packet: RtpPacket): void {
    this.heardAt = Date.now();
    this.packetsHeard += 1;
    if (packet.header.payloadType === PCMU_PAYLOAD) {
      this.frameListeners.forEach((listener) => listener(packet.payload));
      return;
    }
    const digit = endedDigit(packet.payload);
    if (digit === undefined || packet.header.timestamp === this.lastDigitTimestamp) return;
    this.lastDigitTimestamp = packet.header.timestamp;
    this.digitListeners.forEach((listener) => listener(digit));
  }
}
