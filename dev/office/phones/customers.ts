import { randomUUID } from 'node:crypto';
import type { NextOutgoing, OfficeControl } from '../office-control';
import type { Channel } from '../pbx/channel';
import type { NewChannel } from '../pbx/channel';
import { CustomerLeg } from './customer-leg';

export interface CustomersDeps {
  callsIn(channel: Omit<NewChannel, 'state'>): Channel | undefined;
}

/** Everybody outside: who calls our lines and whom agents call. */
export class Customers implements OfficeControl {
  private readonly legs = new Map<string, CustomerLeg>();
  private readonly listeners = new Set<() => void>();
  private next: NextOutgoing = 'answers';

  constructor(private readonly deps: CustomersDeps) {}

  /** A customer who is called. */
  called(number: string): CustomerLeg {
    return this.add('customer-is-called', number);
  }

  async customerCalls(call: { number: string; name?: string; line: string }): Promise<{ id: string }> {
    const leg = this.add('customer-calls', call.number);
    const caller = { number: call.number, ...(call.name === undefined ? {} : { name: call.name }) };
    const opening = { endpoint: 'trunk', leg, caller, context: 'from-trunk', exten: call.line };
    if (this.deps.callsIn(opening)) return { id: leg.id };
    leg.hangUp();
    throw new Error(`The office has no line ${call.line}.`);
  }

  async customerHangsUp(id: string): Promise<void> {
    const leg = this.legs.get(id);
    if (!leg) throw new Error(`No customer is in a call ${id} (any more).`);
    leg.leave();
  }

  setNextOutgoing(reaction: NextOutgoing): void {
    this.next = reaction;
  }

  calls(): ReturnType<OfficeControl['calls']> {
    return [...this.legs.values()].map((leg) => leg.call);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private add(direction: CustomerLeg['direction'], number: string): CustomerLeg {
    const changed = (): void => this.listeners.forEach((listener) => listener());
    const ended = (gone: CustomerLeg): void => {
      if (this.legs.delete(gone.id)) changed();
    };
    const leg = new CustomerLeg(randomUUID(), direction, number, this.next, changed, ended);
    this.legs.set(leg.id, leg);
    changed();
    return leg;
  }
}
