import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildAll } from './build.mjs';
import { ROOT, run, runPackage } from './command.mjs';
import { ensureNpm } from './npm-packages.mjs';

const runScript = (name, ...args) => run(process.execPath, [join(ROOT, 'scripts', name), ...args]);

const STEPS = {
  format: async () => (await runPackage('prettier/bin/prettier.cjs', ['--check', '.'])) === 0,
  lint: async () => (await runPackage('eslint/bin/eslint.js', ['.'])) === 0,
  'types, walls and byte budgets': buildAll,
  'the widget’s archive': async () =>
    (await runScript('pack.mjs')) === 0 && (await runScript('check-widget.mjs', 'dist/widget.zip')) === 0,
};

const TOTAL = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;

/** Runs `npm test`, as the README says it; holds its last line, the total, back so that it can stay the last. */
async function runTests() {
  const tests = spawn(process.execPath, [join(ROOT, 'scripts/test.mjs')], {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => tests.once('exit', resolve));
  let total = { passed: 0, failed: 1, skipped: 0 };
  for await (const line of createInterface({ input: tests.stdout })) {
    const [whole, ...counts] = TOTAL.exec(line) ?? [];
    const [passed, failed, skipped] = counts.map(Number);
    if (whole) total = { passed, failed, skipped };
    else console.log(line);
  }
  return { total, passed: (await exited) === 0 };
}

await ensureNpm();
const failed = [];
for (const [name, step] of Object.entries(STEPS)) {
  console.log(`— ${name}`);
  if (!(await step())) failed.push(name);
}
console.log('— tests');
const { total, passed } = await runTests();
// A step that failed is never hidden behind tests that passed.
const failures = Math.max(total.failed, failed.length);
if (!passed) failed.push('tests');
console.log(failed.length > 0 ? `check: failed in ${failed.join('; ')}` : 'check: everything holds');
console.log(`${total.passed} passed, ${failures} failed, ${total.skipped} skipped`);
process.exitCode = failed.length > 0 ? 1 : 0;
