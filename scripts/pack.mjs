import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ROOT, giveUp, runPackage } from './command.mjs';
import { zipFolder } from './zip-folder.mjs';

const { values } = parseArgs({
  options: { readable: { type: 'boolean', default: false }, out: { type: 'string' } },
});
/** amoCRM takes an archive of this name only. */
const out = join(ROOT, values.out ?? (values.readable ? 'dist/readable' : 'dist'));
const ARCHIVE = join(out, 'widget.zip');

/** The code as people read it: moderators look at it by hand. It runs the same and weighs four times as much. */
async function readableFolder() {
  const folder = join(ROOT, 'dist/readable/widget');
  rmSync(folder, { recursive: true, force: true });
  const code = await runPackage(
    'webpack-cli/bin/cli.js',
    ['--mode', 'production', '--stats', 'errors-warnings'],
    { env: { ...process.env, WIDGET_FOLDER: folder } },
  );
  if (code !== 0) giveUp('The build failed: see the messages above.');
  return folder;
}

await ensureBuilt();
mkdirSync(out, { recursive: true });
const folder = values.readable ? await readableFolder() : join(ROOT, 'dist/widget');
const files = await zipFolder(folder, ARCHIVE);
console.log(`${ARCHIVE.slice(ROOT.length + 1)}: ${files} files, ${statSync(ARCHIVE).size} bytes`);
