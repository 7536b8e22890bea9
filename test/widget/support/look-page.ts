import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';

const ROOT = join(__dirname, '../../..');
/** Screenshots to be held beside the reference; not part of the repository. */
const SHOTS = join(ROOT, 'build/look');

export type Theme = 'light' | 'dark';

interface Stage {
  stage: { show(picture: AgentPicture): void; toggle(): void };
}

/** Card and panel with the widget's style and the host's twig on an empty page (softphone/panel-stage.ts). */
export class LookPage {
  private constructor(readonly page: Page) {}

  static async open(browser: Browser): Promise<LookPage> {
    mkdirSync(SHOTS, { recursive: true });
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    const bundle = await build({
      entryPoints: [join(__dirname, '../softphone/panel-stage.ts')],
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
    return new LookPage(page);
  }

  togglePanel(): Promise<void> {
    return this.page.evaluate(() => (window as unknown as Stage).stage.toggle());
  }

  /** Resolves when it is drawn and still: grounds of buttons fade for 120 ms, a card rises for 160 ms. */
  async show(picture: AgentPicture, theme: Theme): Promise<void> {
    await this.page.evaluate(
      async ([next, scheme]) => {
        document.documentElement.dataset['colorScheme'] = scheme;
        (window as unknown as Stage).stage.show(next);
        await new Promise((drawn) => requestAnimationFrame(drawn));
        const passing = document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
        await Promise.allSettled(passing.map(({ finished }) => finished));
      },
      [picture, theme] as const,
    );
  }

  async shoot(name: string): Promise<void> {
    const clip = { x: 65, y: 0, width: 420, height: 768 };
    await this.page.screenshot({ path: join(SHOTS, `${name}.png`), clip });
  }

  /** Elements that are wider than their parent, outside the screen, or below 28 px to click. */
  misfits(root: string): Promise<readonly string[]> {
    return this.page.evaluate((selector) => {
      const whole = document.querySelector(selector);
      if (!whole) return ['nothing is shown'];
      const found: string[] = [];
      const edge = whole.getBoundingClientRect();
      if (edge.top < 0 || edge.bottom > innerHeight) found.push('it leaves the screen');
      // The browser draws options in a list of its own.
      for (const element of whole.querySelectorAll<HTMLElement>(':not(option)')) {
        const box = element.getBoundingClientRect();
        if (getComputedStyle(element).display === 'none') continue;
        if (box.right > edge.right + 0.5 || box.left < edge.left - 0.5)
          found.push(`wide: ${element.className}`);
        if (element.matches('button') && !element.innerText.trim() && !element.ariaLabel)
          found.push('a button without words');
        if (element.matches('button') && Math.min(box.width, box.height) < 28)
          found.push(`small: ${element.className}`);
      }
      const end = whole.querySelector('.tel-panel__end button')?.getBoundingClientRect();
      if (end && end.bottom > edge.bottom) found.push('hanging up is cut off');
      return found;
    }, root);
  }

  /** WCAG 2.2 contrast of every text against the nearest ground that is painted. Disabled controls are exempt. */
  weakTexts(root: string): Promise<readonly { readonly text: string; readonly ratio: number }[]> {
    return this.page.evaluate((selector) => {
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
      const weak: { text: string; ratio: number }[] = [];
      const whole = document.querySelector(selector) ?? document.body;
      const texts = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!element || element.closest('[disabled]')) continue;
        const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) weak.push({ text: texts.currentNode.nodeValue ?? '', ratio });
      }
      return weak;
    }, root);
  }
}
