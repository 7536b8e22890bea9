import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { eventually } from '../eventually';
import { CUSTOMER_TONE_HZ } from './customer';
import { muLawTone } from './tone';
import { FAKE_MICROPHONE_HZ, fromMuLaw, toneRmsOfBlock } from './wav-level';

const NETWORK = '127.0.0.2';
/** Of the test's music on hold. */
const MUSIC_HZ = 700;
const PACKET_SAMPLES = 160;
const PACKET_MS = 20;
const AUDIBLE_RMS = 0.01;

export type Heard = 'music' | 'agent' | 'nothing';

export interface Office {
  readonly sipPort: number;
  readonly customerPort: number;
}

/**
 * A customer at an ordinary telephone who says what he hears, packet by packet; sipp cannot. He calls a line, or answers
 * when he is called. Speaks just enough SIP over UDP for a well-meaning PBX without loss.
 */
export class ListeningCustomer {
  /** Epoch ms of each packet and what was in it. */
  readonly heard: { readonly at: number; readonly what: Heard }[] = [];
  /** When the office hung up on him; epoch ms. */
  hungUpAt: number | undefined;
  isAnswered = false;
  private isClosed = false;
  private readonly tone = muLawTone(CUSTOMER_TONE_HZ);
  private readonly callId = randomBytes(8).toString('hex');
  private speaking: NodeJS.Timeout | undefined;
  private dialog: { readonly from: string; readonly to: string; readonly target: string } | undefined;

  private constructor(
    private readonly sip: Socket,
    private readonly sound: Socket,
    private readonly office: Office,
  ) {
    sip.on('message', (data, from) => this.take(data.toString(), from));
    sound.on('message', (packet) => this.heard.push({ at: Date.now(), what: whatIsIn(packet) }));
  }

  /** Rings a line of the office. */
  static async calls(office: Office, number: string, line: string): Promise<ListeningCustomer> {
    const customer = new ListeningCustomer(await bound(), await bound(), office);
    customer.invite(number, line);
    return customer;
  }

  /** Is there when the office rings, and answers. */
  static async isThere(office: Office): Promise<ListeningCustomer> {
    return new ListeningCustomer(await bound(office.customerPort), await bound(), office);
  }

  /** Resolves with the time of the first of three packets in a row since `from` in which this was heard. */
  hears(what: Heard, from = Date.now(), timeoutMs = 15_000): Promise<number> {
    return eventually(`the customer hears ${what}`, () => this.firstHeard(what, from), timeoutMs);
  }

