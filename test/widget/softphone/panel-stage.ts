import ru from '../../../i18n/ru.json';
import { showCallCards } from '../../../src/widget/call-notification/call-cards';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { phrases } from '../../../src/widget/host/phrases';
import { createPhonePanel } from '../../../src/widget/softphone/phone-panel';
import { createSurface } from '../../../src/widget/ui/surface';
import { createRender, type TwigEngine } from '../../../src/widget/ui/twig-view';
import { NOW } from './panel-pictures';

/** The host's twigjs, as a script of the page. */
declare const Twig: TwigEngine;

/** Runs in the browser of the look's test: panel and cards with the host's real twig, as desk.ts connects them. */
function stage() {
  const watchers = new Set<(picture: AgentPicture) => void>();
  const line = {
    watch(watcher: (picture: AgentPicture) => void) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
  const shared = {
    line,
    run: async () => undefined,
    navigate: () => undefined,
    say: phrases(
      () => ru,
      () => 'ru',
    ),
    language: 'ru',
    render: createRender(Twig),
    clock: { now: () => NOW, after: () => () => undefined },
  };
  const surface = createSurface();
  showCallCards({ ...shared, place: surface.card });
  const panel = createPhonePanel({ ...shared, surface });
  return {
    show: (picture: AgentPicture) => watchers.forEach((watcher) => watcher(picture)),
    toggle: () => panel.toggle(),
  };
}

Object.assign(window, { stage: stage() });
