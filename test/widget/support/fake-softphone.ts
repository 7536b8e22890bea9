import type { PhoneAccount } from '../../../src/protocol/messages';
import { NO_PHONE, type PhoneState, type Softphone } from '../../../src/widget/softphone/softphone';

/** A phone without SIP: the test says what it is in, and reads what it was told. */
export class FakeSoftphone implements Softphone {
  readonly told: string[] = [];
  /** What every command throws, e.g. an error of the microphone. */
  failure: Error | undefined;
  private listener: (state: PhoneState) => void = () => undefined;

  start({ extension }: PhoneAccount): void {
    this.told.push(`start ${extension}`);
    this.is({ registration: 'registered' });
  }
  async stop(): Promise<void> {
    this.told.push('stop');
  }
  async call(number: string): Promise<void> {
    this.told.push(`call ${number}`);
    if (this.failure) throw this.failure;
  }
  async answer(id: string): Promise<void> {
    this.told.push(`answer ${id}`);
    if (this.failure) throw this.failure;
  }
  async decline(id: string): Promise<void> {
    this.told.push(`decline ${id}`);
  }
  async hangUp(id: string): Promise<void> {
    this.told.push(`hang up ${id}`);
  }
  setMuted(id: string, muted: boolean): void {
    this.told.push(`${muted ? 'mute' : 'unmute'} ${id}`);
  }
  async setHeld(id: string, held: boolean): Promise<void> {
    this.told.push(`${held ? 'hold' : 'resume'} ${id}`);
    if (this.failure) throw this.failure;
  }
  async sendTones(id: string, tones: string): Promise<void> {
    this.told.push(`tones ${id} ${tones}`);
  }
  async transfer(id: string, number: string): Promise<void> {
    this.told.push(`transfer ${id} ${number}`);
    if (this.failure) throw this.failure;
  }
  async connect(id: string, other: string): Promise<void> {
    this.told.push(`connect ${id} ${other}`);
  }
  async perform(task: string): Promise<unknown> {
    this.told.push(task);
    return null;
  }
  onChanged(listener: (state: PhoneState) => void): () => void {
    this.listener = listener;
    return () => (this.listener = () => undefined);
  }

  is(change: Partial<PhoneState>): void {
    this.listener({ ...NO_PHONE, registration: 'registered', ...change });
  }
}
