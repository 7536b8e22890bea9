import { join } from 'node:path';
import type { TwigEngine } from '../../src/widget/ui/twig-view';
import { buildWidget, loadAmd, type AmdModule } from './support/built-widget';
import { fakeHost, type WidgetConstructor } from './support/host-fake';
import { keepBooks, type PageTraces } from './support/page-traces';

/** The host's fake answers for it that it is away: the widget tries to connect for as long as it lives. */
const AWAY = 'https://pbx.example';

let traces: () => PageTraces;
let beforeImport: PageTraces;
let amd: AmdModule;

beforeAll(async () => {
  const folder = await buildWidget();
  const engine = jest.requireActual<TwigEngine>('twig');
  const load = (url: string): unknown => loadAmd(join(folder, url.replace(/^.*\/|\?.*$/g, '')), {}).value;
  const hostRequire = ([url]: readonly [string], loaded: (value: unknown) => void): void =>
    queueMicrotask(() => loaded(load(url)));
  Object.assign(window, { APP: {}, require: hostRequire });
  // jsdom has no layout: nothing is painted anywhere.
  document.elementsFromPoint = () => [];
  traces = keepBooks();
  beforeImport = traces();
  amd = loadAmd(join(folder, 'script.js'), { twigjs: engine });
}, 120_000);

// The host's answers of one test do not reach into the next.
afterEach(() => new Promise<void>((settled) => void setTimeout(settled, 10)));

function install(settings: Record<string, unknown> = { gateway_url: AWAY }) {
  const host = fakeHost(settings);
  // Each test gets a function of its own to extend, as each page load gives the host a fresh one.
  const original = amd.value as (this: unknown) => void;
  const Custom = function (this: unknown) {
    original.call(this);
  } as unknown as WidgetConstructor;
  return { ...host, widget: host.construct(Custom) };
}

const step = (widget: ReturnType<typeof install>['widget'], ...names: readonly string[]): unknown[] =>
  names.map((name) => widget.callbacks[name]?.());

it('is an anonymous AMD module whose value is a plain function that can be extended', () => {
  expect(amd.name).toBeUndefined();
  expect(amd.dependencies).toEqual(['twigjs']);
  expect(typeof amd.value).toBe('function');
  const { prototype } = amd.value as { prototype?: object };
  expect(prototype).toBeDefined();
  expect(() => Reflect.apply(amd.value as () => void, {}, [])).not.toThrow();
});

it('touches nothing when it is loaded, and nothing when it is constructed', () => {
  expect(traces()).toEqual(beforeImport);
  install();
  expect(traces()).toEqual(beforeImport);
});

it('tells the gateway once that the settings were saved, when the host has saved them and starts it anew', () => {
  const asked: string[] = [];
  const opened = (): ReturnType<typeof install>['widget'] => {
    const { widget } = install();
    const base = Object.getPrototypeOf(widget) as Record<string, unknown>;
    base['$authorizedAjax'] = ({ url }: { url: string }) => {
      asked.push(url);
      return { then: () => undefined };
    };
    return widget;
  };
  const saved = (): number => asked.filter((url) => url === `${AWAY}/v1/settings-saved`).length;
  const first = opened();
  step(first, 'render', 'init');
  expect(step(first, 'onSave')).toEqual([true]);
  expect(saved()).toBe(0);
  step(first, 'destroy');
  const second = opened();
  step(second, 'render', 'init', 'init');
  expect(saved()).toBe(1);
  step(second, 'destroy');
});

it.each([
  ['a render that is ready at once', ['render', 'init', 'bind_actions']],
  ['a render that was awaited', ['render', 'bind_actions', 'init']],
  ['the order of the documentation', ['bind_actions', 'render', 'init']],
  ['a second start', ['render', 'init', 'bind_actions', 'render', 'init', 'bind_actions']],
  ['page after page', ['render', 'init', 'bind_actions', 'render', 'render', 'render']],
])('is there once after %s', (_name, order) => {
  const { widget, phoneActions, icons } = install();
  expect(step(widget, ...order)).toEqual(order.map(() => true));
  expect(document.querySelectorAll('.tel')).toHaveLength(1);
  expect([...document.querySelectorAll('link')].map((link) => link.getAttribute('href'))).toEqual([
    '/widgets/linia/style.css?v=0.1.0',
  ]);
  expect(phoneActions).toHaveLength(1);
  expect([...icons.keys()]).toEqual(['.widget:linia-phone']);
  step(widget, 'destroy');
});

it('leaves nothing behind: listeners, timers, elements, globals, stored keys', async () => {
  const before = traces();
  const { widget, icons } = install();
  step(widget, 'render', 'init', 'bind_actions');
  icons.forEach((click) => click());
  await new Promise((settled) => setTimeout(settled, 0));
  expect(document.querySelector('.tel-panel')).not.toBeNull();
  expect(traces()).not.toEqual(before);
  step(widget, 'destroy');
  await new Promise((settled) => setTimeout(settled, 50));
  expect(traces()).toEqual(before);
  expect(icons.size).toBe(0);
});

it('may be destroyed twice and started again', () => {
  const { widget, phoneActions } = install();
  step(widget, 'render', 'init', 'bind_actions', 'destroy', 'destroy', 'init');
  expect(document.querySelectorAll('.tel')).toHaveLength(1);
  expect(phoneActions).toHaveLength(1);
  step(widget, 'destroy');
});

it('starts where the browser blocks storage', () => {
  const blocked = jest.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('The operation is insecure', 'SecurityError');
  });
  const { widget, icons } = install();
  expect(step(widget, 'render', 'init', 'bind_actions')).toEqual([true, true, true]);
  expect(icons.size).toBe(1);
  step(widget, 'destroy');
  blocked.mockRestore();
});

it('takes every save and shows the settings as they are', () => {
  const { widget } = install();
  expect(step(widget, 'settings', 'onSave')).toEqual([true, true]);
});

it.each([undefined, '', 'не адрес вовсе', 'ftp://pbx.example'])(
  'tells the administrator about the gateway address %p instead of connecting',
  (gateway_url) => {
    localStorage.clear();
    const { widget, shown } = install({ gateway_url });
    step(widget, 'render', 'init', 'bind_actions');
    expect(shown.map(({ kind }) => kind)).toEqual(['centre']);
    step(widget, 'destroy');
    localStorage.clear();
  },
);

it('says at a click on a number why it cannot call yet, and opens nothing over the notice', async () => {
  const { widget, phoneActions, shown } = install();
  step(widget, 'render', 'init', 'bind_actions');
  phoneActions[0]?.({ value: '8 (998) 444-55-66' });
  await Promise.resolve();
  await new Promise((settled) => setTimeout(settled, 0));
  expect(document.querySelector('.tel-panel')).toBeNull();
  expect(shown.map(({ kind }) => kind)).toEqual(['toast']);
  step(widget, 'destroy');
});
