import { blame } from '../blame';
import { nameOf } from '../own-nodes';
import type { Watch } from '../watch';
import { watchCalls, watchSetter } from '../watched-function';

interface Bound {
  readonly type: string;
  readonly listener: unknown;
  readonly capture: boolean;
  isRemoved: boolean;
}

const OF_THE_PAGE = (): readonly unknown[] => [window, document, document.documentElement, document.body];

/** Something of the host that outlives the widget: its window, document, or an element that stands in the page. */
export function isOfHost(target: unknown, watch: Watch): target is EventTarget {
  if (OF_THE_PAGE().includes(target)) return true;
  return target instanceof Element && target.isConnected && watch.own.ownerOf(target) === undefined;
}

export function targetName(target: EventTarget): string {
  if (target === window) return 'window';
  if (target === document) return 'document';
  return target instanceof Element ? nameOf(target) : target.constructor.name;
}

const captures = (options: unknown): boolean =>
  typeof options === 'object' && options !== null
    ? (options as AddEventListenerOptions).capture === true
    : options === true;

/** Still in the page, where it can be heard. */
export const isStanding = (target: EventTarget | undefined): boolean =>
  target !== undefined && (!(target instanceof Element) || target.isConnected);

/** `window.onbeforeunload = …` and its like on the document. */
function watchHandlerProperties(watch: Watch): void {
  const owners: readonly (readonly [object, EventTarget])[] = [
    [window, window],
    [Document.prototype, document],
  ];
  for (const [owner, target] of owners) {
    for (const name of Object.getOwnPropertyNames(owner).filter((each) => each.startsWith('on')))
      watchSetter(owner, name, {
        after: ({ args: [handler] }) => {
          const by = typeof handler === 'function' ? blame() : undefined;
          if (by?.widget === undefined) return;
          watch.resources.add(by.widget, {
            rule: 'listener-left',
            what: `${targetName(target)} · ${name}`,
            where: by.where,
            isLeft: () => Reflect.get(target, name) === handler,
          });
        },
      });
  }
}

/** Listeners that were added without jQuery. */
export function watchListeners(watch: Watch): void {
  const boundOf = new WeakMap<EventTarget, Bound[]>();
  const nativeAdd = EventTarget.prototype.addEventListener;

  const remember = (target: EventTarget, args: readonly unknown[]): void => {
    // Asked first: it is cheap, and most listeners are on a widget's own elements.
    if (!isOfHost(target, watch)) return;
    const by = blame();
    // What jQuery adds is one dispatcher per element; its handlers are watched there.
    if (by?.widget === undefined || by.through === 'jquery') return;
    const [type, listener, options] = args as [string, unknown, AddEventListenerOptions | undefined];
    const bound: Bound = { type, listener, capture: captures(options), isRemoved: false };
    boundOf.set(target, [...(boundOf.get(target) ?? []).filter((each) => !each.isRemoved), bound]);
    if (options?.once)
      nativeAdd.call(target, type, () => (bound.isRemoved = true), { once: true, capture: bound.capture });
    const signal = options?.signal;
    const at = new WeakRef(target);
    watch.resources.add(by.widget, {
      rule: 'listener-left',
      what: `${targetName(target)} · ${type}`,
      where: by.where,
      isLeft: () => !bound.isRemoved && signal?.aborted !== true && isStanding(at.deref()),
    });
  };

  watchHandlerProperties(watch);
  watchCalls(EventTarget.prototype, 'addEventListener', {
    after: ({ self, args }) => {
      if (typeof args[1] === 'function' || typeof args[1] === 'object')
        remember((self as EventTarget | undefined) ?? window, args);
    },
  });
  watchCalls(EventTarget.prototype, 'removeEventListener', {
    before: ({ self, args: [type, listener, options] }) => {
      const capture = captures(options);
      for (const bound of boundOf.get((self as EventTarget | undefined) ?? window) ?? [])
        if (bound.type === type && bound.listener === listener && bound.capture === capture)
          bound.isRemoved = true;
    },
  });
}
