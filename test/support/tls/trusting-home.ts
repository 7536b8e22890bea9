import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from './authority';

export interface TrustingHome {
  readonly path: string;
  remove(): void;
}

/** The home of a user whose Chromium trusts this authority, as an administrator adds one (`certutil` of NSS). */
export function trustingHome({ certPath }: Authority): TrustingHome {
  const path = mkdtempSync(join(tmpdir(), 'linia-home-'));
  const database = join(path, '.pki/nssdb');
  mkdirSync(database, { recursive: true });
  const certutil = (...args: string[]): Buffer =>
    execFileSync('certutil', ['-d', `sql:${database}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  certutil('-N', '--empty-password');
  certutil('-A', '-n', 'authority of a test', '-t', 'C,,', '-i', certPath);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
