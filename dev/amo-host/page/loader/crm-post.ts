const GAP_MS = 1000;

interface Job {
  readonly url: string;
  readonly data: object;
  readonly done: (answer: unknown) => void;
  readonly type: string;
  readonly failed: ((cause: unknown) => void) | undefined;
}

/** Posts to foreign servers by way of the host's own, at most one a second; the others wait in line. */
export class CrmPost {
  private readonly waiting: Job[] = [];
  private isBusy = false;

  post(job: Job): void {
    this.waiting.push(job);
    if (!this.isBusy) void this.work();
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      const startedAt = Date.now();
      await this.send(job);
      await new Promise((wake) => setTimeout(wake, Math.max(0, GAP_MS - (Date.now() - startedAt))));
    }
    this.isBusy = false;
  }

  /** With a text type the callback always comes, whatever the foreign server said. */
  private async send({ url, data, done, type, failed }: Job): Promise<void> {
    const body = JSON.stringify({ url, data });
    try {
      const text = String(
        await $.ajax({
          url: '/ajax/widgets/crm_post',
          method: 'POST',
          data: body,
          contentType: 'application/json',
          dataType: 'text',
        }),
      );
      done(type === 'json' ? (JSON.parse(text) as unknown) : text);
    } catch (cause) {
      if (type === 'json') failed?.(cause);
      else done((cause as { responseText?: string }).responseText ?? '');
    }
  }
}
