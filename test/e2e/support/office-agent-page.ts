import type { Web } from 'sip.js';
import { Inviter, Registerer, UserAgent, type Invitation, type Session } from 'sip.js';

/** The page of office-in-browser.test.ts: an agent with sip.js and nothing around. */
export interface OfficeAgentPage {
  register(sipUrl: string, extension: string, password: string): Promise<void>;
  /** Resolves when a call comes, or came already. */
  rings(): Promise<void>;
  /** Answers the call that comes, or came already. */
  answer(): Promise<{ readonly from: string; readonly callId: string | undefined }>;
  call(target: string): Promise<void>;
  hold(onHold: boolean): Promise<void>;
  restartIce(): Promise<void>;
  press(digit: string): void;
  hangUp(): Promise<void>;
  state(): string;
  /** `totalAudioEnergy` of what is heard, and bytes that were sent. */
  audio(): Promise<{ readonly energy: number; readonly bytesSent: number; readonly connection: string }>;
}

let userAgent: UserAgent | undefined;
let session: Session | undefined;
let arrived: (invitation: Invitation) => void = () => undefined;
const invitation = new Promise<Invitation>((resolve) => (arrived = resolve));
const CONSTRAINTS = { sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } } };

function peer(): RTCPeerConnection {
  const handler = session?.sessionDescriptionHandler as Web.SessionDescriptionHandler | undefined;
  if (!handler?.peerConnection) throw new Error('no call');
  return handler.peerConnection;
}

/** Chromium counts the energy of a track only while something plays it. */
function playRemote(): void {
  const [receiver] = peer().getReceivers();
  if (!receiver) throw new Error('no sound');
  const element = new Audio();
  element.srcObject = new MediaStream([receiver.track]);
  void element.play();
}

const page: OfficeAgentPage = {
  async register(sipUrl, extension, password) {
    const uri = UserAgent.makeURI(`sip:${extension}@office.local`);
    if (!uri) throw new Error('no URI');
    userAgent = new UserAgent({
      uri,
      transportOptions: { server: sipUrl },
      authorizationUsername: extension,
      authorizationPassword: password,
      logBuiltinEnabled: false,
      sessionDescriptionHandlerFactoryOptions: {
        iceGatheringTimeout: 500,
        peerConnectionConfiguration: { iceServers: [] },
      },
      delegate: { onInvite: (call) => arrived(call) },
    });
    await userAgent.start();
    const registerer = new Registerer(userAgent);
    await new Promise<void>((resolve, reject) => {
      const requestDelegate = { onAccept: () => resolve(), onReject: () => reject(new Error('refused')) };
      registerer.register({ requestDelegate }).catch(reject);
    });
  },
  async rings() {
    await invitation;
  },
  async answer() {
    const call = await invitation;
    session = call;
    await call.accept(CONSTRAINTS);
    playRemote();
    return { from: call.remoteIdentity.displayName, callId: call.request.getHeader('X-Call-Id') };
  },
  async call(target) {
    const to = UserAgent.makeURI(`sip:${target}@office.local`);
    if (!to || !userAgent) throw new Error('not ready');
    const inviter = new Inviter(userAgent, to, CONSTRAINTS);
    session = inviter;
    await inviter.invite();
    playRemote();
  },
  async hold(onHold) {
    const options = { ...CONSTRAINTS.sessionDescriptionHandlerOptions, hold: onHold };
    await answered((requestDelegate) =>
      session?.invite({ requestDelegate, sessionDescriptionHandlerOptions: options }),
    );
  },
  async restartIce() {
    const options: Web.SessionDescriptionHandlerOptions = { offerOptions: { iceRestart: true } };
    await answered((requestDelegate) =>
      session?.invite({ requestDelegate, sessionDescriptionHandlerOptions: options }),
    );
  },
  press(digit) {
    peer().getSenders()[0]?.dtmf?.insertDTMF(digit);
  },
  async hangUp() {
    await session?.bye({ requestOptions: { extraHeaders: ['Reason: Q.850;cause=31;text="agent"'] } });
  },
  state: () => session?.state ?? 'none',
  async audio() {
    const stats = [...(await peer().getStats()).values()] as Record<string, unknown>[];
    const of = (type: string): Record<string, unknown> => stats.find((entry) => entry['type'] === type) ?? {};
    return {
      energy: Number(of('inbound-rtp')['totalAudioEnergy'] ?? 0),
      bytesSent: Number(of('outbound-rtp')['bytesSent'] ?? 0),
      connection: peer().connectionState,
    };
  },
};

/** Waits for the final answer to a re-INVITE. */
function answered(
  send: (delegate: { onAccept: () => void; onReject: () => void }) => Promise<unknown> | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const delegate = { onAccept: () => resolve(), onReject: () => reject(new Error('the office refused')) };
    send(delegate)?.catch(reject);
  });
}

Object.assign(window, { officeAgent: page });
