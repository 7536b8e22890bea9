import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Case {
  readonly says: string;
  readonly path: string;
  readonly text: string;
  /** Missing: nothing is wrong with it. */
  readonly breaks?: string;
}

const STATES = "type State = 'ringing' | 'talking';\n";
const CASES: readonly Case[] = [
  {
    says: 'refuses any',
    path: 'src/call/probe.ts',
    text: 'export const id = (value: any): string => String(value);',
    breaks: '@typescript-eslint/no-explicit-any',
  },
  {
    says: 'allows any where the globals of amoCRM are touched',
    path: 'src/widget/host/amo-globals.ts',
    text: 'export const id = (value: any): string => String(value);',
  },
  {
    says: 'refuses a promise that nobody reads',
    path: 'src/gateway/probe.ts',
    text: 'export function start(work: () => Promise<void>): void {\n  work();\n}',
    breaks: '@typescript-eslint/no-floating-promises',
  },
  {
    says: 'refuses a switch that forgets a state',
    path: 'src/call/probe2.ts',
    text: `${STATES}export function word(state: State): string {
  switch (state) {
    case 'ringing':
      return 'rings';
  }
  return '';
}`,
    breaks: '@typescript-eslint/switch-exhaustiveness-check',
  },
  {
    says: 'refuses an import from one room of the widget to another',
    path: 'src/widget/softphone/probe.ts',
    text: "import { card } from '../call-notification/card';\nexport const probe = String(card);",
    breaks: 'no-restricted-imports',
  },
  {
    says: 'refuses the globals of amoCRM outside their file',
    path: 'src/widget/settings/probe.ts',
    text: "import { globals } from '../host/amo-globals';\nexport const probe = String(globals);",
    breaks: 'no-restricted-imports',
  },
  {
    says: "refuses Asterisk's own words outside its adapter",
    path: 'src/gateway/hub/probe.ts',
    text: "import { frame } from '../pbx/asterisk/frame';\nexport const probe = String(frame);",
    breaks: 'no-restricted-imports',
  },
  {
    says: 'refuses the console',
    path: 'src/gateway/crm/probe.ts',
    text: "console.log('hello');",
    breaks: 'no-console',
  },
];

describe('eslint of this repository', () => {
  let broken: readonly (readonly string[])[];

  beforeAll(() => {
    const output = execFileSync(process.execPath, [join(__dirname, 'lint-texts.mjs')], {
      input: JSON.stringify(CASES.map(({ path, text }) => ({ path, text }))),
      encoding: 'utf8',
    });
    broken = JSON.parse(output) as string[][];
  }, 30_000);

  it.each(CASES.map((each, n) => ({ ...each, n })))('$says', ({ n, breaks }) => {
    if (breaks === undefined) expect(broken[n]).toEqual([]);
    else expect(broken[n]).toContain(breaks);
  });
});
