import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildAll } from './build.mjs';
import { ROOT, runPackage } from './command.mjs';
import { ensureNpm } from './npm-packages.mjs';

const STEPS = {
  format: async () => (await runPackage('prettier/bin/prettier.cjs', ['--check', '.'])) === 0,
  lint: async () => (await runPackage('eslint/bin/eslint.js', ['.'])) === 0,
  'types, walls and byte budgets': buildAll,
};

const TOTAL = /^\d+ passed, \d+ failed/;

/** Runs `npm test`, as the README says it; holds its last line, the total, back so that it can stay the last. */
async function runTests() {
  const tests = spawn(process.execPath, [join(ROOT, 'scripts/test.mjs')], {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => tests.once('exit', resolve));
  let total;
  for await (const line of createInterface({ input: tests.stdout })) {
    if (TOTAL.test(line)) total = line;
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
if (!passed) failed.push('tests');
console.log(failed.length > 0 ? `check: failed in ${failed.join('; ')}` : 'check: everything holds');
if (total) console.log(total);
process.exitCode = failed.length > 0 ? 1 : 0;
