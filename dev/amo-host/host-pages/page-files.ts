import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AccountState } from '../account/account-state';
import { ApiProblem } from '../rest/problem';
import { vendorSource } from './vendor-library';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.twig': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
};

/** The sources of the page stand beside ours; compiled, we run from another folder than they. */
function pageSources(): string {
  for (let at = __dirname; at !== dirname(at); at = dirname(at)) {
    const candidate = join(at, 'dev', 'amo-host', 'page');
    if (existsSync(join(candidate, 'page.ts'))) return candidate;
  }
  throw new Error(`The page of the stand-in was not found above ${__dirname}`);
}

export interface PageBundle {
  readonly script: string;
  /** The rule watcher: a script of its own, see `page/watcher/entry.ts`. */
  readonly watcher: string;
  readonly style: string;
}

export async function bundlePage(): Promise<PageBundle> {
  const sources = pageSources();
  const { outputFiles } = await build({
    entryPoints: {
      page: join(sources, 'page.ts'),
      watcher: join(sources, 'watcher', 'entry.ts'),
      style: join(sources, 'style', 'page.css'),
    },
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    loader: { '.twig': 'text' },
    tsconfigRaw: {},
  });
  const textOf = (ending: string): string =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: textOf('page.js'), watcher: textOf('watcher.js'), style: textOf('.css') };
}

async function sendFile(reply: FastifyReply, path: string): Promise<FastifyReply> {
  const content = await readFile(path).catch(() => undefined);
  if (!content) throw ApiProblem.of(404, 'File not found');
  return reply
    .type(TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream')
    .header('Cache-Control', 'no-cache')
    .send(content);
}

/** The page's own script and style, the libraries, and the files of the widgets. */
export function mountFiles(
  app: FastifyInstance,
  state: AccountState,
  bundle: PageBundle,
  scriptDelayMs: () => number,
): void {
  app.get('/__host/page.js', (_request, reply) => reply.type(TYPES['.js'] as string).send(bundle.script));
  app.get('/__host/watcher.js', (_request, reply) => reply.type(TYPES['.js'] as string).send(bundle.watcher));
  app.get('/__host/page.css', (_request, reply) => reply.type(TYPES['.css'] as string).send(bundle.style));
  app.get('/__host/vendor/:name', async (request, reply) => {
    const source = await vendorSource((request.params as { name: string }).name.replace(/\.js$/, ''));
    if (source === undefined) throw ApiProblem.of(404, 'File not found');
    return reply.type(TYPES['.js'] as string).send(source);
  });
  app.get('/widgets/:code/*', async (request, reply) => {
    const { code, '*': rest } = request.params as { code: string; '*': string };
    const widget = state.widgets.get(code);
    if (!widget) throw ApiProblem.of(404, 'File not found');
    const path = normalize(join(widget.directory, rest));
    if (!path.startsWith(normalize(widget.directory + sep))) throw ApiProblem.of(404, 'File not found');
    if (extname(path) === '.js') await wait(scriptDelayMs());
    return sendFile(reply, path);
  });
}
