import { join } from 'node:path';
import { ROOT, run } from './command.mjs';
import { ensureNpm } from './npm-packages.mjs';

await ensureNpm();
const { build } = await import('esbuild');
const program = join(ROOT, '.cache/contract.cjs');
await build({
  entryPoints: [join(ROOT, 'test/contract/verb/contract.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
// --json FILE is meant from where the user stands, not from the project's folder.
process.exitCode = await run(process.execPath, [program, ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
