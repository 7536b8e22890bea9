import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_USERS } from './demo/demo-account';
import { startDemo, type Demo } from './demo/demo';

/** What `npm start` runs: the whole demo, until Ctrl+C. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is no port`);
  const demo = await startDemo({ port, widgetDirectory: join(__dirname, '../../dist/widget') });
  console.log(greeting(demo));
  const stop = (): void => {
    demo.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function greeting({ host, urlFor }: Demo): string {
  const agents = DEMO_USERS.map(({ id, name, extension, device }) => {
    const phone = {
      browser: `phone in the browser, ${extension}`,
      desk: `desk phone, ${extension}`,
      none: 'no phone',
    };
    return `  ${urlFor(id)}  ${name} (${phone[device]})`;
  });
  return [
    `Ready: ${host.url}/`,
    ...agents,
    'Press «Клиент звонит» in the panel at the lower right. Ctrl+C ends.',
  ].join('\n');
}

main().catch((error: unknown) => {
  const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(busy ? 'This port is taken: choose another one with `npm start -- --port N`.' : error);
  process.exitCode = 1;
});
