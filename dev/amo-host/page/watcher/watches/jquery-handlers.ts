import { blame } from '../blame';
import type { Watch } from '../watch';
import { watchCalls } from '../watched-function';
import { isOfHost, isStanding, targetName } from './listeners';

interface Handle {
  readonly handler: unknown;
}

/** Parts of jQuery 2.1.3 that its own plugins use; not in its public API. */
interface InnerJquery {
  readonly event: object;
  _data(element: unknown, name: 'events'): Record<string, readonly Handle[]> | undefined;
}

const innerJquery = (): InnerJquery => $ as unknown as InnerJquery;

const isBound = (target: EventTarget | undefined, handler: unknown): boolean => {
  const events = target && innerJquery()._data(target, 'events');
  return Object.values(events ?? {}).some((handles) => handles.some((each) => each.handler === handler));
};

/** `click.widget:CODE keydown.widget:CODE-phone`: the host can take all of them away by the widget's name. */
const hasNamespace = (types: string, code: string): boolean =>
  types.split(/\s+/).every((type) => type.includes('.') && type.includes(code));

/** Handlers that were bound by jQuery on what the host owns. Its `off` is seen by asking jQuery afterwards. */
export function watchJqueryHandlers(watch: Watch): void {
  const remember = (target: EventTarget, types: string, given: unknown): void => {
    const by = blame();
    if (by?.widget === undefined) return;
    const handler = (given as { handler?: unknown } | undefined)?.handler ?? given;
    const what = `${targetName(target)} · ${types}`;
    if (!(target instanceof Element) && !hasNamespace(types, by.widget))
      watch.caught('listener-without-namespace', what, by);
    const at = new WeakRef(target);
    watch.resources.add(by.widget, {
      rule: 'listener-left',
      what,
      where: by.where,
      isLeft: () => isStanding(at.deref()) && isBound(at.deref(), handler),
    });
  };
  watchCalls(innerJquery().event, 'add', {
    after: ({ args: [target, types, given] }) => {
      if (isOfHost(target, watch)) remember(target, String(types), given);
    },
  });
}
