import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian keeps its versions beside each other, and none of them on the PATH. */
const VERSIONS = '/usr/lib/postgresql';

/** Where a program of PostgreSQL is: of the newest version that is installed. */
export function postgresProgram(name: string): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(VERSIONS, version, 'bin', name)).find(existsSync) ?? name;
}
