import { setTimeout as wait } from 'node:timers/promises';
import { readAnswer, valueAt, type Answer } from './answer';
import { Cast } from './cast';
import { NotChecked } from './fact';
import { Grant } from './grant';
import { Leftovers } from './leftovers';
import { Pace } from './pace';
import type { Target } from './target';

type Headers = Readonly<Record<string, string>>;

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Headers;
  readonly body?: string;
}

const TIMEOUT_MS = 20_000;
const TRIES_AFTER_429 = 3;
const PAUSE_AFTER_429_MS = 2000;

/** The account as facts see it: requests at a bearable pace, people to work with, and what the run has left behind. */
export class AccountUnderTest {
  readonly leftovers = new Leftovers();
  readonly cast = new Cast(this);
  readonly grant = new Grant(this);
  /** Tells the things of this run from those of another. */
  readonly stamp = String(Date.now() % 10_000_000).padStart(7, '0');
  private readonly pace: Pace;
  private phones = 0;

  constructor(readonly target: Target) {
    this.pace = new Pace(target.perSecond);
  }

  /** +7 998 is not in use; no two calls give the same last seven digits. */
  newPhone(): string {
    const number = (Number(this.stamp) + this.phones++ * 7919) % 10_000_000;
    return `+7998${String(number).padStart(7, '0')}`;
  }

  name = (what: string): string => `Contract check ${this.stamp} ${what}`;

  /** To be awaited between a write and a search for what it wrote. */
  settle = (): Promise<void> => wait(this.target.settleMs);

  /** As it is, without the token. */
  async raw(request: RawRequest): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      await this.pace.turn();
      const answer = await this.unpaced(request);
      if (answer.status !== 429 || tries >= TRIES_AFTER_429) return answer;
      await wait(PAUSE_AFTER_429_MS);
    }
  }

  /** At once, whatever the limit; a 429 is an answer like any other. */
  async unpaced({ method, path, headers = {}, body }: RawRequest): Promise<Answer> {
    const response = await fetch(this.target.baseUrl + path, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body }),
    });
    const answer = await readAnswer(response);
    this.leftovers.remember(method, path, answer);
    return answer;
  }

  get = (path: string, headers?: Headers): Promise<Answer> => this.send('GET', path, undefined, headers);
  post = (path: string, body?: unknown, headers?: Headers): Promise<Answer> =>
    this.send('POST', path, body, headers);
  patch = (path: string, body: unknown, headers?: Headers): Promise<Answer> =>
    this.send('PATCH', path, body, headers);
  delete = (path: string, body?: unknown): Promise<Answer> => this.send('DELETE', path, body);

  /** Headers under which the administrator's token acts as the agent. */
  get asAgent(): Headers {
    return { 'X-Context-User-ID': String(this.target.agentId) };
  }

  /** An id that the account gave: a fact whose first step fails was not checked. */
  id(answer: Answer, path: string): number {
    const id = valueAt(answer.body, path);
    if (typeof id === 'number') return id;
    throw new NotChecked(
      `A step before it failed: no ${path} in ${answer.status} ${answer.text.slice(0, 200)}`,
    );
  }

  private send(method: string, path: string, body: unknown, headers?: Headers): Promise<Answer> {
    return this.raw({
      method,
      path,
      headers: {
        Authorization: `Bearer ${this.target.token}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}
