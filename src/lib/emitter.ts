type Listener<Payload> = (payload: Payload) => void;

/**
 * Facts going out of a component. `on` returns the undo. A listener that throws does not stop the others: its
 * exception goes to `report`. Listeners added or removed during `emit` take effect at the next one.
 */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<Listener<never>>>();

  constructor(private readonly report: (error: unknown) => void) {}

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const own: Listener<Events[Name]> = (payload) => listener(payload);
    const set = this.listeners.get(name) ?? new Set<Listener<never>>();
    this.listeners.set(name, set.add(own));
    return () => void set.delete(own);
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        (listener as Listener<Events[Name]>)(payload);
      } catch (error) {
        this.report(error);
      }
    }
  }
}
