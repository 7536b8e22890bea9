import type { Clock } from '../../lib/clock';
import { patch } from './patch';
import { createTicking } from './ticking';

/** The host's twigjs 0.8.9, as much of it as we use. It does not escape by itself: templates write `|e` everywhere. */
export interface TwigEngine {
  twig(options: { readonly data: string }): { render(model: object): string };
}

/** Template text + model → HTML. */
export type Render = (template: string, model: object) => string;

/** Compiles each template once. */
export function createRender(engine: TwigEngine): Render {
  const compiled = new Map<string, { render(model: object): string }>();
  return (template, model) => {
    const ready = compiled.get(template) ?? engine.twig({ data: template });
    compiled.set(template, ready);
    return ready.render(model);
  };
}

/** What a click asks for: the element's `data-act`, and the element for its other `data-` values. */
export type Act = (act: string, element: HTMLElement) => void;

export interface TwigView {
  /** Shows the template with this model; nothing happens when it is what is shown already. */
  paint(template: string, model: object): void;
  /** Empties the place and listens no more. */
  destroy(): void;
}

export function createTwigView(place: HTMLElement, render: Render, clock: Clock, act: Act): TwigView {
  const ticking = createTicking(place, clock);
  let shown = '';

  const onClick = (event: MouseEvent): void => {
    const element = (event.target as Element).closest<HTMLElement>('[data-act]');
    if (!element || !place.contains(element) || isOthers(place, element)) return;
    if (opensElsewhere(event, element)) return;
    event.preventDefault();
    act(element.dataset['act'] ?? '', element);
  };
  place.addEventListener('click', onClick);

  return {
    paint(template, model) {
      const html = render(template, model);
      if (html === shown) return;
      shown = html;
      patch(place, parse(html));
      ticking.refresh();
    },
    destroy() {
      ticking.stop();
      place.removeEventListener('click', onClick);
      place.replaceChildren();
    },
  };
}

/** What stands in a slot of this view is drawn, and its clicks are heard, by somebody else. */
function isOthers(place: HTMLElement, element: HTMLElement): boolean {
  const slot = element.closest('[data-slot]');
  return slot !== null && place.contains(slot);
}

/** A link clicked with Ctrl or Cmd goes to a new browser tab, as everywhere. */
function opensElsewhere(event: MouseEvent, element: HTMLElement): boolean {
  return element.hasAttribute('href') && (event.ctrlKey || event.metaKey);
}

/** White space between tags is dropped, so that `if` blocks of a template leave no empty text behind. */
function parse(html: string): DocumentFragment {
  const holder = document.createElement('template');
  holder.innerHTML = html.replace(/>\s+</g, '><').trim();
  return holder.content;
}
