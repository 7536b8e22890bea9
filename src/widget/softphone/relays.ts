import type { Clock } from '../../lib/clock';
import type { PhoneAccount } from '../../protocol/messages';
import type { AccountSource } from './softphone';

/** The gateway's passes for relays are good for half an hour at least (docs/gateway-config.md). */
const RENEW_MS = 20 * 60_000;
const AGAIN_MS = 60_000;

/** The STUN and TURN servers of the phone. Their passes are short-lived, so the gateway is asked anew before they end. */
export class Relays {
  servers: readonly RTCIceServer[] = [];
  private ask: AccountSource | undefined;
  private gotAt = 0;
  private wait = (): void => undefined;

  constructor(private readonly clock: Clock) {}

  start({ iceServers }: Pick<PhoneAccount, 'iceServers'>, ask: AccountSource): void {
    this.stop();
    this.servers = iceServers;
    this.ask = ask;
    this.gotAt = this.clock.now();
    if (iceServers.some(({ credential }) => credential)) this.renewAfter(RENEW_MS);
  }

  /** The computer may have slept, and no timer ran. */
  wake(): void {
    if (this.clock.now() - this.gotAt > RENEW_MS) this.renewAfter(0);
  }

  stop(): void {
    this.ask = undefined;
    this.wait();
  }

  private renewAfter(ms: number): void {
    this.wait();
    this.wait = this.clock.after(ms, () => void this.renew());
  }

  private async renew(): Promise<void> {
    const { ask } = this;
    const account = await ask?.();
    if (!ask || this.ask !== ask) return;
    if (account?.ok) this.start(account.value, ask);
    else this.renewAfter(AGAIN_MS);
  }
}
