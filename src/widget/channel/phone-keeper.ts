import type { PhoneFault } from '../../protocol/faults';
import type { PhoneAccount } from '../../protocol/messages';
import { NO_PHONE, type PhoneState, type PhoneTask, type Softphone } from '../softphone/softphone';
import type { Answer } from './gateway-channel';
import type { SoftphoneFile } from './phone-command';

export interface PhoneNeeds {
  /** Fetches `softphone.js`. */
  readonly load: () => Promise<SoftphoneFile>;
  readonly account: () => Promise<Answer<PhoneAccount>>;
  readonly changed: (state: PhoneState) => void;
  readonly report: (error: unknown) => void;
}

/**
 * The browser's phone of the leader tab, from "this agent has one" to the end. Its file is fetched at the first need;
 * what keeps it from starting is told as the phone's fault, and `start` may be tried again.
 */
export class PhoneKeeper {
  /** `softphone.js`, once it is here. */
  file: SoftphoneFile | undefined;
  private softphone: Softphone | undefined;
  private starting = false;
  private wanted = false;
  private calls = 0;
  private unwatch = (): void => undefined;

  constructor(private readonly needs: PhoneNeeds) {}

  get phone(): Softphone | undefined {
    return this.softphone;
  }

  /** Does nothing while the phone is there or being fetched. */
  async start(): Promise<void> {
    this.wanted = true;
    if (this.softphone || this.starting) return;
    this.starting = true;
    try {
      await this.register();
    } finally {
      this.starting = false;
    }
  }

  /** After a fault: connects at once and asks for the microphone again; calls that ring or talk stay. */
  async restart(): Promise<void> {
    if (!this.softphone) return this.start();
    const account = await this.needs.account();
    if (account.ok) this.softphone?.start(account.value, this.needs.account);
  }

  /** The agent's calls come to another device now. What rings or talks here goes on to its end first. */
  retire(): void {
    if (!this.wanted) return;
    this.wanted = false;
    if (this.calls === 0) this.end();
  }

  /** Without a phone nothing can be asked of it. */
  async perform(task: PhoneTask): Promise<Answer<unknown>> {
    return this.softphone
      ? { ok: true, value: await this.softphone.perform(task) }
      : { ok: false, fault: 'no-extension' };
  }

  stop(): void {
    this.wanted = false;
    this.drop().catch(this.needs.report);
  }

  private async register(): Promise<void> {
    const account = await this.needs.account();
    if (!account.ok)
      return this.fail(account.fault === 'no-extension' ? 'registration-refused' : 'server-unreachable');
    this.file ??= await this.load();
    if (!this.file || !this.wanted) return;
    const softphone = this.file.open(this.needs.report);
    this.softphone = softphone;
    this.unwatch = softphone.onChanged((state) => this.changed(state));
    softphone.start(account.value, this.needs.account);
  }

  private changed(state: PhoneState): void {
    this.calls = state.calls.length;
    this.needs.changed(state);
    if (!this.wanted && this.calls === 0) this.end();
  }

  private end(): void {
    this.drop().catch(this.needs.report);
    this.needs.changed(NO_PHONE);
  }

  private async load(): Promise<SoftphoneFile | undefined> {
    try {
      return await this.needs.load();
    } catch (error) {
      this.needs.report(error);
      this.fail('script-missing');
      return undefined;
    }
  }

  private fail(fault: PhoneFault): void {
    if (this.wanted) this.needs.changed({ ...NO_PHONE, fault });
  }

  private async drop(): Promise<void> {
    const softphone = this.softphone;
    this.softphone = undefined;
    this.calls = 0;
    this.unwatch();
    await softphone?.stop();
  }
}
