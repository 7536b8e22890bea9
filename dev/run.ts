import { join } from 'node:path';
import type { AmoHost } from './amo-host/amo-host';
import { areaAddress } from './amo-host/opening/area-address';
import { WidgetRefusal } from './amo-host/opening/widget-refusal';
import { startDemo } from './demo/demo';
import { DEMO_INTEGRATION, DEMO_USERS } from './demo/demo-account';
import { startForeignDemo } from './demo/foreign-demo';
import { USAGE, WrongFlags, startOptions, type ForeignWidget, type StartOptions } from './start-options';

interface Shown {
  readonly host: AmoHost;
  readonly lines: readonly string[];
  close(): Promise<void>;
}

const agentLines = (urlOf: (userId: number) => string): string[] =>
  DEMO_USERS.map(({ id, name, extension, device }) => {
    const phone = {
      browser: `phone in the browser, ${extension}`,
      desk: `desk phone, ${extension}`,
      none: 'no phone',
    };
    return `  ${urlOf(id)}  ${name} (${phone[device]})`;
  });

/** Where the browser goes; without flags the first user's plain address. */
function startAddress(host: AmoHost, code: string, { area, userId }: StartOptions): string {
  const base = userId === undefined ? host.url : host.urlFor(userId);
  return base + (area === undefined ? '/' : (areaAddress(host.state, area, code) ?? '/'));
}

async function showOurs(options: StartOptions): Promise<Shown> {
  const demo = await startDemo({
    port: options.port,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    platform: options.platform,
    ...(options.language && { language: options.language }),
  });
  return {
    host: demo.host,
    lines: [
      `Ready: ${startAddress(demo.host, DEMO_INTEGRATION.widgetCode, options)}`,
      ...agentLines(demo.urlFor),
      'Press «Клиент звонит» in the panel at the lower right. Ctrl+C ends.',
    ],
    close: () => demo.close(),
  };
}

async function showForeign(widget: ForeignWidget, options: StartOptions): Promise<Shown> {
  const demo = await startForeignDemo(widget, options);
  const { host, office, code } = demo;
  const admin = DEMO_USERS.find(({ isAdmin }) => isAdmin);
  return {
    host,
    lines: [
      `Ready: ${startAddress(host, code, options)}`,
      `  the widget ${code} from ${widget.path} instead of ours`,
      ...demo.warnings.map((warning) => `  ! ${warning}`),
      ...(admin ? [`  its settings: ${host.urlFor(admin.id)}/settings/widgets/ (${admin.name})`] : []),
      `  API: ${host.url}/api/v4/ with "Authorization: Bearer ${DEMO_INTEGRATION.longLivedToken}"`,
      ...(office ? [`  office: AMI ${office.ami.host}:${office.ami.port}, SIP ${office.sipUrl}`] : []),
      'Ctrl+C ends.',
    ],
    close: () => demo.close(),
  };
}

/** What `npm start` runs, until Ctrl+C. */
async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE);
  const options = startOptions(args);
  const shown = await (options.widget ? showForeign(options.widget, options) : showOurs(options));
  console.log(shown.lines.join('\n'));
  let closing: Promise<void> | undefined;
  const stop = (): void => {
    closing ??= shown.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  // A second Ctrl+C ends at once; a second SIGTERM comes by itself when the whole group gets one.
  process.once('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function sentence(error: unknown): unknown {
  if (error instanceof WrongFlags || error instanceof WidgetRefusal) return error.message;
  const isBusy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  return isBusy ? 'This port is taken: choose another one with `npm start -- --port N`.' : error;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(sentence(error));
  process.exitCode = 1;
});
