/**
 * Snapshots that take a moment to read, one at a time for each key: what changes meanwhile is read again afterwards, so
 * the last one told is the latest. `tell` reads and sends; it never rejects.
 */
export class ToldInOrder {
  private readonly running = new Map<string, { isStale: boolean }>();

  tell(key: string, tell: () => Promise<void>): void {
    const running = this.running.get(key);
    if (running) running.isStale = true;
    else void this.run(key, tell);
  }

  private async run(key: string, tell: () => Promise<void>): Promise<void> {
    const state = { isStale: true };
    this.running.set(key, state);
    while (state.isStale) {
      state.isStale = false;
      await tell();
    }
    this.running.delete(key);
  }
}
