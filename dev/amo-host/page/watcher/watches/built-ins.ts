import { isLibraryTrace } from '../library-traces';
import type { Inspection, Watch } from '../watch';

type Part = 'value' | 'get' | 'set';
type Looks = Map<PropertyKey, readonly unknown[]>;

const LIBRARIES = ['jQuery', '$', '_', 'APP', 'AMOCRM', 'require', 'requirejs', 'define'];

const CLASSES = [
  'Object',
  'Array',
  'Function',
  'String',
  'Number',
  'Boolean',
  'Date',
  'RegExp',
  'Promise',
  'Map',
  'Set',
  'Error',
  'Event',
  'EventTarget',
  'Node',
  'Element',
  'HTMLElement',
  'Document',
  'Storage',
  'XMLHttpRequest',
  'WebSocket',
];

const objectAt = (owner: object, name: string): object | undefined => {
  const value: unknown = Reflect.get(owner, name);
  return typeof value === 'function' || (typeof value === 'object' && value) ? value : undefined;
};

function* builtIns(): Iterable<readonly [string, object]> {
  for (const name of CLASSES) {
    const made = objectAt(window, name);
    const prototype = made && objectAt(made, 'prototype');
    if (made) yield [name, made];
    if (prototype) yield [`${name}.prototype`, prototype];
  }
  for (const name of ['Math', 'JSON', 'console', '_']) {
    const made = objectAt(window, name);
    if (made) yield [name, made];
  }
  const jquery = objectAt(window, 'jQuery');
  const fn = jquery && objectAt(jquery, 'fn');
  if (jquery) yield ['jQuery', jquery];
  if (fn) yield ['jQuery.fn', fn];
}

/** Statics that change by being used: `RegExp.$1`, the counters of jQuery. */
const isRestless = (owner: object, value: unknown): boolean =>
  owner === RegExp || (owner === Reflect.get(window, 'jQuery') && typeof value !== 'function');

function looksOf(owner: object): Looks {
  const looks: Looks = new Map();
  for (const key of Reflect.ownKeys(owner)) {
    const { value, get, set } = (Reflect.getOwnPropertyDescriptor(owner, key) ?? {}) as Partial<
      Record<Part, unknown>
    >;
    if (!isRestless(owner, value)) looks.set(key, [value, get, set]);
  }
  return looks;
}

const isSame = (before: readonly unknown[], now: readonly unknown[]): boolean =>
  before.every((each, index) => Object.is(each, now[index]));

/** Compares built-ins and the libraries with what they were before the first widget. */
class Snapshot {
  private looks: Looks;

  constructor(
    private readonly name: string,
    private readonly owner: object,
  ) {
    this.looks = looksOf(owner);
  }

  /** Names of what changed since the last time. */
  changes(): readonly string[] {
    const before = this.looks;
    const now = looksOf(this.owner);
    this.looks = now;
    const names = new Set([...before.keys(), ...now.keys()]);
    return [...names]
      .filter((key) => {
        const [was, is] = [before.get(key), now.get(key)];
        return !was || !is || !isSame(was, is);
      })
      .map((key) => `${this.name}.${String(key)}`);
  }
}

/** Functions of the window that a widget may have put its own in the place of. */
function windowFunctions(): Map<string, unknown> {
  const names = Object.getOwnPropertyNames(window).filter(
    (name) =>
      LIBRARIES.includes(name) || typeof Object.getOwnPropertyDescriptor(window, name)?.value === 'function',
  );
  return new Map(names.map((name) => [name, Reflect.get(window, name)]));
}

export function watchBuiltIns({ found }: Watch): Inspection {
  const snapshots = [...builtIns()].map(([name, owner]) => new Snapshot(name, owner));
  const functions = windowFunctions();
  return () => {
    for (const changed of snapshots.flatMap((each) => each.changes()))
      if (!isLibraryTrace(changed)) found('changed-built-in', changed, changed);
    for (const [name, before] of functions) {
      const now: unknown = Reflect.get(window, name);
      if (now === before) continue;
      functions.set(name, now);
      found('changed-built-in', `window.${name}`, `window.${name}`);
    }
  };
}
