import type { Clock } from '../../lib/clock';
import type { CheckFinding } from '../../protocol/phone-check';
import type { AgentPicture } from '../channel/agent-picture';
import type { AgentLine } from '../channel/agent-line';
import type { EchoFound } from '../softphone/echo-trial';
import type { PhoneTask } from '../softphone/softphone';
import type { PathFound, PathsFound } from '../softphone/try-paths';

export interface SelfTestNeeds {
  readonly line: Pick<AgentLine, 'ask'>;
  readonly picture: () => AgentPicture;
  /** The loudest of the last few seconds, 0 to 1; `undefined` = the microphone cannot be opened. */
  readonly loudest: () => number | undefined;
  readonly clock: Clock;
}

const LISTEN_MS = 2_500;
/** Of the meter: a person who speaks is above it, a quiet room below. */
const SPEECH = 0.3;
const GOOD_MOS = 3.5;

/** The steps that need nobody's answer, each told as it is found. What the speaker plays only the agent can hear. */
export async function runSelfTest(
  needs: SelfTestNeeds,
  found: (finding: CheckFinding) => void,
): Promise<void> {
  const { picture, clock } = needs;
  found(gatewayFinding(picture()));
  found(registrationFinding(picture()));
  await new Promise<void>((resolve) => void clock.after(LISTEN_MS, resolve));
  found(microphoneFinding(needs.loudest()));
  found(pathsFinding((await asked(needs, 'try-paths')) as PathsFound | undefined));
  found(echoFinding((await asked(needs, 'try-echo')) as EchoFound | undefined));
}

/** The phone may be in another tab, of another version, or not there at all. */
async function asked({ line }: SelfTestNeeds, task: PhoneTask): Promise<unknown> {
  const answer = await line.ask({ query: 'phone', args: task });
  return answer.ok ? answer.value : undefined;
}

export function gatewayFinding({ link }: AgentPicture): CheckFinding {
  if (link.link !== 'up') return { check: 'gateway', outcome: 'bad', word: 'gateway-lost', numbers: {} };
  return link.transport === 'websocket'
    ? { check: 'gateway', outcome: 'ok', word: 'gateway-ok', numbers: {} }
    : { check: 'gateway', outcome: 'warn', word: 'gateway-polling', numbers: {} };
}

export function registrationFinding({ phone: { registration } }: AgentPicture): CheckFinding {
  if (registration === 'registered')
    return { check: 'registration', outcome: 'ok', word: 'registered', numbers: {} };
  const word = registration === 'refused' ? 'registration-refused' : 'registration-lost';
  return { check: 'registration', outcome: 'bad', word, numbers: {} };
}

export function microphoneFinding(loudest: number | undefined): CheckFinding {
  const check = 'microphone';
  if (loudest === undefined) return { check, outcome: 'bad', word: 'microphone-none', numbers: {} };
  const numbers = { percent: Math.round(loudest * 100) };
  if (loudest === 0) return { check, outcome: 'bad', word: 'microphone-silent', numbers };
  return loudest < SPEECH
    ? { check, outcome: 'warn', word: 'microphone-quiet', numbers }
    : { check, outcome: 'ok', word: 'microphone-ok', numbers };
}

export function speakerFinding(isHeard: boolean): CheckFinding {
  return isHeard
    ? { check: 'speaker', outcome: 'ok', word: 'speaker-ok', numbers: {} }
    : { check: 'speaker', outcome: 'bad', word: 'speaker-silent', numbers: {} };
}

export function pathsFinding(found: PathsFound | undefined): CheckFinding {
  const check = 'paths';
  if (!found) return { check, outcome: 'skipped', word: 'no-phone', numbers: {} };
  const { stun, turn, ms } = found;
  const all: readonly PathFound[] = [stun, turn];
  if (all.every((one) => one === 'none')) return { check, outcome: 'warn', word: 'paths-none', numbers: {} };
  if (turn === 'silent') return { check, outcome: 'bad', word: 'turn-silent', numbers: {} };
  if (stun === 'silent') return { check, outcome: 'bad', word: 'stun-silent', numbers: {} };
  return { check, outcome: 'ok', word: turn === 'ok' ? 'turn-ok' : 'stun-ok', numbers: { ms } };
}

export function echoFinding(found: EchoFound | undefined): CheckFinding {
  const check = 'echo';
  if (!found) return { check, outcome: 'skipped', word: 'no-phone', numbers: {} };
  if (found.echo === 'none') return { check, outcome: 'skipped', word: 'echo-none', numbers: {} };
  if (found.echo === 'busy') return { check, outcome: 'skipped', word: 'echo-busy', numbers: {} };
  if (found.echo !== 'done') return { check, outcome: 'bad', word: 'echo-refused', numbers: {} };
  const { mos, lossInPercent, lossOutPercent, rttMs, jitterMs } = found.quality;
  const numbers = { mos, loss: Math.max(lossInPercent, lossOutPercent), ms: rttMs, jitter: jitterMs };
  if (!found.heard) return { check, outcome: 'bad', word: 'echo-silent', numbers };
  return {
    check,
    outcome: mos < GOOD_MOS ? 'warn' : 'ok',
    word: mos < GOOD_MOS ? 'echo-bad' : 'echo-ok',
    numbers,
  };
}
