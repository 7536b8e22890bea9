import type { PhoneFault } from '../../protocol/faults';
import type { Invitation, URI } from 'sip.js';
import { Inviter, UserAgent } from 'sip.js';
// Not `Web` of the package's index: that brings its session manager and simple user along.
import { defaultSessionDescriptionHandlerFactory } from 'sip.js/lib/platform/web/session-description-handler/session-description-handler-factory-default.js';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { PhoneAccount } from '../../protocol/messages';
import { tryEcho, type EchoFound } from './echo-trial';
import { HeadsetKeys } from './headset-keys';
import { watchPermission, whyNoTalk } from './microphone';
import { mutedMark } from './muted-mark';
import { watchNetwork } from './network-events';
import { refusalOutcome } from './refusal-outcome';
import { Relays } from './relays';
import { RingTones, toneOf } from './ring-tones';
import { SipCall } from './sip-call';
import { SipRegistration } from './sip-registration';
import {
  NO_PHONE,
  type AccountSource,
  type PhoneOutcome,
  type PhoneState,
  type PhoneTask,
  type Softphone,
} from './softphone';
import { SoftphoneError } from './softphone-error';
import { SoundDevices } from './sound-devices';
import { SoundGate } from './sound-gate';
import { TalkSound } from './talk-sound';
import { tryPaths } from './try-paths';
import { WaitingMicrophone } from './waiting-microphone';
import { watchSleep } from './watch-sleep';

/** Host candidates are enough in an office; an unreachable STUN server must not hold an answer for sip.js's 5 s. */
const ICE_GATHERING_MS = 500;
const CONNECT_SEC = 5;
const NO_ANSWER_SEC = 3_600;
/** Farewells are sent at once; this is how long we wait for the PBX to nod. */
const STOP_MS = 2_000;

/**
 * sip.js 0.21.2 behind the port. Its contact name is random per user agent, so after a reload the PBX cannot take the new
 * page for the old one; and nothing is sent when the page goes away: a BYE would end a call that the customer could keep
 * (decided.md 16).
 */
export class SipSoftphone implements Softphone {
  private readonly emitter: Emitter<{ changed: PhoneState }>;
  /** Of the far ends, and of our own tones: a talk may be heard where a ring is not, and the other way round. */
  private readonly gate = new SoundGate(() => this.changed());
  private readonly ringGate = new SoundGate(() => this.changed());
  private readonly tones: RingTones;
  private readonly devices = new SoundDevices(
    () => this.devicesChanged(),
    (error) => this.report(error),
  );
  private readonly talkSound = new TalkSound({
    devices: this.devices,
    calls: () => this.calls,
    told: (fault) => this.microphoneIs(fault),
    changed: () => this.changed(),
    report: (error) => this.report(error),
  });
  private readonly keys = new HeadsetKeys({
    answer: (id) => void this.answer(id).catch(this.report),
    hangUp: (id) => void this.hangUp(id).catch(this.report),
    setMuted: (id, muted) => this.setMuted(id, muted),
  });
  private account: PhoneAccount | undefined;
  private userAgent: UserAgent | undefined;
  private registration: SipRegistration | undefined;
  private calls: readonly SipCall[] = [];
  private lastOutcome: PhoneOutcome | undefined;
  private lastTalk: PhoneState['lastTalk'];
  private microphoneFault: PhoneFault | undefined;
  /** Opened before the call is answered or placed, so that a denied microphone never costs the call. */
  private readonly microphone = new WaitingMicrophone(
    (fault) => this.microphoneIs(fault),
    () => this.talkSound.open(),
  );
  private readonly relays: Relays;
  private wasRegistered = false;
  /** In a tab that the agent sees. */
  private ringsElsewhere = false;
  private undos: readonly (() => void)[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly report: (error: unknown) => void,
  ) {
    this.emitter = new Emitter(report);
    this.tones = new RingTones(this.ringGate, clock, () => this.devices.idOf('ringer'));
    this.relays = new Relays(clock);
  }

