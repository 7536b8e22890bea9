import type { HostWindow } from './host-window';
import { ANNA, PageDriver, settled, widget } from './page-driver';

declare const window: HostWindow & Window & typeof globalThis;

const driver = new PageDriver();

/** What a widget may ask of a function of the browser. */
const facts = () => {
  const kept = 'local';
  const socket = new window.WebSocket(`ws://${location.host}/__standin/feed`);
  const added: unknown[] = [];
  const listener = function (this: unknown, event: Event) {
    added.push(this === window, event.type);
  };
  window.addEventListener('probe', listener);
  window.dispatchEvent(new Event('probe'));
  window.removeEventListener('probe', listener);
  window.dispatchEvent(new Event('probe'));
  const account = window.APP.constant('account');
  const failure = (() => {
    try {
      document.body.appendChild(undefined as unknown as Node);
      return 'none';
    } catch (error) {
      return (error as Error).name;
    }
  })();
  return {
    names: [window.setTimeout.name, window.fetch.name, Node.prototype.appendChild.name, window.alert.name],
    lengths: [EventTarget.prototype.addEventListener.length, window.Function.length],
    socket: [socket instanceof WebSocket, socket.constructor === WebSocket, WebSocket.OPEN],
    functions: [
      (() => 0) instanceof Function,
      (() => 0).constructor === Function,
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the watcher stands before this constructor
      (new Function('a', 'return a + 1') as (a: number) => number)(1),
    ],
    // eslint-disable-next-line no-eval
    eval: [eval('kept') === kept, (0, eval)('typeof kept')],
    listener: added,
    inserted: document.body.appendChild(document.createElement('i')) instanceof HTMLElement,
    failure,
    clone: JSON.stringify(structuredClone(account)) === JSON.stringify(account),
    keys: Object.keys(window.APP.widgets),
    sameApp: window.APP === window.AMOCRM,
    enumerable: Object.keys(window).filter((name) => name === 'eval' || name === 'Function'),
    storage: (localStorage.setItem('probe', '1'), localStorage.getItem('probe')),
    nativeText: /\[native code\]/.test(String(window.fetch)),
  };
};

describe('the rule watcher', () => {
  it('changes nothing that a widget could notice', async () => {
    const page = await driver.opened(ANNA, { widgets: [widget('witness')] });
    const watched = await page.evaluate(facts);
    await driver.host.close();
    await driver.context.close();
    const alone = await driver.opened(ANNA, { widgets: [] });
    expect(watched).toEqual(await alone.evaluate(facts));
    expect(watched).toMatchObject({
      listener: [true, 'probe'],
      eval: [true, 'undefined'],
      functions: [true, true, 2],
      failure: 'TypeError',
    });
  });

  it('touches no function of the browser before a widget starts, and adds no global', async () => {
    const texts = () =>
      [
        window.setTimeout,
        window.fetch,
        window.Function,
        EventTarget.prototype.addEventListener,
        Node.prototype.appendChild,
        window.WebSocket,
      ].map(String);
    const page = await driver.opened(ANNA, { widgets: [] });
    const watched = await page.evaluate(texts);
    const globals = await page.evaluate(() => Object.getOwnPropertyNames(window));
    await page.goto('about:blank');
    expect(watched).toEqual(await page.evaluate(texts));
    const plain = new Set(await page.evaluate(() => Object.getOwnPropertyNames(window)));
    const added = globals.filter((name) => !plain.has(name));
    expect(added.filter((name) => /watch|rule|standin/i.test(name))).toEqual([]);
  });

  it('costs a busy page little: ten thousand insertions and listeners', async () => {
    const page = await driver.opened(ANNA, { widgets: [widget('witness')] });
    const work = () => {
      const startedAt = performance.now();
      const holder = document.body.appendChild(document.createElement('div'));
      for (let i = 0; i < 10_000; i += 1) {
        const row = document.createElement('p');
        row.addEventListener('click', () => undefined);
        holder.appendChild(row);
      }
      holder.remove();
      return performance.now() - startedAt;
    };
    await page.evaluate(work);
    expect(await page.evaluate(work)).toBeLessThan(2000);
    await settled(page);
  });
});
