import ru from '../../../i18n/ru.json';
import { showCallCards } from '../../../src/widget/call-notification/call-cards';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { phrases } from '../../../src/widget/host/phrases';
import { createPhonePanel } from '../../../src/widget/softphone/phone-panel';
import { createSurface } from '../../../src/widget/ui/surface';
import { createRender, createTwigView, type TwigEngine } from '../../../src/widget/ui/twig-view';
import { emptyPanes } from './empty-panes';
import { HandLine } from './hand-line';
import { NOW } from './panel-pictures';

/** The host's twigjs, as a script of the page. */
declare const Twig: TwigEngine;

/** Runs in the browser of the look's test: panel and cards with the host's real twig, as desk.ts connects them. */
function stage() {
  const line = new HandLine();
  const render = createRender(Twig);
  const clock = { now: () => NOW, after: () => () => undefined };
  const shared = {
    line,
    run: async () => undefined,
    navigate: () => undefined,
    openResult: () => undefined,
    ...emptyPanes(),
    say: phrases(
      () => ru,
      () => 'ru',
    ),
    language: 'ru',
    clock,
  };
  const surface = createSurface();
  showCallCards({ ...shared, render, place: surface.card });
  const panel = createPhonePanel({
    ...shared,
    surface,
    openView: (place, act) => createTwigView(place, render, clock, act),
  });
  return {
    show: (picture: AgentPicture) => line.show(picture),
    toggle: () => panel.toggle(),
  };
}

Object.assign(window, { stage: stage() });
