import { Lasting } from '../lasting';
import { nameOf } from '../own-nodes';
import type { Inspection, Watch } from '../watch';

/** The left menu and the head of a page are so wide and high. */
const EDGE_PX = 65;
const CONTROLS = 'a, button, input, select, textarea, [role=button], [tabindex]';

const isVisible = ({ width, height, right, bottom, left, top }: DOMRect): boolean =>
  width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;

/** Controls of the host that must stay free: left menu, its notification block, the page's head, Save. */
function* controls(watch: Watch): Iterable<readonly [Element, DOMRect]> {
  for (const control of document.querySelectorAll(CONTROLS)) {
    const place = control.getBoundingClientRect();
    if (!isVisible(place) || watch.own.ownerOf(control) !== undefined) continue;
    const isInMenu = control.closest('#left_menu') !== null;
    const isInHead = place.top < EDGE_PX;
    const isSave = control.matches('.js-widget-save, .js-widget-install');
    if (isInMenu || isInHead || isSave) yield [control, place];
  }
}

/** The middle of what of the control is inside the window. */
const middleOf = ({ left, right, top, bottom }: DOMRect): readonly [number, number] => [
  (Math.max(0, left) + Math.min(innerWidth, right)) / 2,
  (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2,
];

/** With its caption: the entries of the menu are told apart by nothing else. */
function captionOf(control: Element): string {
  const text = (control.textContent ?? '').replace(/\s+/g, ' ').trim();
  return text === '' ? nameOf(control) : `${nameOf(control)} «${text.slice(0, 30)}»`;
}

interface Cover {
  readonly control: string;
  readonly by: string;
  readonly owner: string;
}

function coverOf(control: Element, place: DOMRect, watch: Watch): Cover | undefined {
  const on = document.elementFromPoint(...middleOf(place));
  const owner = on && !control.contains(on) ? watch.own.ownerOf(on) : undefined;
  return on && owner !== undefined ? { control: captionOf(control), by: nameOf(on), owner } : undefined;
}

/** By geometry, as a hand with a mouse would find it. */
export function watchCoveredControls(watch: Watch): Inspection {
  const lasting = new Lasting<Cover>();
  return () => {
    if ([...watch.own.living()].length === 0) return;
    const covers = [...controls(watch)].flatMap(([control, place]) => coverOf(control, place, watch) ?? []);
    const seen = new Map(covers.map((cover) => [Object.values(cover).join(), cover]));
    for (const { control, by, owner } of lasting.of(seen, performance.now()))
      watch.found('covered-control', control, by, owner);
  };
}