  onChanged(listener: (state: PhoneState) => void): () => void {
    return this.emitter.on('changed', listener);
  }

  /** Again with the same account: connects without waiting and asks for the microphone that was missing; calls stay. */
  start(account: PhoneAccount, again: AccountSource): void {
    const hindrance = whyNoTalk();
    if (hindrance) return this.emitter.emit('changed', { ...NO_PHONE, fault: hindrance });
    if (this.account && isSame(this.account, account)) {
      this.relays.start(account, again);
      return this.tryAgain();
    }
    if (this.registration) this.stop().then(() => this.open(account, again), this.report);
    else this.open(account, again);
  }

  async stop(): Promise<void> {
    const { userAgent, registration } = this;
    this.undos.forEach((undo) => undo());
    registration?.stop();
    this.relays.stop();
    this.devices.stop();
    this.tones.close();
    this.gate.stop();
    this.ringGate.stop();
    await Promise.allSettled(this.calls.map((call) => call.drop()));
    this.calls = [];
    this.microphone.close();
    [this.account, this.userAgent, this.registration] = [undefined, undefined, undefined];
    this.changed();
    if (userAgent) await this.sayGoodbye(userAgent, registration);
  }

  async call(number: string): Promise<void> {
    const { userAgent, account } = this;
    if (!userAgent || !account || !this.isRegistered()) throw SoftphoneError.notRegistered();
    const target = addressOf(number, account);
    this.refuseThirdCall();
    await this.microphone.during(async () => {
      await this.holdOthers();
      this.refuseThirdCall();
      if (this.userAgent !== userAgent) throw SoftphoneError.notRegistered();
      this.lastOutcome = undefined;
      await this.add(new Inviter(userAgent, target, { earlyMedia: true })).invite();
    });
  }

  async answer(id: string): Promise<void> {
    const call = this.find(id);
    if (!call?.isWaiting) return;
    this.refuseThirdCall(call);
    await this.microphone.during(async () => {
      await this.holdOthers(call);
      this.refuseThirdCall(call);
      await call.accept();
    });
  }

  async decline(id: string): Promise<void> {
    await this.find(id)?.decline();
  }

  async hangUp(id: string): Promise<void> {
    await this.find(id)?.hangUp();
  }

  setMuted(id: string, muted: boolean): void {
    this.find(id)?.setMuted(muted);
    mutedMark.set(this.calls.some((call) => call.view.muted));
  }

  async setHeld(id: string, held: boolean): Promise<void> {
    const call = this.find(id);
    if (!call) return;
    if (!held) await this.holdOthers(call);
    await call.setHeld(held);
  }

  async sendTones(id: string, tones: string): Promise<void> {
    this.find(id)?.sendTones(tones);
  }

  async transfer(id: string, number: string): Promise<void> {
    const { account } = this;
    if (account) await this.find(id)?.transfer(addressOf(number, account));
  }

  async connect(id: string, other: string): Promise<void> {
    const target = this.find(other);
    if (target?.isEstablished) await this.find(id)?.transfer(target.asTarget);
  }

  async perform(task: PhoneTask): Promise<unknown> {
    switch (task) {
      case 'take-sound':
        this.devices.takeChoice();
        return null;
      case 'try-paths':
        return tryPaths(this.relays.servers, this.clock);
      case 'try-echo':
        return this.tryEcho();
      case 'register':
        this.registration?.wake();
        return null;
      case 'ring-here':
      case 'ring-elsewhere':
        this.ringsElsewhere = task === 'ring-elsewhere';
        this.changed();
        return null;
    }
  }

  private async tryEcho(): Promise<EchoFound> {
    const number = this.account?.echo;
    if (number === undefined) return { echo: 'none' };
    if (this.calls.length > 0) return { echo: 'busy' };
    const refused = { echo: 'refused' } as const;
    return tryEcho(number, {
      call: (echo) => this.call(echo),
      hangUp: (id) => this.hangUp(id),
      energy: async (id) => (await this.find(id)?.heardEnergy()) ?? 0,
      onChanged: (listener) => this.onChanged(listener),
      clock: this.clock,
    }).catch((error: unknown) => {
      if (error instanceof SoftphoneError) return refused;
      throw error;
    });
  }

