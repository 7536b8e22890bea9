import { blame } from '../blame';
import { nameOf } from '../own-nodes';
import type { Watch } from '../watch';
import { watchCalls } from '../watched-function';

const ALWAYS_FORBIDDEN = '.js-widget-install, .js-widget-uninstall';
/** Save may be pressed by code only where there is nothing to set. */
const SAVE = '.js-widget-save';

const hasFields = (button: Element): boolean =>
  Boolean(button.closest('.modal, .widget-settings')?.querySelector('.widget_settings_block input'));

const isForbidden = (button: Element): boolean =>
  button.matches(ALWAYS_FORBIDDEN) || (button.matches(SAVE) && hasFields(button));

/** Clicks of a widget on the buttons with which the administrator decides. */
export function watchVirtualClicks(watch: Watch): void {
  const look = (target: unknown): void => {
    const button = target instanceof Element ? target.closest(`${ALWAYS_FORBIDDEN}, ${SAVE}`) : null;
    const by = button && isForbidden(button) ? blame() : undefined;
    if (button && by) watch.caught('virtual-click', nameOf(button), by);
  };
  watchCalls(HTMLElement.prototype, 'click', {
    before: ({ self }) => {
      // jQuery's `trigger` is seen below, where it begins.
      if (blame()?.through !== 'jquery') look(self);
    },
  });
  watchCalls(EventTarget.prototype, 'dispatchEvent', {
    before: ({ self, args: [event] }) => {
      if ((event as Event | undefined)?.type === 'click') look(self);
    },
  });
  watchCalls(($ as unknown as { event: object }).event, 'trigger', {
    before: ({ args: [event, , target] }) => {
      const type = typeof event === 'string' ? event : (event as { type?: string } | undefined)?.type;
      if (type?.startsWith('click')) look(target);
    },
  });
}
