/** @jest-environment node */
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../../dev/demo/browser';
import { LookPage } from '../support/look-page';
import { INCOMING, PICTURES, TALKING } from './panel-pictures';

jest.setTimeout(120_000);

const STATES = Object.entries({ ...PICTURES, incoming: INCOMING });

let browser: Browser;
let look: LookPage;

beforeAll(async () => {
  browser = await openBrowser();
  look = await LookPage.open(browser);
  await look.togglePanel();
});

afterAll(async () => {
  await browser.close();
});

describe.each(['light', 'dark'] as const)('The panel in the %s theme', (theme) => {
  it.each(STATES)('%s: fits, reads and keeps hanging up in sight', async (name, state) => {
    await look.page.setViewportSize({ width: 1366, height: 768 });
    await look.show(state, theme);
    await look.shoot(`${name}-${theme}`);
    expect(await look.misfits('.tel-panel')).toEqual([]);
    expect(await look.weakTexts('.tel-panel')).toEqual([]);
    await look.page.setViewportSize({ width: 1366, height: 480 });
    expect(await look.misfits('.tel-panel')).toEqual([]);
  });

  it.each(['keys', 'transfer'])('%s below a talk: fits and reads', async (pane) => {
    await look.page.setViewportSize({ width: 1366, height: 768 });
    await look.show(TALKING, theme);
    await look.page.locator(`[data-act=${pane}]`).click();
    if (pane === 'keys') await look.page.keyboard.type('204#');
    await look.shoot(`${pane}-${theme}`);
    expect(await look.misfits('.tel-panel')).toEqual([]);
    expect(await look.weakTexts('.tel-panel')).toEqual([]);
    await look.page.setViewportSize({ width: 1366, height: 480 });
    expect(await look.misfits('.tel-panel')).toEqual([]);
    await look.page.locator(`[data-act=${pane}]`).click();
  });
});