  private open(account: PhoneAccount, again: AccountSource): void {
    this.relays.start(account, again);
    const userAgent = this.createUserAgent(account);
    this.account = account;
    this.userAgent = userAgent;
    this.wasRegistered = false;
    this.registration = new SipRegistration(userAgent, this.clock, () => this.registrationChanged());
    this.undos = [
      watchPermission((denied) => this.permissionTold(denied)),
      watchNetwork({ back: () => this.networkIsBack(), doubtful: () => this.doubtNetwork() }),
      watchSleep(this.clock, () => this.networkIsBack()),
    ];
    this.devices.start();
    this.tones.prepare();
    this.registration.start();
    this.changed();
  }

  private createUserAgent(account: PhoneAccount): UserAgent {
    const createMedia = defaultSessionDescriptionHandlerFactory(() => this.microphone.take());
    const uri = UserAgent.makeURI(`sip:${account.extension}@${domainOf(account)}`);
    if (!uri) throw new Error('The phone account cannot be written as a SIP address');
    return new UserAgent({
      uri,
      authorizationUsername: account.extension,
      authorizationPassword: account.password,
      // How long it rings is the PBX's business; sip.js would refuse with 408 after a minute.
      noAnswerTimeout: NO_ANSWER_SEC,
      logBuiltinEnabled: false,
      logLevel: 'error',
      transportOptions: { server: account.serverUrl, connectionTimeout: CONNECT_SEC },
      sessionDescriptionHandlerFactory: (session) =>
        createMedia(session, {
          iceGatheringTimeout: ICE_GATHERING_MS,
          peerConnectionConfiguration: { iceServers: [...this.relays.servers] },
        }),
      delegate: {
        onConnect: () => this.registration?.connected(),
        onDisconnect: () => this.registration?.disconnected(),
        onInvite: (invitation) => this.ringOn(invitation),
      },
    });
  }

  private ringOn(invitation: Invitation): void {
    const call = this.add(invitation);
    if (call.broughtBack !== undefined) this.takeBack(call).catch(this.report);
    else if (call.wantsAutoAnswer) this.answer(call.id).catch(this.report);
  }

  /** The page was reloaded, or its socket was away for long: the customer has waited enough. */
  private async takeBack(call: SipCall): Promise<void> {
    await Promise.all(this.calls.filter((other) => other.isRemainderOf(call)).map((other) => other.drop()));
    if (mutedMark.isSet()) call.setMuted(true);
    await this.answer(call.id);
  }

  private add(session: Inviter | Invitation): SipCall {
    const call = new SipCall(session, {
      gate: this.gate,
      speaker: () => this.devices.idOf('speaker'),
      measured: (quality) => (this.lastTalk = { id: call.id, quality }),
      clock: this.clock,
      changed: () => this.changed(),
      report: this.report,
      isOnline: () => this.isRegistered(),
      isThere: async () => (await this.registration?.isThere()) ?? false,
      relays: () => this.relays.servers,
      refused: (status) => this.refused(call.view.number, status),
    });
    if (this.calls.length === 0 && call.broughtBack === undefined) mutedMark.set(false);
    this.calls = [...this.calls, call];
    this.changed();
    return call;
  }

  private refused(number: string, status: number): void {
    const outcome = refusalOutcome(status);
    this.lastOutcome = outcome && { outcome, number, at: this.clock.now() };
    this.changed();
  }

  private registrationChanged(): void {
    if (this.isRegistered() && this.wasRegistered) this.calls.forEach((call) => call.restore());
    this.wasRegistered ||= this.isRegistered();
    this.changed();
  }

  private networkIsBack(): void {
    this.registration?.wake();
    this.relays.wake();
    this.calls.forEach((call) => call.doubtSound());
  }

  private doubtNetwork(): void {
    void this.registration?.isThere();
    this.calls.forEach((call) => call.doubtSound());
  }

