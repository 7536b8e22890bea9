import { PHONE_CHECKS, type CheckFinding, type CheckOutcome } from '../../protocol/phone-check';
import { drawn, icon } from '../ui/icons';
import { numberWords } from '../ui/number-words';
import type { Say } from '../host/phrases';
import { SOUND_ROLES, type SoundChoice, type SoundRole } from '../softphone/sound-choice';

export interface SetupState {
  readonly choice: SoundChoice;
  /** `undefined` = the browser has not said yet. */
  readonly devices: readonly MediaDeviceInfo[] | undefined;
  /** Lit segments of the meter. */
  readonly level: number;
  /** Why the microphone cannot be heard. */
  readonly fault: 'microphone-denied' | 'microphone-missing' | undefined;
  /** What sounds as a trial. */
  readonly trying: SoundRole | undefined;
  readonly findings: readonly CheckFinding[];
  /** `asking`: whether the agent has heard the tone. */
  readonly stage: 'idle' | 'running' | 'asking' | 'done' | 'sending' | 'sent' | 'unsent';
  /** The browser lets a page choose where it sounds. */
  readonly canRoute: boolean;
}

/** Finished strings for the template. */
export interface SetupModel {
  readonly title: string;
  readonly back: string;
  readonly close: string;
  readonly icons: typeof ICONS;
  readonly fields: readonly FieldModel[];
  readonly segments: readonly boolean[];
  readonly level: number;
  readonly meter: string;
  readonly check: CheckModel;
  readonly note: { readonly title: string; readonly text: string } | undefined;
}

interface CheckModel {
  readonly title: string;
  readonly rows: readonly {
    readonly check: string;
    readonly name: string;
    readonly text: string;
    readonly tone: CheckOutcome | 'running' | 'later';
    readonly rowIcon: string;
  }[];
  readonly button: string;
  readonly isRunning: boolean;
  /** Whether the tone was heard; `undefined` = it is not asked now. */
  readonly ask: { readonly text: string; readonly yes: string; readonly no: string } | undefined;
  /** Sends the report; `''` = there is none, or it is sent. */
  readonly send: string;
  readonly isSending: boolean;
  readonly sent: string;
}

interface FieldModel {
  readonly role: SoundRole;
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly label: string; readonly isOn: boolean }[];
  /** Makes it sound; `''` = it cannot. */
  readonly test: string;
  readonly isTrying: boolean;
  readonly hint: string;
  readonly hasMeter: boolean;
}

const ICONS = {
  back: drawn('<path d="M12.5 4.5L7 10l5.5 5.5"/>'),
  close: drawn('<path d="M5 5l10 10M15 5L5 15"/>'),
};
export const SEGMENTS = 12;
/** Names under which Chromium lists the computer's own devices a second time. */
const ALIASES: readonly string[] = ['default', 'communications'];

export function setupModel(state: SetupState, say: Say, language: string): SetupModel {
  const { level, fault, canRoute } = state;
  return {
    ...{ title: say('panel.setup'), back: say('panel.back'), close: say('panel.close'), icons: ICONS },
    fields: SOUND_ROLES.filter((role) => role === 'microphone' || canRoute).map((role) =>
      fieldModel(role, state, say),
    ),
    segments: Array.from({ length: SEGMENTS }, (_, index) => index < level),
    level,
    meter: say('sound.meter'),
    check: checkModel(state, say, language),
    note: fault && noteModel(fault, say),
  };
}

function fieldModel(role: SoundRole, { choice, devices, trying }: SetupState, say: Say): FieldModel {
  const kind = role === 'microphone' ? 'audioinput' : 'audiooutput';
  const there = (devices ?? []).filter(({ kind: own, deviceId }) => own === kind && isNamed(deviceId));
  const wanted = choice[role];
  const chosen =
    wanted &&
    (there.find(({ deviceId }) => deviceId === wanted.id) ??
      there.find(({ label }) => label === wanted.label));
  const missing = wanted && !chosen ? wanted : undefined;
  const isUnplugged = missing && devices !== undefined;
  return {
    role,
    label: say(`sound.${role}`),
    options: [
      { id: '', label: say('sound.own'), isOn: !wanted },
      ...there.map(({ deviceId, label }) => ({ id: deviceId, label, isOn: deviceId === chosen?.deviceId })),
      ...(missing
        ? [
            {
              id: missing.id,
              label: isUnplugged ? say('sound.unplugged', { name: missing.label }) : missing.label,
              isOn: true,
            },
          ]
        : []),
    ],
    test: role === 'microphone' ? '' : say('sound.try'),
    isTrying: trying === role,
    hint: isUnplugged ? say('sound.missing') : role === 'ringer' ? say('sound.ringerHint') : '',
    hasMeter: role === 'microphone',
  };
}

/** Before the microphone is allowed all ids are empty. */
const isNamed = (deviceId: string): boolean => deviceId !== '' && !ALIASES.includes(deviceId);

function noteModel(fault: 'microphone-denied' | 'microphone-missing', say: Say): SetupModel['note'] {
  const text =
    fault === 'microphone-denied'
      ? ['site', 'allow'].map((step) => say(`panel.steps.${step}`)).join(' ')
      : say('panel.notes.microphone-missing.text');
  return { title: say(`panel.notes.${fault}.title`), text };
}

const ICONS_OF = {
  ok: icon('done'),
  warn: icon('warning'),
  bad: icon('warning'),
  skipped: icon('clock'),
  running: '',
  later: icon('clock'),
} as const;

function checkModel({ findings, stage }: SetupState, say: Say, language: string): CheckModel {
  const isRunning = stage === 'running';
  const rows = PHONE_CHECKS.map((check) => {
    const finding = findings.find((one) => one.check === check);
    const tone: CheckModel['rows'][number]['tone'] =
      finding?.outcome ?? (isRunning && check !== 'speaker' ? 'running' : 'later');
    const text = finding
      ? say(`check.found.${finding.word}`, textsOf(finding, language))
      : waitingText(check, stage, say);
    return { check, name: say(`check.name.${check}`), text, tone, rowIcon: ICONS_OF[tone] };
  });
  const isOver = ['done', 'sending', 'unsent'].includes(stage);
  return {
    title: say('check.title'),
    rows: stage === 'idle' ? [] : rows,
    button: say(isRunning ? 'check.running' : stage === 'idle' ? 'check.begin' : 'check.again'),
    isRunning,
    ask:
      stage === 'asking' ? { text: say('check.ask'), yes: say('check.yes'), no: say('check.no') } : undefined,
    send: isOver ? say('check.send') : '',
    isSending: stage === 'sending',
    sent: stage === 'sent' ? say('check.sent') : stage === 'unsent' ? say('check.unsent') : '',
  };
}

const textsOf = ({ numbers }: CheckFinding, language: string): Record<string, string> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, numberWords(value, language, 2)]));

function waitingText(check: string, stage: SetupState['stage'], say: Say): string {
  return check === 'microphone' && stage === 'running' ? say('check.speak') : '';
}
