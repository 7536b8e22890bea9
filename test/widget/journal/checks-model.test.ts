import type { UserId } from '../../../src/call/ids';
import type { KeptPhoneCheck } from '../../../src/protocol/phone-check';
import { checksModel } from '../../../src/widget/journal/checks-model';
import { sayIn } from '../support/words';

const CHECK: KeptPhoneCheck = {
  at: 0,
  userId: 504141 as UserId,
  name: 'Анна Белова',
  browser: '',
  microphone: 'Jabra Evolve',
  findings: [{ check: 'echo', outcome: 'ok', word: 'echo-ok', numbers: { loss: 0.5, ms: 48, mos: 4.31 } }],
};

const rowsOf = (...checks: readonly KeptPhoneCheck[]): object[] =>
  (
    checksModel({ checks, trouble: undefined }, { say: sayIn('ru'), language: 'ru', now: 0 }) as {
      rows: object[];
    }
  ).rows;

it('tells what a phone test has found in the words that the agent read', () => {
  expect(rowsOf(CHECK)).toMatchObject([
    {
      name: 'Анна Белова',
      microphone: 'Jabra Evolve',
      findings: [
        {
          dot: 'ok',
          check: 'Звук через АТС',
          text: 'Слышно: потеряно 0,5 %, задержка 48 мс, оценка 4,31',
        },
      ],
    },
  ]);
});

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/146.0.0.0 YaBrowser/26.4 Safari/537.36',
    'Yandex 26',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36 Edg/147.0', 'Edge 147'],
  ['Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36', 'Chrome 147'],
  ['something new', 'something new'],
])('names the browser of “%s”', (userAgent, name) => {
  expect(rowsOf({ ...CHECK, browser: userAgent })).toMatchObject([{ browser: name }]);
});
