import type { Clock } from '../../../lib/clock';
import type { AmiAnswer, AmiFields } from './ami-client';
import { field, type AmiFrame } from './ami-frame';

/**
 * `deaf`: logged in, and no event of a call arrives. Asterisk says nothing of it at the login: a user without
 * `read = call` is welcome and hears nothing.
 */
export type Hearing = 'unknown' | 'hears' | 'deaf' | 'may-not-dial';

export interface HearingTestParts {
  send(fields: AmiFields): Promise<AmiAnswer>;
  readonly clock: Clock;
  /** Called when it differs from before. */
  readonly turned: (hearing: Hearing) => void;
}

/** The answer itself comes at once; the event follows within milliseconds. */
const WAIT_MS = 5_000;
/** A kind of channel that no Asterisk has, so the test calls nobody. */
const NOWHERE = 'LiniaHearingTest/nobody';

/**
 * Whether events of calls reach us, tried by one that we make happen: an Originate to nowhere fails with
 * `OriginateResponse`, of class `call` (Asterisk, manager.c).
 */
export class HearingTest {
  private hearing: Hearing = 'unknown';
  private actionId = '';
  private runs = 0;
  private undo = (): void => {};

  constructor(private readonly parts: HearingTestParts) {}

  get result(): Hearing {
    return this.hearing;
  }

  async run(): Promise<void> {
    this.stop();
    const actionId = `linia-hearing-${++this.runs}`;
    this.actionId = actionId;
    const answer = await this.parts.send(originateNowhere(actionId));
    if (actionId !== this.actionId || this.hearing === 'hears') return;
    if (answer.answer === 'success') this.undo = this.parts.clock.after(WAIT_MS, () => this.turn('deaf'));
    if (answer.answer === 'error' && /permission denied/i.test(answer.message)) this.turn('may-not-dial');
  }

  /** Every event goes through here; `true` = it belongs to the test and to nobody else. */
  isOwn(frame: AmiFrame): boolean {
    const isOwn = this.actionId !== '' && field(frame, 'ActionID') === this.actionId;
    if (isOwn || field(frame, 'Privilege').startsWith('call')) this.heard();
    return isOwn;
  }

  stop(): void {
    this.undo();
    this.actionId = '';
    this.hearing = 'unknown';
  }

  private heard(): void {
    if (this.hearing === 'hears') return;
    this.undo();
    this.turn('hears');
  }

  private turn(hearing: Hearing): void {
    this.hearing = hearing;
    this.parts.turned(hearing);
  }
}

const originateNowhere = (actionId: string): AmiFields => [
  ['Action', 'Originate'],
  ['ActionID', actionId],
  ['Channel', NOWHERE],
  ['Application', 'Wait'],
  ['Data', '0'],
  ['Timeout', '1000'],
  ['Async', 'true'],
];
