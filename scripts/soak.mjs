import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runPackage } from './command.mjs';
import { ensureNpm } from './npm-packages.mjs';

/** The tests whose loops `npm test` keeps short: those that take their rounds from test/support/rounds.ts. */
function longLoops() {
  return readdirSync(join(ROOT, 'test'), { recursive: true })
    .map((path) => join('test', path))
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => readFileSync(join(ROOT, path), 'utf8').includes("support/rounds'"));
}

await ensureNpm();
const files = longLoops();
console.log(`The long loops, whole: ${files.join(', ')}. LINIA_SEED=N repeats a run.`);
process.exitCode = await runPackage(
  'jest/bin/jest.js',
  ['--runInBand', '--runTestsByPath', ...files, ...process.argv.slice(2)],
  { env: { ...process.env, LINIA_SOAK: '1' } },
);
