import type { Page } from 'playwright-core';

/** The stand-in's rule watcher takes stacks at every step of the widget; amoCRM does not, and no peer has one. */
const IDLE_WATCHER = `define('standin/rule-watcher', [], () => ({
  watchHost() {}, onFindings() {}, starting() {}, ended() {}, settle: async () => [],
}));`;

export const withoutWatcher = (page: Page): Promise<unknown> =>
  page.route('**/__host/watcher.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: IDLE_WATCHER }),
  );
