import type { Page } from 'playwright-core';
import type { RuleWatcher } from '../../../dev/amo-host/page/watcher/rule-watcher';

interface HostWindow {
  requirejs(modules: readonly string[], done: (rules: RuleWatcher) => void): void;
}

declare const window: HostWindow;

/** Waits until the rule watcher has looked at everything and the server has heard of it. */
export const judged = (page: Page): Promise<unknown> =>
  page.evaluate(
    () =>
      new Promise((done) =>
        window.requirejs(['standin/rule-watcher'], (rules) => void rules.settle().then(done)),
      ),
  );
