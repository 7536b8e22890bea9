/** @jest-environment node */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { openBrowser } from '../../../dev/demo/browser';
import { INCOMING, PICTURES } from './panel-pictures';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../../..');
/** Screenshots to be held beside the reference; not part of the repository. */
const SHOTS = join(ROOT, 'build/look');
const STATES = Object.entries({ ...PICTURES, incoming: INCOMING });

let browser: Browser;
let page: Page;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const bundle = await build({
    entryPoints: [join(__dirname, 'panel-stage.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    loader: { '.twig': 'text' },
  });
  const css = readFileSync(join(ROOT, 'src/widget/ui/style.css'), 'utf8');
  await page.setContent(`<!doctype html><html lang="ru"><style>${css}</style>
    <style>html { background: #f5f5f5 } html[data-color-scheme="dark"] { background: #0f2231 } body { margin: 0 }</style><body></body></html>`);
  await page.addScriptTag({ path: join(ROOT, 'node_modules/twig/twig.min.js') });
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
  await page.evaluate(() => (window as unknown as Stage).stage.toggle());
});

afterAll(async () => {
  await browser.close();
});

interface Stage {
  stage: { show(picture: AgentPicture): void; toggle(): void };
}

const show = async (picture: AgentPicture, theme: 'light' | 'dark'): Promise<void> => {
  await page.evaluate(
    ([next, scheme]) => {
      document.documentElement.dataset['colorScheme'] = scheme;
      (window as unknown as Stage).stage.show(next);
    },
    [picture, theme] as const,
  );
};

/** Elements that are wider than their parent, outside the screen, or below 28 px to click. */
const misfits = (): Promise<readonly string[]> =>
  page.evaluate(() => {
    const panel = document.querySelector('.tel-panel');
    if (!panel) return ['no panel'];
    const found: string[] = [];
    const { top, bottom } = panel.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) found.push('the panel leaves the screen');
    for (const element of panel.querySelectorAll<HTMLElement>('*')) {
      const box = element.getBoundingClientRect();
      const edge = panel.getBoundingClientRect();
      if (getComputedStyle(element).display === 'none') continue;
      if (box.right > edge.right + 0.5 || box.left < edge.left - 0.5)
        found.push(`wide: ${element.className}`);
      if (element.matches('button') && !element.innerText.trim() && !element.ariaLabel)
        found.push('a button without words');
      if (element.matches('button') && Math.min(box.width, box.height) < 28)
        found.push(`small: ${element.className}`);
    }
    const end = panel.querySelector('.tel-panel__end button')?.getBoundingClientRect();
    if (end && end.bottom > bottom) found.push('hanging up is cut off');
    return found;
  });

interface Pair {
  readonly text: string;
  readonly ratio: number;
}

/** WCAG 2.2 contrast of every text against the nearest ground that is painted. Disabled controls are exempt. */
const weakTexts = (): Promise<readonly Pair[]> =>
  page.evaluate(() => {
    const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color: string): number => {
      const [r = 0, g = 0, b = 0] = channels(color).map((value) => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element: Element | null): string => {
      for (let at = element; at; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if (channels(color)[3] !== 0) return color;
      }
      return 'rgb(255, 255, 255)';
    };
    const weak: Pair[] = [];
    const texts = document.createTreeWalker(
      document.querySelector('.tel-panel') ?? document.body,
      NodeFilter.SHOW_TEXT,
    );
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!element || element.closest('[disabled]')) continue;
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) weak.push({ text: texts.currentNode.nodeValue ?? '', ratio });
    }
    return weak;
  });

describe.each(['light', 'dark'] as const)('The panel in the %s theme', (theme) => {
  it.each(STATES)('%s: fits, reads and keeps hanging up in sight', async (name, state) => {
    await page.setViewportSize({ width: 1366, height: 768 });
    await show(state, theme);
    // Grounds of buttons fade for 120 ms.
    await page.waitForTimeout(150);
    await page.screenshot({
      path: join(SHOTS, `${name}-${theme}.png`),
      clip: { x: 65, y: 0, width: 420, height: 768 },
    });
    expect(await misfits()).toEqual([]);
    expect(await weakTexts()).toEqual([]);
    await page.setViewportSize({ width: 1366, height: 480 });
    expect(await misfits()).toEqual([]);
  });
});
