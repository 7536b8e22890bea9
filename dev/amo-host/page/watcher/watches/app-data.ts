import { blame } from '../blame';
import type { Inspection, Watch } from '../watch';
import { watchCalls } from '../watched-function';

type Plain = Record<string, unknown>;

const CONSTANTS = ['user', 'user_rights', 'account', 'managers', 'groups', 'task_types'];

/** The host's own register of running widgets; it grows and shrinks with them. */
const LIST = 'APP.widgets.list';

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * `APP` is for reading. Its properties become accessors that ask who writes; the objects stay the same ones, so the
 * page compares, clones and walks them as ever. New and removed names, and what lies in arrays, show by comparing.
 */
class ReadOnlyData {
  private readonly names = new Map<Plain, { readonly path: string; keys: string }>();
  private readonly lists = new Map<readonly unknown[], { readonly path: string; text: string }>();

  constructor(private readonly watch: Watch) {}

  guard(value: unknown, path: string): void {
    if (Array.isArray(value)) return void this.lists.set(value, { path, text: JSON.stringify(value) });
    if (!isPlain(value) || this.names.has(value) || path === LIST) return;
    this.names.set(value, { path, keys: Object.keys(value).join() });
    this.guardMembers(value, path, (member, at) => this.guard(member, at));
  }

  /** What the host puts there later (the card of the next page) lives as long as its page: it is not kept here. */
  private guardLater(value: unknown, path: string): void {
    this.guardMembers(value, path, (member, at) => this.guardLater(member, at));
  }

  private guardMembers(value: unknown, path: string, guard: (member: unknown, path: string) => void): void {
    if (!isPlain(value)) return;
    for (const key of Object.keys(value)) {
      this.guardMember(value, key, `${path}.${key}`);
      guard(value[key], `${path}.${key}`);
    }
  }

  inspect(): void {
    for (const [object, was] of this.names) {
      const keys = Object.keys(object).join();
      if (keys === was.keys) continue;
      was.keys = keys;
      this.watch.found('app-write', was.path, was.path);
    }
    for (const [list, was] of this.lists) {
      const text = JSON.stringify(list);
      if (text === was.text) continue;
      was.text = text;
      this.watch.found('app-write', was.path, was.path);
    }
  }

  private guardMember(owner: Plain, key: string, path: string): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (!descriptor?.configurable || !descriptor.writable) return;
    let held: unknown = descriptor.value;
    Object.defineProperty(owner, key, {
      enumerable: descriptor.enumerable === true,
      configurable: true,
      get: () => held,
      set: (value: unknown) => {
        held = value;
        this.guardLater(value, path);
        const by = blame();
        if (by) this.watch.caught('app-write', path, by);
      },
    });
  }
}

export function watchAppData(watch: Watch, app: Plain & { constant(key: string): unknown }): Inspection {
  watchCalls(app, 'constant', {
    before: ({ args: [key, value] }) => {
      const by = value === undefined ? undefined : blame();
      if (by) watch.caught('app-write', `APP.constant('${String(key)}', …)`, by);
    },
  });
  const data = new ReadOnlyData(watch);
  for (const key of CONSTANTS) data.guard(app.constant(key), `APP.constant('${key}')`);
  data.guard(app, 'APP');
  return () => data.inspect();
}
