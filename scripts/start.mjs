import { spawn } from 'node:child_process';
import { ensureBuilt } from './build.mjs';
import { ROOT } from './command.mjs';

const OPENERS = { darwin: ['open'], win32: ['cmd', '/c', 'start', '""'] };

/** A machine without a browser is no failure: the address stands on the screen. */
function openBrowser(url) {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => console.log(`Open ${url} in a browser.`));
  opener.unref();
}

/** Shows what the demo prints and opens the first address in it, which is the page of the first agent. */
function passOn(output, wantsBrowser) {
  let seen = '';
  output.on('data', (chunk) => {
    process.stdout.write(chunk);
    if (!wantsBrowser) return;
    seen += chunk;
    const url = /https?:\/\/(?:127\.0\.0\.1|(?:\w+\.)?localhost)\S*(?=\s)/.exec(seen)?.[0];
    if (!url) return;
    wantsBrowser = false;
    openBrowser(url);
  });
}

const args = process.argv.slice(2);
await ensureBuilt();
const demo = spawn(process.execPath, ['build/dev/run.js', ...args.filter((arg) => arg !== '--no-open')], {
  cwd: ROOT,
  stdio: ['inherit', 'pipe', 'inherit'],
});
passOn(demo.stdout, !args.includes('--no-open'));

// Ctrl+C in a terminal reaches the demo by itself; we stay until it has put everything away.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
// npm that is ended by a signal tells nobody: who has no parent any more is not wanted.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && demo.kill('SIGTERM'), 500).unref();
demo.once('exit', (code, signal) =>
  process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
);
