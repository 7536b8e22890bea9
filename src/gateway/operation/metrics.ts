import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Call } from '../../call/call';
import { endedCall } from '../../call/ended-call';
import type { AccountId } from '../../call/ids';
import type { AccountLoad } from './account-load';

export interface MetricsNeeds {
  /** Of every account that is served here, asked when somebody reads the metrics. */
  readonly loads: () => Promise<readonly (readonly [AccountId, AccountLoad])[]>;
  readonly sockets: () => number;
}

/** What one account tells while it works. */
export interface Meter {
  /** The PBX has reported something: from here on the clock of a card runs. */
  heard(): void;
  /** A view has left for an agent's browser. */
  viewSent(): void;
  ended(call: Call): void;
}

/** Seconds. A card is to leave within a millisecond; what is above a tenth of a second is felt. */
const CARD_BUCKETS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2];

/** Numbers for Prometheus. No telephone number, name or text of anybody is a label. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly calls = new Counter({
    name: 'linia_calls_total',
    help: 'Calls with the outside that ended',
    labelNames: ['account', 'direction', 'disposition'],
    registers: [this.registry],
  });
  private readonly cards = new Histogram({
    name: 'linia_card_latency_seconds',
    help: "From the PBX's report inside the gateway to the view on its way to the agent",
    labelNames: ['account'],
    buckets: CARD_BUCKETS,
    registers: [this.registry],
  });
  private readonly requests = this.gauge('linia_amo_requests_total', 'Requests sent to amoCRM', 'account');
  private readonly budget = this.gauge(
    'linia_amo_budget_used_ratio',
    'Of the requests a second that amoCRM allows',
    'account',
  );
  private readonly queued = this.gauge(
    'linia_amo_requests_waiting',
    'Requests that wait for their turn',
    'account',
  );
  private readonly live = this.gauge('linia_calls_in_progress', 'Calls that go on', 'account');
  private readonly outbox = this.gauge('linia_outbox_calls', 'Calls in the outbox', 'account', 'state');
  private readonly outboxAge = this.gauge(
    'linia_outbox_oldest_waiting_seconds',
    'How long the oldest call has waited for amoCRM; 0 = none waits',
    'account',
  );
  private readonly phones = this.gauge(
    'linia_registered_phones',
    'Extensions with a registered phone',
    'account',
  );
  private readonly pbxUp = this.gauge('linia_pbx_up', '1 = the PBX reports', 'account');
  private readonly sockets = this.gauge('linia_sockets', 'Browsers that are connected');

  constructor(private readonly needs: MetricsNeeds) {
    collectDefaultMetrics({ register: this.registry });
  }

  readonly contentType = this.registry.contentType;

  meterOf(account: AccountId): Meter {
    let heardAt = 0;
    return {
      heard: () => (heardAt = performance.now()),
      viewSent: () => this.cards.observe({ account }, (performance.now() - heardAt) / 1000),
      ended: (call) => {
        const ended = endedCall(call);
        if (ended) this.calls.inc({ account, direction: ended.direction, disposition: ended.disposition });
      },
    };
  }

  async text(): Promise<string> {
    this.sockets.set(this.needs.sockets());
    const perAccount = [
      ...[this.requests, this.budget, this.queued, this.live],
      ...[this.outbox, this.outboxAge, this.phones, this.pbxUp],
    ];
    // An account that was removed must not go on telling what was.
    for (const gauge of perAccount) gauge.reset();
    for (const [account, load] of await this.needs.loads()) this.take(account, load);
    return this.registry.metrics();
  }

  private take(account: AccountId, { health, amo, oldestWaitingMs, phones }: AccountLoad): void {
    this.requests.set({ account }, amo.sent);
    this.budget.set({ account }, amo.used / amo.perSecond);
    this.queued.set({ account }, amo.waiting);
    this.live.set({ account }, health.calls);
    for (const [state, count] of Object.entries(health.outbox)) this.outbox.set({ account, state }, count);
    this.outboxAge.set({ account }, oldestWaitingMs / 1000);
    if (phones !== undefined) this.phones.set({ account }, phones);
    this.pbxUp.set({ account }, health.pbx === 'up' ? 1 : 0);
  }

  private gauge<Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
