import { WebSocket as NodeWebSocket } from 'ws';
import type { SessionState } from 'sip.js';
import {
  Inviter,
  Registerer,
  RegistererState,
  UserAgent,
  type Invitation,
  type InviterInviteOptions,
  type Session,
  type SessionDescriptionHandler,
} from 'sip.js';
import { play } from '../../../../dev/office/media/audio-port';
import { decodePcmu, loudness } from '../../../../dev/office/media/pcmu';
import { PhoneMedia } from '../../../../dev/office/media/phone-media';
import { DESK_VOICE } from '../../../../dev/office/media/sounds';

Object.assign(globalThis, { WebSocket: NodeWebSocket });

/** The media of an agent's phone in Node: werift instead of a browser. */
export class NodeMedia implements SessionDescriptionHandler {
  readonly media = new PhoneMedia();
  heardFrames: Buffer[] = [];
  holds = false;
  private offered: string | undefined;
  private readonly stopVoice = play(DESK_VOICE, (frame) => this.media.send(frame));

  constructor() {
    this.media.onFrame((frame) => this.heardFrames.push(frame));
  }

  async getDescription(): Promise<{ body: string; contentType: string }> {
    const offer = this.offered;
    this.offered = undefined;
    const sdp = offer === undefined ? await this.media.offer() : await this.media.answer(offer);
    const body = this.holds ? sdp.replace(/a=(sendrecv|recvonly)/, 'a=sendonly') : sdp;
    return { body, contentType: 'application/sdp' };
  }

  async setDescription(sdp: string): Promise<void> {
    if (this.media.expectsAnswer) await this.media.acceptAnswer(sdp);
    else this.offered = sdp;
  }

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  sendDtmf(): boolean {
    return false;
  }

  stopTalking(): void {
    this.stopVoice();
  }

  close(): void {
    this.stopVoice();
    this.media.close().catch(() => undefined);
  }

  /** Loudness of the last second, 0…1. */
  get heard(): number {
    const lately = this.heardFrames.slice(-50);
    return lately.reduce((sum, frame) => sum + loudness(frame), 0) / 50;
  }

  /** Power of a frequency in what was heard lately, relative to all power (Goertzel). */
  share(hz: number): number {
    const samples = this.heardFrames.slice(-100).flatMap((frame) => [...decodePcmu(frame)]);
    const angle = (2 * Math.PI * hz) / 8000;
    const real = samples.reduce((sum, sample, index) => sum + sample * Math.cos(angle * index), 0);
    const imaginary = samples.reduce((sum, sample, index) => sum + sample * Math.sin(angle * index), 0);
    const all = samples.reduce((sum, sample) => sum + sample * sample, 0);
    return all === 0 ? 0 : (2 * (real * real + imaginary * imaginary)) / (samples.length * all);
  }
}

export interface NodeAgent {
  readonly userAgent: UserAgent;
  readonly registerer: Registerer;
  readonly invitations: Invitation[];
  nextInvitation(): Promise<Invitation>;
  call(target: string, requestDelegate?: InviterInviteOptions['requestDelegate']): Promise<Inviter>;
  close(): Promise<void>;
}

export const mediaOf = (session: Session): NodeMedia => session.sessionDescriptionHandler as NodeMedia;

export function reached(session: Session, state: SessionState): Promise<void> {
  if (session.state === state) return Promise.resolve();
  return new Promise((resolve) => {
    const listener = (now: SessionState): void => {
      if (now !== state) return;
      session.stateChange.removeListener(listener);
      resolve();
    };
    session.stateChange.addListener(listener);
  });
}

/** Registers and waits for the answer: true when the office accepted. */
function register(registerer: Registerer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const requestDelegate = { onAccept: () => resolve(true), onReject: () => resolve(false) };
    registerer.register({ requestDelegate }).catch(reject);
  });
}

/** An agent with sip.js, as the widget has it, registered at the office. Rejects when the office refuses. */
export async function nodeAgent(
  sipUrl: string,
  extension: string,
  password: string,
  contactName?: string,
): Promise<NodeAgent> {
  const invitations: Invitation[] = [];
  const waiting: ((invitation: Invitation) => void)[] = [];
  const uri = UserAgent.makeURI(`sip:${extension}@office.local`);
  if (!uri) throw new Error('no URI');
  const userAgent = new UserAgent({
    uri,
    transportOptions: { server: sipUrl },
    authorizationUsername: extension,
    authorizationPassword: password,
    ...(contactName === undefined ? {} : { contactName }),
    logBuiltinEnabled: false,
    sessionDescriptionHandlerFactory: () => new NodeMedia(),
    delegate: {
      onInvite: (invitation) => {
        invitations.push(invitation);
        waiting.shift()?.(invitation);
      },
    },
  });
  await userAgent.start();
  const registerer = new Registerer(userAgent);
  const accepted = await register(registerer);
  if (!accepted || registerer.state !== RegistererState.Registered) {
    await userAgent.stop();
    throw new Error('The office refused the registration.');
  }
  let handed = 0;
  const nextInvitation = async (): Promise<Invitation> => {
    const ready = invitations[handed++];
    return ready ?? new Promise((resolve) => waiting.push(resolve));
  };
  const call: NodeAgent['call'] = async (target, requestDelegate) => {
    const to = UserAgent.makeURI(`sip:${target}@office.local`);
    if (!to) throw new Error('no URI');
    const inviter = new Inviter(userAgent, to);
    await inviter.invite(requestDelegate ? { requestDelegate } : {});
    return inviter;
  };
  return { userAgent, registerer, invitations, nextInvitation, call, close: () => userAgent.stop() };
}
