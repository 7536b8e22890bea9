import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** Background networking off: on a machine without the outside world its refused connections cost seconds. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `as-users-have-it`: no sound before the first click on a page. */
const AUTOPLAY = {
  always: '--autoplay-policy=no-user-gesture-required',
  'as-users-have-it': '--autoplay-policy=document-user-activation-required',
} as const;

/** A microphone that beeps. */
const FAKE_MICROPHONE = '--use-fake-device-for-media-stream';

interface BrowserOptions {
  /** Allowed, else denied, without a question. */
  readonly microphone?: boolean;
  readonly autoplay?: keyof typeof AUTOPLAY;
  readonly flags?: readonly string[];
  /** Of the user whose certificates (`.pki/nssdb`) are trusted; none = whoever runs it. */
  readonly home?: string;
  /** Instead of the machine's own. */
  readonly program?: string;
}

/** Chromium or Chrome of this machine. */
export function browserProgram(): string {
  const path = process.env['CHROMIUM'] || CANDIDATES.find((candidate) => existsSync(candidate));
  if (path) return path;
  throw new Error('No Chromium here: `npm test` installs it on Debian, or set CHROMIUM to its path.');
}

/** The browser that people have, also where tests take the quick one without a frame, which lacks some of its flags. */
export function framedBrowserProgram(): string {
  return CANDIDATES.find((candidate) => existsSync(candidate)) ?? browserProgram();
}

export async function openBrowser({
  microphone = true,
  autoplay = 'always',
  flags = [],
  home,
  program = browserProgram(),
}: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    ...(home !== undefined && { env: { ...process.env, HOME: home } }),
    args: [
      ...FLAGS,
      AUTOPLAY[autoplay],
      FAKE_MICROPHONE,
      `--use-fake-ui-for-media-stream${microphone ? '' : '=deny'}`,
      ...flags,
    ],
  });
}
