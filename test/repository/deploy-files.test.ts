import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const unit = readFileSync(join(ROOT, 'deploy/linia.service'), 'utf8');
const image = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8');

it('has a unit that systemd understands', () => {
  // The program is not installed here; everything else is judged as it stands.
  const path = join(mkdtempSync(join(tmpdir(), 'linia-')), 'linia.service');
  writeFileSync(path, unit.replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true'));
  const { error, stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', path], {
    encoding: 'utf8',
  });
  // A machine without systemd runs no unit either; its keys are looked at below.
  if (error) return;
  expect([status, stdout, stderr.replace(/^.*Failed to (prepare|load).*$/gm, '')]).toEqual([0, '', '']);
});

it('starts the program that the build makes, with what the gateway reads', () => {
  const started = /main\.js --config (\S+)/.exec(unit);
  expect(started?.[1]).toBe('/etc/linia/gateway.json');
  expect(image).toContain('"/opt/linia/build/src/gateway/main.js", "--config", "/etc/linia/gateway.json"');
  expect(existsSync(join(ROOT, 'src/gateway/main.ts'))).toBe(true);
});

it('ends slower than the gateway needs to stop, and by the signal it knows', () => {
  expect(Number(/TimeoutStopSec=(\d+)/.exec(unit)?.[1])).toBeGreaterThan(8);
  expect(unit).toContain('KillSignal=SIGTERM');
  expect(image).toContain('STOPSIGNAL SIGTERM');
});

it('copies into the image only what stands in the repository, and runs as nobody special', () => {
  const steps = image.split('\n').filter((line) => /^[A-Z]+ /.test(line));
  const copied = steps.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
  for (const path of copied) expect(existsSync(join(ROOT, path))).toBe(true);
  expect(steps.indexOf('USER linia')).toBeGreaterThan(
    steps.map((line) => line.split(' ')[0]).lastIndexOf('FROM'),
  );
  expect(steps.findIndex((line) => line.startsWith('FROM'))).toBe(0);
});
