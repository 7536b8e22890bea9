import { blame } from '../blame';
import { Lasting } from '../lasting';
import type { Inspection, Watch } from '../watch';
import { watchCalls } from '../watched-function';
import { targetName } from './listeners';

const EDGE_PX = 65;
const DROPS = /^(drop|dragover|dragenter)(\.|$)/;

function isForbidden(target: EventTarget): boolean {
  if (!(target instanceof Element)) return true;
  if (!target.isConnected) return false;
  const { width, height, left, top } = target.getBoundingClientRect();
  return width > 0 && height > 0 && (left < EDGE_PX || top < EDGE_PX);
}

/** Where things may be dropped: looked at when they are set up, and again as they move. */
export function watchDropAreas(watch: Watch): Inspection {
  const areas = new Map<EventTarget, { readonly widget: string | undefined; readonly where: string }>();
  const remember = (target: unknown, types: unknown): void => {
    if (!(target instanceof EventTarget) || areas.has(target)) return;
    if (
      !String(types)
        .split(/\s+/)
        .some((type) => DROPS.test(type))
    )
      return;
    const by = blame();
    if (by) areas.set(target, by);
  };
  const native = (self: unknown, type: unknown): void => {
    if (blame()?.through !== 'jquery') remember(self, type);
  };
  watchCalls(EventTarget.prototype, 'addEventListener', {
    before: ({ self, args: [type] }) => {
      if (DROPS.test(String(type))) native(self ?? window, type);
    },
  });
  watchCalls(($ as unknown as { event: object }).event, 'add', {
    // A delegated handler is for elements that may stand anywhere.
    before: ({ args: [target, types, , , selector] }) => {
      if (!selector) remember(target, types);
    },
  });
  const lasting = new Lasting<EventTarget>();
  return () => {
    const seen = [...areas].filter(([target]) => isForbidden(target));
    const named = new Map(seen.map(([target, { where }]) => [`${targetName(target)} ${where}`, target]));
    for (const target of lasting.of(named, performance.now())) {
      const { widget, where } = areas.get(target) ?? { widget: undefined, where: '' };
      areas.delete(target);
      watch.found('drop-area', targetName(target), where, widget);
    }
  };
}
