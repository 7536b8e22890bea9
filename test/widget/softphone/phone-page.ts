import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { SoftphoneFile } from '../../../src/widget/channel/phone-command';
import type { PhoneState, PhoneTask, Softphone, TalkControl } from '../../../src/widget/softphone/softphone';
import { watchPeerConnections } from '../../support/peer-connections';

interface PhoneWindow extends Window {
  softphoneFile: { default: SoftphoneFile };
  phone: Softphone;
  states: PhoneState[];
  errors: string[];
  microphones: MediaStream[];
}

/** A page with nothing but `softphone.js`. */
export async function phonePageHtml(): Promise<string> {
  const entry = join(__dirname, '../../../src/widget/softphone/softphone-entry.ts');
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'softphoneFile',
    target: 'es2022',
  });
  return `<!doctype html><meta charset="utf-8"><script>${bundle.outputFiles[0]?.text.replaceAll('</script', '<\\/script') ?? ''}</script>`;
}

export const servePhonePage = async (): Promise<ServedPage> => servePage(await phonePageHtml());

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** As a page of its own origin. */
export async function servePage(page: string): Promise<ServedPage> {
  const server: Server = createServer((_, response) =>
    response.setHeader('Content-Type', 'text/html').end(page),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One agent's (or customer's) browser tab with the phone in it. */
export class PhonePage {
  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {}

  static async open(
    browser: Browser,
    url: string,
    permissions: readonly string[] = ['microphone', 'local-network-access'],
    prepare: (context: BrowserContext) => Promise<unknown> = async () => undefined,
  ): Promise<PhonePage> {
    const context = await browser.newContext({ permissions: [...permissions] });
    await watchPeerConnections(context);
    await prepare(context);
    const page = await context.newPage();
    await page.goto(url);
    const phone = new PhonePage(page, context);
    await phone.load();
    return phone;
  }

  /** Makes the phone; anew after a reload. */
  async load(): Promise<void> {
    await this.page.evaluate(() => {
      const host = window as unknown as PhoneWindow;
      host.states = [];
      host.errors = [];
      host.phone = host.softphoneFile.default.open((error) => host.errors.push(String(error)));
      host.phone.onChanged((state) => host.states.push(state));
    });
  }

  async start(
    serverUrl: string,
    extension: string,
    password: string,
    iceServers: readonly RTCIceServer[] = [],
  ): Promise<void> {
    const account = { serverUrl, extension, password, iceServers };
    await this.page.evaluate((value) => {
      (window as unknown as PhoneWindow).phone.start(value as never, async () => ({ ok: false }));
    }, account);
  }

  /** Runs a command of the port; `'ok'` or the fault it was refused with. */
  async run(command: 'call' | 'answer' | 'decline' | 'hangUp', argument: string): Promise<string> {
    return this.page.evaluate(
      async ([name, value]) => {
        try {
          await (window as unknown as PhoneWindow).phone[name](value);
          return 'ok';
        } catch (error) {
          return (error as { fault?: string }).fault ?? String(error);
        }
      },
      [command, argument] as const,
    );
  }

  /** Of the talk control; `'ok'` or the fault it was refused with. */
  async control<Name extends keyof TalkControl>(
    name: Name,
    ...args: Parameters<TalkControl[Name]>
  ): Promise<string> {
    return this.page.evaluate(
      async ([command, values]) => {
        const { phone } = window as unknown as { phone: Record<string, (...all: unknown[]) => unknown> };
        try {
          await phone[command]?.(...values);
          return 'ok';
        } catch (error) {
          return (error as { fault?: string }).fault ?? String(error);
        }
      },
      [name, args as readonly unknown[]] as const,
    );
  }

  async perform(task: PhoneTask): Promise<void> {
    await this.page.evaluate((wanted) => (window as unknown as PhoneWindow).phone.perform(wanted), task);
  }

  async mute(id: string, muted: boolean): Promise<void> {
    await this.page.evaluate(([call, on]) => (window as unknown as PhoneWindow).phone.setMuted(call, on), [
      id,
      muted,
    ] as const);
  }

  async stop(): Promise<void> {
    await this.page.evaluate(() => (window as unknown as PhoneWindow).phone.stop());
  }

  /** All that the phone has told so far. */
  async states(): Promise<readonly PhoneState[]> {
    return this.page.evaluate(() => (window as unknown as PhoneWindow).states);
  }

  async state(): Promise<PhoneState | undefined> {
    return this.page.evaluate(() => (window as unknown as PhoneWindow).states.at(-1));
  }

  /** From now on the page keeps every microphone that it is given. */
  async watchMicrophones(): Promise<void> {
    await this.page.evaluate(() => {
      const host = window as unknown as PhoneWindow;
      host.microphones = [];
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        host.microphones.push(stream);
        return stream;
      };
    });
  }

  /** Of each one opened: does the browser still record? */
  async microphones(): Promise<readonly string[]> {
    return this.page.evaluate(() =>
      (window as unknown as PhoneWindow).microphones.map(
        (stream) => stream.getTracks()[0]?.readyState ?? 'none',
      ),
    );
  }

  async errors(): Promise<readonly string[]> {
    return this.page.evaluate(() => (window as unknown as PhoneWindow).errors);
  }

  async until(what: (state: PhoneState) => boolean, timeoutMs = 15_000): Promise<PhoneState> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const state = await this.state();
      if (state && what(state)) return state;
      if (Date.now() > end) throw new Error(`Waited in vain, the phone says ${JSON.stringify(state)}`);
      await this.page.waitForTimeout(50);
    }
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
