import template from '../../../templates/phone-setup.twig';
import type { CheckFinding } from '../../protocol/phone-check';
import type { AgentPicture } from '../channel/agent-picture';
import { isCalling } from '../channel/is-calling';
import { EMPTY_PICTURE } from '../channel/picture';
import { closeMicrophone, openMicrophone } from '../softphone/microphone';
import { RingTones } from '../softphone/ring-tones';
import { keepSoundChoice, readSoundChoice, SOUND_ROLES, type SoundRole } from '../softphone/sound-choice';
import { SoundGate } from '../softphone/sound-gate';
import { SoftphoneError } from '../softphone/softphone-error';
import type { SetupNeeds } from './phone-setup';
import { runSelfTest, speakerFinding } from './self-test';
import { SEGMENTS, setupModel, type SetupState } from './setup-model';
import { openSoundLevel } from './sound-level';

export interface SetupPane {
  show(leave: () => unknown): void;
  destroy(): void;
}

const LOOK_MS = 100;
const TRIAL_MS = 1_600;
const LONGEST_NAME = 300;

/** Microphone, speaker and ringer of this computer. The microphone is open only while the pane is looked at. */
export function createSetupPane(element: HTMLElement, needs: SetupNeeds): SetupPane {
  const { line, say, clock, storage } = needs;
  let state: SetupState = {
    ...{
      choice: readSoundChoice(storage),
      devices: undefined,
      level: 0,
      fault: undefined,
      trying: undefined,
      findings: [],
      stage: 'idle',
    },
    canRoute: 'setSinkId' in HTMLMediaElement.prototype,
  };
  let closeMeter = (): void => undefined;
  let endTrial = (): void => undefined;
  let isShown = false;
  let picture: AgentPicture = EMPTY_PICTURE;
  /** Since the check began; `undefined` = nothing could be heard. */
  let loudest: number | undefined;
  let microphone = '';
  let leave = (): unknown => undefined;

  const view = needs.openView(element, (act, button) => {
    if (act === 'back') hide();
    if (act === 'close') needs.hide();
    if (act === 'try') tryOut(roleOf(button));
    if (act === 'check') void check().catch(needs.report);
    if (act === 'heard' || act === 'unheard') speakerHeard(act === 'heard');
    if (act === 'send') void send().catch(needs.report);
  });
  const paint = (): void => view.paint(template, setupModel(state, say, needs.language));
  const become = (change: Partial<SetupState>): void => {
    state = { ...state, ...change };
    paint();
  };

  const look = (): void => {
    const read = async (): Promise<void> => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      if (isShown) become({ devices });
    };
    read().catch(needs.report);
  };

  /** The chosen microphone, or what `openMicrophone` takes instead. */
  const openMeter = async (): Promise<void> => {
    closeMeter();
    let isOver = false;
    closeMeter = () => (isOver = true);
    try {
      const stream = await openMicrophone(state.choice.microphone?.id);
      if (isOver || !isShown) return closeMicrophone(stream);
      const level = openSoundLevel(stream);
      let cancel = (): void => undefined;
      closeMeter = () => {
        cancel();
        level.close();
        closeMicrophone(stream);
      };
      const tick = (): void => {
        if (!element.isConnected) return hide();
        const heard = level.read();
        loudest = Math.max(loudest ?? 0, heard);
        microphone = stream.getAudioTracks()[0]?.label ?? '';
        const lit = Math.round(heard * SEGMENTS);
        if (lit !== state.level) become({ level: lit });
        cancel = clock.after(LOOK_MS, tick);
      };
      become({ fault: undefined });
      look();
      tick();
    } catch (error) {
      const fault = error instanceof SoftphoneError ? error.fault : undefined;
      if (fault !== 'microphone-denied' && fault !== 'microphone-missing') throw error;
      if (isShown) become({ fault, level: 0 });
    }
  };
  const listen = (): void => void openMeter().catch(needs.report);

  const tryOut = (role: SoundRole): void => {
    endTrial();
    const tones = new RingTones(new SoundGate(paint), clock, () => state.choice[role]?.id ?? '');
    tones.play(role === 'ringer' ? 'ringing' : 'ringback');
    const cancel = clock.after(TRIAL_MS, () => endTrial());
    endTrial = () => {
      cancel();
      tones.close();
      endTrial = () => undefined;
      become({ trying: undefined });
    };
    become({ trying: role });
  };

  const choose = ({ target }: Event): void => {
    if (!(target instanceof HTMLSelectElement)) return;
    const role = roleOf(target);
    const label = state.devices?.find(({ deviceId }) => deviceId === target.value)?.label ?? '';
    const wanted = target.value === '' ? undefined : { id: target.value, label };
    const choice = { ...readSoundChoice(storage), [role]: wanted };
    keepSoundChoice(storage, choice);
    become({ choice });
    if (role === 'microphone') listen();
    // Without a phone there is nobody to tell: it reads the choice when it starts.
    void line.ask({ query: 'phone', args: 'take-sound' });
  };
  element.addEventListener('change', choose);

  const devicesChanged = (): void => {
    look();
    listen();
  };
  const hide = (): void => {
    if (!isShown) return;
    isShown = false;
    closeMeter();
    endTrial();
    // Whoever opens the panel next wants the phone.
    leave();
    navigator.mediaDevices?.removeEventListener('devicechange', devicesChanged);
  };

  /** The agent has begun to call or to talk: the phone is what he needs now. */
  let wasCalling = false;
  const unwatch = line.watch((next) => {
    picture = next;
    const calls = isCalling(next);
    // The echo is a call too.
    if (calls && !wasCalling && state.stage !== 'running') hide();
    wasCalling = calls;
  });

  const found = (finding: CheckFinding): void =>
    become({ findings: [...state.findings.filter(({ check }) => check !== finding.check), finding] });
  const check = async (): Promise<void> => {
    if (state.stage === 'running') return;
    loudest = undefined;
    become({ stage: 'running', findings: [] });
    try {
      await runSelfTest({ line, picture: () => picture, loudest: () => loudest, clock }, found);
    } finally {
      become({ stage: 'asking' });
      if (isShown) tryOut('speaker');
    }
  };
  const speakerHeard = (isHeard: boolean): void => {
    found(speakerFinding(isHeard));
    become({ stage: 'done' });
  };
  const send = async (): Promise<void> => {
    become({ stage: 'sending' });
    const browser = navigator.userAgent.slice(0, LONGEST_NAME);
    const args = { browser, microphone: microphone.slice(0, LONGEST_NAME), findings: state.findings };
    const { ok } = await line.ask({ query: 'phoneCheck', args });
    become({ stage: ok ? 'sent' : 'unsent' });
  };

  return {
    show(back) {
      leave = back;
      if (isShown) return;
      isShown = true;
      become({ choice: readSoundChoice(storage) });
      if (!navigator.mediaDevices) return;
      navigator.mediaDevices.addEventListener('devicechange', devicesChanged);
      look();
      listen();
    },
    destroy() {
      unwatch();
      hide();
      element.removeEventListener('change', choose);
      view.destroy();
    },
  };
}

const roleOf = (element: HTMLElement): SoundRole =>
  SOUND_ROLES.find((role) => role === element.dataset['role']) ?? 'microphone';
