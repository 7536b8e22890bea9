import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';

/**
 * In place of the vendor's own PBX: calls are made by whoever calls its methods (`main.mjs` by HTTP, the test directly).
 * `call` tells `{extension, call}`, a whole call as this extension is to see it (docs/protocol.md, "Calls"); `up` that the
 * connection has come or gone.
 */
export class Pbx extends EventEmitter {
  isUp = true;
  #calls = new Map();
  /** Grows over restarts, too. */
  #revision = Date.now();

  /** Those that still matter to this extension, for a page that comes in the middle of one. */
  callsOf(extension) {
    return [...this.#calls.values()].filter((known) => known.extension === extension).map(({ call }) => call);
  }

  /** A customer calls; returns the call's id. */
  ring(extension, number, line = '') {
    const reason = { kind: 'direct' };
    return this.#begin(extension, number, 'inbound', line, { phase: 'ringing', reason });
  }

  /** By a click: the agent's phone rings first. */
  place(extension, number) {
    return this.#begin(extension, number, 'outbound', '', { phase: 'pick-up' });
  }

  answer(id) {
    this.#show(id, { phase: 'talking', since: Date.now(), held: false });
  }

  /** Whoever hung up. */
  hangUp(id) {
    const { phase, startedAt, direction } = this.#calls.get(id)?.call ?? {};
    if (!phase) return;
    const at = Date.now();
    if (phase.phase === 'talking')
      this.#show(id, { phase: 'ended', at, disposition: 'answered', talkMs: at - phase.since });
    else if (direction === 'inbound') this.#show(id, { phase: 'missed', at, rangMs: at - startedAt });
    else this.#show(id, { phase: 'ended', at, disposition: 'no-answer', talkMs: 0 });
    this.#calls.delete(id);
  }

  setUp(isUp) {
    this.isUp = isUp;
    this.emit('up');
  }

  #begin(extension, number, direction, line, phase) {
    const id = randomUUID();
    const other = { number: `+${number}`, text: `+${number}` };
    const call = { id, revision: 0, direction, other, line, startedAt: Date.now(), phase };
    this.#calls.set(id, { extension, call });
    this.#show(id, phase);
    return id;
  }

  #show(id, phase) {
    const known = this.#calls.get(id);
    if (!known) return;
    known.call = { ...known.call, revision: ++this.#revision, phase };
    this.emit('call', known);
  }
}
