import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../dev/demo/free-port';
import { openBrowser } from '../../dev/demo/browser';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(90_000);

const ROOT = join(__dirname, '../..');

/** Processes that came from this one, whatever became of those between. */
function descendantsOf(pid: number): readonly number[] {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = all.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return [...children, ...children.flatMap(descendantsOf)];
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: it has ended.
  }
};

it('npm start shows a page where a click makes a customer call, and leaves nothing behind when it is ended', async () => {
  const port = await freePort();
  const demo = spawn('npm', ['start', '--', '--no-open', '--port', String(port)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await openBrowser();
  try {
    const lines = createInterface(demo.stdout);
    await new Promise<void>((ready, failed) => {
      lines.on('line', (line) => line.includes(`:${port}/`) && ready());
      demo.once('exit', () => failed(new Error('npm start ended before it was ready')));
    });
    const anna = await AgentWindow.atThePhone(browser, `http://127.0.0.1:${port}/`);
    await anna.page.getByRole('button', { name: 'Клиент звонит' }).click();
    await anna.card.getByRole('heading', { name: 'Марина Ковалёва' }).waitFor();
    await anna.answer();
    await waitUntilHeard(anna.page);
    await anna.hangUp();
    expect(anna.complaints).toEqual([]);
  } finally {
    await browser.close();
    const family = descendantsOf(demo.pid ?? 0);
    const ended = once(demo, 'exit');
    demo.kill('SIGTERM');
    await ended;
    await eventually('nothing left of npm start', () => !family.some(isAlive));
  }
});
