import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ROOT, run } from './command.mjs';

await ensureBuilt();
process.on('SIGINT', () => {}); // The gateway gets it too and ends by itself.
// Paths in the arguments are meant from where the user stands, not from the project's folder.
process.exitCode = await run(
  process.execPath,
  [join(ROOT, 'build/src/gateway/main.js'), ...process.argv.slice(2)],
  {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  },
);
