import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ROOT, giveUp, run } from './command.mjs';

const [name = '', ...args] = process.argv.slice(2);
await ensureBuilt();
const program = join(ROOT, 'build/bench', `${name}.js`);
if (!/^[\w-]+$/.test(name) || !existsSync(program))
  giveUp('Usage: npm run bench NAME, where bench/NAME.ts exists');
process.exitCode = await run(process.execPath, [program, ...args]);
