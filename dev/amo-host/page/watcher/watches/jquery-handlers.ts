import { blame } from '../blame';
import type { Watch } from '../watch';
import { watchCalls } from '../watched-function';
import { isOfHost, targetName } from './listeners';

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

const isStanding = (target: EventTarget | undefined): boolean =>
  target !== undefined && (!(target instanceof Element) || target.isConnected);

/** Handlers that were bound by jQuery on what the host owns. Its `off` is seen by asking jQuery afterwards. */
export function watchJqueryHandlers(watch: Watch): void {
  watchCalls(innerJquery().event, 'add', {
    after: ({ args: [target, types, given] }) => {
      const by = blame();
      if (by?.widget === undefined || !isOfHost(target, watch)) return;
      const handler = (given as { handler?: unknown } | undefined)?.handler ?? given;
      const what = `${targetName(target)} · ${String(types)}`;
      const code = by.widget;
      const hasNamespace = String(types)
        .split(/\s+/)
        .every((type) => type.includes(`.`) && type.includes(code));
      if (!hasNamespace && (target as unknown) instanceof Element === false)
        watch.caught('listener-without-namespace', what, by);
      const at = new WeakRef(target);
      watch.resources.add(code, {
        rule: 'listener-left',
        what,
        where: by.where,
        isLeft: () => isStanding(at.deref()) && isBound(at.deref(), handler),
      });
    },
  });
}
