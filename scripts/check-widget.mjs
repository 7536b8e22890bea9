import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ROOT, run } from './command.mjs';

await ensureBuilt();
// The archive's path is meant from where the user stands, not from the project's folder.
process.exitCode = await run(
  process.execPath,
  [join(ROOT, 'build/dev/widget-check/verb.js'), ...process.argv.slice(2)],
  { cwd: process.env.INIT_CWD ?? process.cwd() },
);
