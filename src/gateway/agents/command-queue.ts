/** Commands with one key run one after another, in the order they came; other keys do not wait. */
export class CommandQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<Value>(key: string, command: () => Promise<Value>): Promise<Value> {
    const before = this.tails.get(key) ?? Promise.resolve();
    // How the one before ended is its caller's matter; here only that it ended.
    const own = before.then(command, command);
    this.tails.set(key, own);
    const forget = (): void => {
      if (this.tails.get(key) === own) this.tails.delete(key);
    };
    own.then(forget, forget);
    return own;
  }
}
