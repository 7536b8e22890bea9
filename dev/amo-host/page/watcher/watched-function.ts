export interface Call {
  readonly self: unknown;
  readonly args: readonly unknown[];
}

interface Look {
  readonly before?: (call: Call) => void;
  readonly after?: (call: Call & { readonly result: unknown }) => void;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** A mistake of the watcher must not become one of the page. */
function safely(look: () => void): void {
  try {
    look();
  } catch (error) {
    console.debug('rule watcher', error);
  }
}

/** A proxy keeps everything that can be asked of a function: `this`, answer, name, length, own members, `new`. */
const watched = (original: AnyFunction, { before, after }: Look): AnyFunction =>
  new Proxy(original, {
    apply(target, self, args: unknown[]) {
      if (before) safely(() => before({ self, args }));
      const result: unknown = Reflect.apply(target, self, args);
      if (after) safely(() => after({ self, args, result }));
      return result;
    },
  });

/** Looks at the calls of `owner[name]`. What is missing in this browser is left out. */
export function watchCalls(owner: object, name: string, look: Look): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (typeof descriptor?.value !== 'function') return;
  Object.defineProperty(owner, name, {
    ...descriptor,
    value: watched(descriptor.value as AnyFunction, look),
  });
}

export function watchSetter(owner: object, name: string, look: Look): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (!descriptor?.set) return;
  Object.defineProperty(owner, name, { ...descriptor, set: watched(descriptor.set, look) });
}

/** Looks at what `new owner[name](…)` made; calls without `new` too, where they are allowed. */
export function watchConstructor(
  owner: object,
  name: string,
  made: (result: object, args: readonly unknown[]) => void,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  const original = descriptor?.value as (new (...args: unknown[]) => object) | undefined;
  if (typeof original !== 'function') return;
  const told = (result: object, args: unknown[]): object => {
    safely(() => made(result, args));
    return result;
  };
  const value = new Proxy(original, {
    construct: (target, args: unknown[], asked) =>
      told(Reflect.construct(target, args, asked) as object, args),
    apply: (target, self, args: unknown[]) =>
      told(Reflect.apply(target as unknown as AnyFunction, self, args) as object, args),
  });
  Object.defineProperty(owner, name, { ...descriptor, value });
  // So that `made.constructor === window[name]` stays true.
  const prototype = original.prototype as object;
  const own = Object.getOwnPropertyDescriptor(prototype, 'constructor');
  if (own) Object.defineProperty(prototype, 'constructor', { ...own, value });
}
