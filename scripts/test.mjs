import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isBuiltNow } from './build.mjs';
import { ROOT, runPackage } from './command.mjs';
import { chromiumPath, ensurePeers, quickChromiumPath } from './peers.mjs';

/** The second round has the machine to itself: a real PBX measures seconds of sound there. */
const ROUNDS = [
  {
    projects: ['unit', 'widget', 'contract', 'scenario', 'office', 'nodes', 'browser'],
    // werift keeps the timers of a handshake for half a minute after a short talk; nothing is left to wait for.
    workers: ['--maxWorkers=2', '--forceExit'],
    browser: quickChromiumPath,
  },
  { projects: ['asterisk'], workers: ['--runInBand', '--forceExit'], browser: chromiumPath },
];
const REPORT = join(ROOT, `.cache/jest-${process.pid}.json`);
const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** A file that does not even load counts as one failed test, so does a jest that leaves no report. */
function readReport() {
  try {
    const report = JSON.parse(readFileSync(REPORT, 'utf8'));
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { ...NOTHING, failed: 1 };
  }
}

async function runRound({ projects, workers, browser }, args) {
  if (projects.length === 0) return NOTHING;
  rmSync(REPORT, { force: true });
  const options = ['--json', `--outputFile=${REPORT}`, '--passWithNoTests', ...workers];
  const env = { ...process.env, CHROMIUM: browser() ?? '' };
  const code = await runPackage('jest/bin/jest.js', [...args, ...options, '--selectProjects', ...projects], {
    env,
  });
  const counts = readReport();
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

async function runRounds(args) {
  const missingProjects = await ensurePeers();
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  // A project that cannot run is one skipped test, so that the last line never looks whole when it is not.
  let total = { ...NOTHING, skipped: missingProjects.size };
  for (const { projects, ...round } of ROUNDS) {
    const possible = projects.filter((project) => !missingProjects.has(project));
    total = add(total, await runRound({ projects: possible, ...round }, args));
  }
  rmSync(REPORT, { force: true });
  return total;
}

const built = await isBuiltNow();
if (!built) console.error('The build failed: see the messages above.');
const total = built ? await runRounds(process.argv.slice(2)) : { ...NOTHING, failed: 1 };
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