  private tryAgain(): void {
    this.registration?.tryNow();
    if (!this.microphoneFault) return;
    // Failed again: shown already as the phone's fault.
    this.microphone.during(async () => undefined).catch(() => undefined);
  }

  /** Who is neither talked to nor held yet cannot be put aside. Asked again after every wait: a second click may be faster. */
  private refuseThirdCall(wanted?: SipCall): void {
    if (this.calls.some((call) => call !== wanted && call.isEngaged && !call.isEstablished))
      throw SoftphoneError.alreadyCalling();
  }

  /** Nobody hears two talks at once. */
  private async holdOthers(wanted?: SipCall): Promise<void> {
    await Promise.all(this.calls.filter((call) => call !== wanted).map((call) => call.setHeld(true)));
  }

  private permissionTold(denied: boolean): void {
    if (denied) this.microphoneIs('microphone-denied');
    else if (this.microphoneFault === 'microphone-denied') this.microphoneIs(undefined);
  }

  private microphoneIs(fault: PhoneFault | undefined): void {
    if (this.microphoneFault === fault) return;
    this.microphoneFault = fault;
    this.changed();
  }

  private find(id: string): SipCall | undefined {
    return this.calls.find((call) => call.id === id);
  }

  private isRegistered(): boolean {
    return this.registration?.state.registration === 'registered';
  }

  private changed(): void {
    this.calls = this.calls.filter((call) => !call.isOver);
    const calls = this.calls.map((call) => call.view);
    this.sound(calls);
    this.keys.follow(calls);
    const fault = this.fault();
    const sound = this.talkSound.now();
    const registration = this.registration?.state.registration ?? 'off';
    const { lastOutcome, lastTalk } = this;
    this.emitter.emit('changed', {
      registration,
      calls,
      ...(fault && { fault }),
      ...(sound && { sound }),
      ...(lastOutcome && { lastOutcome }),
      ...(lastTalk && { lastTalk }),
    });
  }

  private fault(): PhoneFault | undefined {
    const { state } = this.registration ?? {};
    if (state?.registration === 'refused') return state.fault;
    return this.microphoneFault ?? state?.fault ?? (this.isSoundBlocked() ? 'sound-blocked' : undefined);
  }

  /** That it will not ring is no trouble in a talk. */
  private isSoundBlocked(): boolean {
    const talks = this.calls.some((call) => call.isEngaged);
    return this.gate.blocked || (this.ringGate.blocked && !talks && !this.ringsElsewhere);
  }

  private devicesChanged(): void {
    this.tones.takeRinger();
    this.talkSound.follow();
  }

  private sound(calls: PhoneState['calls']): void {
    const tone = this.ringsElsewhere ? undefined : toneOf(calls);
    if (tone) this.tones.play(tone);
    else this.tones.silence();
  }

  private async sayGoodbye(userAgent: UserAgent, registration: SipRegistration | undefined): Promise<void> {
    const goodbye = async (): Promise<void> => {
      await registration?.unregister();
      await userAgent.stop();
    };
    const patience = new Promise<void>((resolve) => this.clock.after(STOP_MS, resolve));
    await Promise.race([goodbye(), patience]).catch(this.report);
    // Harmless when stopped already; else the PBX did not answer and the socket must not stay.
    userAgent.transport.disconnect().catch(() => undefined);
  }
}

/** Relays (`iceServers`) may carry a new pass each time; they are no reason to end calls. */
function isSame(one: PhoneAccount, other: PhoneAccount): boolean {
  return (['serverUrl', 'extension', 'password', 'realm'] as const).every(
    (part) => one[part] === other[part],
  );
}

function addressOf(number: string, account: PhoneAccount): URI {
  const address = UserAgent.makeURI(`sip:${encodeURIComponent(number)}@${domainOf(account)}`);
  if (!address) throw new Error('The number cannot be written as a SIP address');
  return address;
}

function domainOf({ realm, serverUrl }: PhoneAccount): string {
  return realm ?? new URL(serverUrl).hostname;
}
