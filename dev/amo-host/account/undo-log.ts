/** How to take back what a request has written, should it be refused in the end. */
export class UndoLog {
  private undos: (() => void)[] | undefined;

  get isOpen(): boolean {
    return this.undos !== undefined;
  }

  /** Outside of `allOrNothing` nothing is taken back. */
  add(undo: () => void): void {
    this.undos?.push(undo);
  }

  /** To be called before the first change of `held`. */
  keep(held: object): void {
    if (!this.undos) return;
    const before = structuredClone(held);
    this.undos.push(() => Object.assign(held, before));
  }

  /** What `work` did before it threw is undone, the last first. */
  allOrNothing<T>(work: () => T): T {
    const undos: (() => void)[] = [];
    this.undos = undos;
    try {
      return work();
    } catch (refusal) {
      for (const undo of undos.reverse()) undo();
      throw refusal;
    } finally {
      this.undos = undefined;
    }
  }
}
