import type { UserId } from '../../../src/call/ids';
import type {
  AmoHost,
  AmoPage,
  FaultNotice,
  HttpAnswer,
  MissedCallNotice,
} from '../../../src/widget/host/amo-host';
import { sayIn } from './words';

/** amoCRM as the widget's rooms see it: answers by path, and a diary of what was asked and shown. */
export class FakeAmo {
  readonly asked: string[] = [];
  readonly shown: (FaultNotice | { readonly end: string } | { readonly missed: MissedCallNotice })[] = [];
  private readonly answers: { readonly path: RegExp; readonly answer: () => Promise<HttpAnswer> }[] = [];

  private readonly waiting: { readonly path: RegExp; readonly resolve: () => void }[] = [];

  /** The first fitting answer counts; nothing fits → 204, as amoCRM answers when nothing was found. */
  answer(path: RegExp, body: unknown, status = 200): void {
    this.answers.push({ path, answer: async () => ({ status, body }) });
  }

  /** The next request for such a path is one too many in this second; those after it are answered. */
  refuseOnce(path: RegExp): void {
    const refusal = {
      path,
      answer: async () => {
        this.answers.splice(this.answers.indexOf(refusal), 1);
        return { status: 429, body: { title: 'Too many requests' } };
      },
    };
    this.answers.unshift(refusal);
  }

  /** Answers nothing until the asker gives up. */
  hang(path: RegExp): void {
    this.answers.push({ path, answer: () => new Promise(() => undefined) });
  }

  /** Resolves when a request for such a path comes. */
  whenAsked(path: RegExp): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ path, resolve }));
  }

  readonly get: AmoHost['get'] = (path, signal) => {
    this.asked.push(decodeURIComponent(path));
    this.waiting.filter((entry) => entry.path.test(path)).forEach(({ resolve }) => resolve());
    const known = this.answers.find((entry) => entry.path.test(decodeURIComponent(path)));
    const answer = known ? known.answer() : Promise.resolve({ status: 204, body: undefined });
    const givenUp = new Promise<HttpAnswer>((resolve) => {
      signal.addEventListener('abort', () => resolve({ status: 0, body: undefined }));
    });
    return Promise.race([answer, givenUp]);
  };

  readonly page: Pick<AmoPage, 'tellFault' | 'tellEnd' | 'tellMissedCall'> = {
    tellFault: (notice) => void this.shown.push(notice),
    tellEnd: ({ text }) => void this.shown.push({ end: text }),
    tellMissedCall: (missed) => void this.shown.push({ missed }),
  };

  readonly say = sayIn('ru');

  readonly session = {
    accountId: '30100200',
    userId: 504141 as UserId,
    widgetCode: 'linia',
    language: 'ru',
    currency: 'RUB',
  };
}
