import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { inKb, weigh } from './byte-budgets.mjs';
import { ROOT, giveUp, run } from './command.mjs';
import { chromiumPath } from './peers.mjs';
import { performancePage } from './performance-page.mjs';

/** Those that keep rows, in the order of the promises. */
const ALL = ['start', 'popup', 'event-latency', 'route', 'agents', 'dial-list', 'outbox'];
const PAGE = join(ROOT, 'docs/performance.md');

const programOf = (name) => join(ROOT, 'build/bench', `${name}.js`);
const runBench = (name, args = [], env = process.env) =>
  run(process.execPath, [programOf(name), ...args], { env });

/** P1 and P2: what the last build weighs. */
function sizes() {
  const rowOf = (id, what, file) => {
    const { packed, budget, fits } = weigh(join(ROOT, 'dist/widget')).find(({ name }) => name === file);
    const [ours, must] = [inKb(packed), `≤ ${inKb(budget)}`];
    return { id, what, ours, beside: '—', ratio: '—', must, holds: fits };
  };
  return [
    rowOf('P1', '`script.js`, gzip −9: what every agent loads at once', 'script.js'),
    rowOf('P2', '`softphone.js`, gzip −9: only for phones in browsers', 'softphone.js'),
  ];
}

function machine() {
  const version = (program) => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  const browser = chromiumPath();
  return [
    `${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown kind'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
    ...(browser ? [version(browser) || 'Chromium'] : []),
  ].join(', ');
}

/** The whole set, one after another; writes the page. Resolves with whether every promise holds. */
async function runAll() {
  const file = join(ROOT, `.cache/bench-${process.pid}.jsonl`);
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  rmSync(file, { force: true });
  const startedAt = new Date();
  for (const name of ALL) {
    console.log(`— ${name}`);
    await runBench(name, [], { ...process.env, BENCH_ROWS: file });
  }
  const kept = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  rmSync(file, { force: true });
  const rows = [...sizes(), ...kept.map((line) => JSON.parse(line))];
  const { page, missing } = performancePage(rows, machine(), startedAt);
  writeFileSync(PAGE, page);
  console.log(`docs/performance.md: ${rows.length} rows`);
  if (missing.length > 0) console.log(`Not measured: ${missing.join(', ')}`);
  return missing.length === 0 && rows.every(({ holds }) => holds);
}

const [name, ...args] = process.argv.slice(2);
await ensureBuilt();
if (name === undefined) process.exitCode = (await runAll()) ? 0 : 1;
else if (/^[\w-]+$/.test(name) && existsSync(programOf(name))) process.exitCode = await runBench(name, args);
else giveUp('Usage: npm run bench [NAME], where bench/NAME.ts exists; without a name all of them');
