import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Browser } from 'playwright-core';
import { ZipFile } from 'yazl';
import { areaAddress } from '../../../dev/amo-host/opening/area-address';
import { openBrowser } from '../../../dev/demo/browser';
import { startForeignDemo, type ForeignDemo } from '../../../dev/demo/foreign-demo';
import type { HostWindow } from '../amo-host/host-window';
import { ANNA, settled } from '../amo-host/page-driver';

declare const window: HostWindow;

jest.setTimeout(30_000);
const FIXTURES = join(process.cwd(), 'test/fixtures/widgets');

let browser: Browser;
let folder = '';
let demo: ForeignDemo;
beforeAll(async () => {
  browser = await openBrowser({ microphone: false });
  folder = await mkdtemp(join(tmpdir(), 'foreign-demo-test-'));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});
afterEach(() => demo.close());

async function zipped(name: string): Promise<string> {
  const zip = new ZipFile();
  for (const file of readdirSync(join(FIXTURES, name), { recursive: true, withFileTypes: true }))
    if (file.isFile()) {
      const path = join(file.parentPath, file.name);
      zip.addBuffer(readFileSync(path), path.slice(join(FIXTURES, name).length + 1));
    }
  zip.end();
  const archive = join(folder, `${name}.zip`);
  await pipeline(zip.outputStream, createWriteStream(archive));
  return archive;
}

async function openedIn(area: string) {
  const page = await browser.newPage();
  await page.goto(demo.host.urlFor(ANNA) + (areaAddress(demo.host.state, area, demo.code) ?? ''));
  await settled(page);
  return page;
}

const show = (path: string, hasOffice = false) =>
  startForeignDemo({ path, code: undefined, settings: { login: '100' } }, { port: 0, hasOffice });

describe('somebody else’s widget', () => {
  it('runs from its archive instead of ours, with the settings that were given', async () => {
    demo = await show(await zipped('commonjs'));
    const page = await openedIn('leads_card');
    expect(await page.evaluate(() => Object.keys(window.APP.widgets.list))).toEqual(['own_widget']);
    expect(await page.evaluate(() => window.APP.getWidgetsArea())).toBe('leads_card');
    expect(demo.host.state.widgets.get('own_widget')?.settings).toEqual({ login: '100' });
    expect(await page.locator('.office').count()).toBe(0);
    await page.close();
  });

  it('leaves no unpacked files behind', async () => {
    demo = await show(await zipped('commonjs'));
    const directory = demo.host.state.widgets.get('own_widget')?.directory ?? '';
    expect(existsSync(directory)).toBe(true);
    await demo.close();
    expect(existsSync(directory)).toBe(false);
  });

  it.each(['syntax', 'incomplete', 'arrow'])(
    'does not take the page down when it is broken: %s',
    async (name) => {
      demo = await show(join(FIXTURES, name));
      const page = await openedIn('contacts');
      expect(await page.evaluate(() => Object.keys(window.APP.widgets.list))).toEqual([]);
      expect(await page.locator('.list-row').count()).toBe(50);
      await page.close();
    },
  );

  it('has the office beside it when it is wanted', async () => {
    demo = await show(join(FIXTURES, 'commonjs'), true);
    const page = await openedIn('leads-pipeline');
    await page.getByRole('button', { name: 'Клиент звонит' }).waitFor();
    expect(demo.office?.ami.port).toBeGreaterThan(0);
    await page.close();
  });
});
