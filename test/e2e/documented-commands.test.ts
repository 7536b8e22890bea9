/*
 * What the documents tell a reader to type, typed: test/repository/commands.test.ts says which of them run here.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startAmoHost } from '../../dev/amo-host/amo-host';
import { isSoak } from '../support/rounds';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../..');
const OUT = `.cache/commands-${process.pid}`;
afterAll(() => rmSync(join(ROOT, OUT), { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Through npm, as typed. */
function type(command: string, env: Readonly<Record<string, string>> = {}): Ended {
  const { status, stdout, stderr } = spawnSync('npm', command.replace(/^npm /, '').split(' '), {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status, output: stdout + stderr };
}

/** The one for moderators is bundled once more, which takes half a minute: in `npm run soak`. */
const FLAGS = isSoak ? ['', ' --readable'] : [''];

it.each(FLAGS)('packs an archive that breaks none of amoCRM’s rules (pack%s)', (flag) => {
  expect(type(`npm run pack --${flag} --out ${OUT}`).code).toBe(0);
  const checked = type(`npm run check-widget -- ${OUT}/widget.zip`);
  expect(checked).toMatchObject({ code: 0, output: expect.stringContaining(': 0 broken') as string });
});

it('tells the flags of npm start', () => {
  expect(type('npm start -- --help')).toMatchObject({
    code: 0,
    output: expect.stringContaining('--widget') as string,
  });
});

it('tries the example of the gateway’s configuration, and says what is wrong with it', () => {
  const { code, output } = type('npm run gateway -- --check gateway.example.json');
  expect(code).toBe(1);
  expect(output).toContain('environment variable LINIA_AMI_SECRET is not there, or empty');
});

/** Of the commands with curl only what these documents need: `-X`, `-H`, `-d` and an address. */
function requestOf(command: string): readonly [string, RequestInit] {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const after = (flag: string): readonly string[] =>
    words.flatMap((word, index) => (word === flag ? [words[index + 1] ?? ''] : []));
  const [body] = after('-d');
  return [
    words.find((word) => word.startsWith('http')) ?? '',
    {
      method: after('-X')[0] ?? 'GET',
      headers: Object.fromEntries(after('-H').map((header) => header.split(': ') as [string, string])),
      ...(body !== undefined && { body }),
    },
  ];
}

it('answers every request that docs/stand-in.md shows', async () => {
  const host = await startAmoHost({ port: 0, widgets: [] });
  const page = readFileSync(join(ROOT, 'docs/stand-in.md'), 'utf8').replaceAll(/\\\n\s*/g, '');
  const commands = [...page.matchAll(/^curl .*$/gm)].map(([command]) => command);
  expect(commands.length).toBeGreaterThan(4);
  for (const command of commands) {
    const [address, init] = requestOf(command);
    const { status } = await fetch(address.replace('http://127.0.0.1:8080', host.url), init);
    // The storm that one of them begins is over after five requests; no later one asks the API.
    expect([command, status < 300]).toEqual([command, true]);
  }
  await host.close();
});
