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
  '--autoplay-policy=no-user-gesture-required',
];

/** A microphone that beeps, allowed without a question. */
const FAKE_MICROPHONE = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

export async function openBrowser({
  microphone = true,
  flags = [] as readonly string[],
} = {}): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] || CANDIDATES.find((path) => existsSync(path));
  if (!executablePath)
    throw new Error('No Chromium here: `npm test` installs it on Debian, or set CHROMIUM to its path.');
  return chromium.launch({
    executablePath,
    args: [...FLAGS, ...(microphone ? FAKE_MICROPHONE : ['--use-fake-device-for-media-stream']), ...flags],
  });
}
