import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

const ROOT = join(__dirname, '../../..');

/** Builds the widget's folder as `npm run build` does (without the phone), into a place of its own; resolves with its path. */
export async function buildWidget(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'linia-widget-'));
  const webpack = join(ROOT, 'node_modules/webpack-cli/bin/cli.js');
  const configs = ['script', 'lookup', 'result', 'panel', 'settings'].flatMap((name) => [
    '--config-name',
    name,
  ]);
  const options = [...configs, '--output-path', folder, '--stats', 'errors-warnings'];
  await promisify(execFile)(process.execPath, [webpack, ...options], { cwd: ROOT });
  return folder;
}

export interface AmdModule {
  readonly name: string | undefined;
  readonly dependencies: readonly string[];
  readonly value: unknown;
}

/** Runs an AMD file as the host's RequireJS does. */
export function loadAmd(path: string, modules: Readonly<Record<string, unknown>>): AmdModule {
  let defined: AmdModule | undefined;
  const define = (...parts: readonly unknown[]): void => {
    const factory = parts.at(-1) as (...values: unknown[]) => unknown;
    const dependencies = (parts.find(Array.isArray) ?? []) as readonly string[];
    const name = typeof parts[0] === 'string' ? parts[0] : undefined;
    defined = {
      name,
      dependencies,
      value: factory(...dependencies.map((dependency) => modules[dependency])),
    };
  };
  define.amd = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the test is the loader
  const run = new Function('define', readFileSync(path, 'utf8')) as (amd: typeof define) => void;
  run(define);
  if (!defined) throw new Error(`${path} is no AMD module.`);
  return defined;
}