  hangUp(): void {
    if (this.dialog && this.hungUpAt === undefined)
      this.send([
        `BYE ${this.dialog.target} SIP/2.0`,
        `Via: SIP/2.0/UDP ${this.place};branch=z9hG4bK${randomBytes(6).toString('hex')}`,
        `From: ${this.dialog.from}`,
        `To: ${this.dialog.to}`,
        `Call-ID: ${this.callId}`,
        'CSeq: 2 BYE',
        'Max-Forwards: 70',
        'Content-Length: 0',
      ]);
    this.close();
  }

  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.speaking);
    for (const socket of [this.sip, this.sound]) setTimeout(() => socket.removeAllListeners().close(), 200);
    this.hungUpAt ??= Date.now();
  }

  /** The microphone of the tests beeps twice a second: two packets of a beep are a voice. */
  private firstHeard(what: Heard, from: number): number | undefined {
    const wanted = what === 'agent' ? 2 : 3;
    let inRow = 0;
    for (const [index, packet] of this.heard.entries()) {
      inRow = packet.at >= from && packet.what === what ? inRow + 1 : 0;
      if (inRow === wanted) return this.heard[index - wanted + 1]?.at;
    }
    return undefined;
  }

  private get place(): string {
    return `${NETWORK}:${this.sip.address().port}`;
  }

  private get description(): string {
    const lines = ['v=0', `o=customer 1 1 IN IP4 ${NETWORK}`, 's=-', `c=IN IP4 ${NETWORK}`, 't=0 0'];
    const media = [`m=audio ${this.sound.address().port} RTP/AVP 0`, 'a=rtpmap:0 PCMU/8000', 'a=ptime:20'];
    return [...lines, ...media, ''].join('\r\n');
  }

  private invite(number: string, line: string): void {
    const body = this.description;
    this.send(
      [
        `INVITE sip:${line}@127.0.0.1:${this.office.sipPort} SIP/2.0`,
        `Via: SIP/2.0/UDP ${this.place};branch=z9hG4bK${this.callId}`,
        `From: <sip:${number}@${this.place}>;tag=${this.callId}`,
        `To: <sip:${line}@127.0.0.1:${this.office.sipPort}>`,
        `Call-ID: ${this.callId}`,
        'CSeq: 1 INVITE',
        `Contact: <sip:${number}@${this.place}>`,
        'Max-Forwards: 70',
        'Content-Type: application/sdp',
        `Content-Length: ${body.length}`,
      ],
      body,
    );
  }

  private take(message: string, from: RemoteInfo): void {
    if (message.startsWith('SIP/2.0 ')) return this.takeAnswer(message);
    const method = message.slice(0, message.indexOf(' '));
    if (method === 'INVITE') this.answer(message, from);
    else if (method === 'BYE') this.ended(message, from);
    else if (method !== 'ACK') this.reply('200 OK', message, from);
  }

  private takeAnswer(message: string): void {
    if (!/^SIP\/2\.0 200 /.test(message) || header(message, 'CSeq') !== '1 INVITE') return;
    const target = /<([^>]+)>/.exec(header(message, 'Contact'))?.[1] ?? '';
    this.dialog = { from: header(message, 'From'), to: header(message, 'To'), target };
    this.send([
      `ACK ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.place};branch=z9hG4bK${randomBytes(6).toString('hex')}`,
      ...['From', 'To', 'Call-ID'].map((name) => `${name}: ${header(message, name)}`),
      'CSeq: 1 ACK',
      'Max-Forwards: 70',
      'Content-Length: 0',
    ]);
    this.speakTo(message);
  }

  /** Of the first INVITE, and of one that only changes something. */
  private answer(message: string, from: RemoteInfo): void {
    this.reply('200 OK', message, from, this.description);
    this.speakTo(message);
  }

  private ended(message: string, from: RemoteInfo): void {
    this.reply('200 OK', message, from);
    this.close();
  }

  private speakTo(message: string): void {
    this.isAnswered = true;
    const port = Number(/^m=audio (\d+)/m.exec(message)?.[1]);
    clearInterval(this.speaking);
    let count = 0;
    this.speaking = setInterval(() => {
      const start = (count * PACKET_SAMPLES) % this.tone.length;
      this.sound.send(rtp(count++, this.tone.subarray(start, start + PACKET_SAMPLES)), port, '127.0.0.1');
    }, PACKET_MS);
  }

  private reply(status: string, request: string, { port, address }: RemoteInfo, body = ''): void {
    const to = header(request, 'To');
    const lines = [
      `SIP/2.0 ${status}`,
      ...request.split('\r\n').filter((line) => /^Via:/i.test(line)),
      `From: ${header(request, 'From')}`,
      `To: ${to.includes('tag=') ? to : `${to};tag=${this.callId}`}`,
      `Call-ID: ${header(request, 'Call-ID')}`,
      `CSeq: ${header(request, 'CSeq')}`,
      `Contact: <sip:customer@${this.place}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${body.length}`,
    ];
    this.sip.send(`${lines.join('\r\n')}\r\n\r\n${body}`, port, address);
  }

  private send(lines: readonly string[], body = ''): void {
    this.sip.send(`${lines.join('\r\n')}\r\n\r\n${body}`, this.office.sipPort, '127.0.0.1');
  }
}

const header = (message: string, name: string): string =>
  new RegExp(`^${name}: ?(.*?)\\r$`, 'im').exec(message)?.[1] ?? '';

function rtp(sequence: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0x8000, 0);
  head.writeUInt16BE(sequence & 0xffff, 2);
  head.writeUInt32BE((sequence * PACKET_SAMPLES) >>> 0, 4);
  head.writeUInt32BE(0x1234, 8);
  return Buffer.concat([head, payload]);
}

function whatIsIn(packet: Buffer): Heard {
  const samples = Float64Array.from(packet.subarray(12), fromMuLaw);
  const music = toneRmsOfBlock(samples, MUSIC_HZ / 8000);
  const voice = toneRmsOfBlock(samples, FAKE_MICROPHONE_HZ / 8000);
  if (Math.max(music, voice) < AUDIBLE_RMS) return 'nothing';
  return music > voice ? 'music' : 'agent';
}

async function bound(port = 0): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) =>
    socket.once('error', reject).bind(port, NETWORK, () => resolve()),
  );
  return socket;
}
