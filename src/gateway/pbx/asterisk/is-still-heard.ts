import type { Clock } from '../../../lib/clock';
import type { AmiAnswer, AmiFields } from './ami-client';
import { field } from './ami-frame';

export interface LegWatch {
  readonly send: (fields: AmiFields) => Promise<AmiAnswer>;
  readonly clock: Clock;
}

/** Five packets of a phone that talks or is muted; a page that is gone sends none. */
const LISTEN_MS = 100;

/** Whether sound of this leg reaches Asterisk now: its page lives, whatever became of its registration. */
export async function isStillHeard(channel: string, { send, clock }: LegWatch): Promise<boolean> {
  const packets = (): Promise<string> => variableOf(channel, 'CHANNEL(rtcp,rxcount)', send);
  const before = await packets();
  await new Promise<void>((resolve) => clock.after(LISTEN_MS, resolve));
  return Number(await packets()) > Number(before);
}

/** `''` = it has none, or the leg is gone. */
export async function variableOf(channel: string, variable: string, send: LegWatch['send']): Promise<string> {
  const answer = await send([
    ['Action', 'Getvar'],
    ['Channel', channel],
    ['Variable', variable],
  ]);
  return answer.answer === 'success' ? field(answer.frame, 'Value') : '';
}
