/**
 * Browsers keep sound closed until the user has touched the page (autoplay policy). Who wants to be heard calls `ask`
 * when refused; `blocked` tells, the first click or key on the page calls `retry`, and `blocked` is told the end.
 */
export class SoundGate {
  private readonly waiting = new Set<() => void>();
  private listening = false;

  constructor(private readonly changed: () => void) {}

  get blocked(): boolean {
    return this.waiting.size > 0;
  }

  /** `retry` runs inside the user's gesture; returns the undo for a sound that is no longer wanted. */
  ask(retry: () => void): () => void {
    this.waiting.add(retry);
    this.listen(true);
    this.changed();
    return () => this.forget(retry);
  }

  stop(): void {
    this.waiting.clear();
    this.listen(false);
  }

  private readonly open = (): void => {
    const retries = [...this.waiting];
    this.stop();
    retries.forEach((retry) => retry());
    this.changed();
  };

  private forget(retry: () => void): void {
    if (!this.waiting.delete(retry)) return;
    if (this.waiting.size === 0) this.listen(false);
    this.changed();
  }

  private listen(on: boolean): void {
    if (this.listening === on) return;
    this.listening = on;
    for (const gesture of ['pointerdown', 'keydown'] as const) {
      if (on) document.addEventListener(gesture, this.open, true);
      else document.removeEventListener(gesture, this.open, true);
    }
  }
}
