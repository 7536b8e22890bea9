const GAP_PX = 8;
/** Distance of card and panel from the lower edge, as in `style.css`. */
const BOTTOM_PX = 12;
/** A toast begins within this distance from the lower edge, or from the toast below it. */
const REACH_PX = [6, 24, 42] as const;
/** Across our corner: from the edge of the left menu to the middle of a card. */
const PROBES_X = [89, 257] as const;

/**
 * While a card or the panel is shown it stands above the host's toasts (look.md, "Notices"). amoCRM does not say what
 * its toasts are called, so they are known by their box: the nearest fixed ancestor of what is painted in our corner,
 * standing at the lower edge and smaller than half of the window (so a modal, the notification centre and the left menu
 * are none). A box that is not found leaves us where we are. Looks only when the page or our own surface has changed,
 * and listens to the page only while there is something to keep clear. Returns the undo.
 */
export function keepClearOfToasts(root: HTMLElement): () => void {
  let frame = 0;
  let isWatching = false;

  const measure = (): void => {
    frame = 0;
    lift(root, isWatching ? toastHeight(root) : 0);
  };
  const soon = (): void => {
    frame ||= requestAnimationFrame(measure);
  };
  const page = new MutationObserver((changes) => {
    if (changes.some(({ target }) => !root.contains(target))) soon();
  });
  const watch = (on: boolean): void => {
    if (on === isWatching) return;
    isWatching = on;
    page.disconnect();
    if (on)
      page.observe(document.body, {
        ...{ childList: true, subtree: true },
        ...{ attributes: true, attributeFilter: ['class', 'style'] },
      });
    // A toast slides in: its place is known when it has arrived.
    for (const arrived of ['transitionend', 'animationend', 'resize'])
      if (on) window.addEventListener(arrived, soon);
      else window.removeEventListener(arrived, soon);
    soon();
  };
  const own = new MutationObserver(() => watch(root.querySelector('.tel-card, .tel-panel') !== null));
  own.observe(root, { childList: true, subtree: true });

  return () => {
    own.disconnect();
    watch(false);
    cancelAnimationFrame(frame);
  };
}

function lift(root: HTMLElement, height: number): void {
  const wanted = height > 0 ? `${height}px` : '';
  if (root.style.getPropertyValue('--tel-lift') === wanted) return;
  if (wanted) root.style.setProperty('--tel-lift', wanted);
  else root.removeAttribute('style');
}

/** From our place at the lower edge to above the highest toast, gap included; `0` = no toast. */
function toastHeight(root: HTMLElement): number {
  let top = window.innerHeight;
  for (let box = toastBelow(top, root); box; box = toastBelow(top, root)) top = box.top;
  return top === window.innerHeight ? 0 : Math.ceil(window.innerHeight - top + GAP_PX - BOTTOM_PX);
}

/** The lowest toast that ends a little above `edge`. */
function toastBelow(edge: number, root: HTMLElement): DOMRect | undefined {
  for (const distance of REACH_PX)
    for (const x of PROBES_X)
      for (const element of document.elementsFromPoint(x, edge - distance)) {
        const box = root.contains(element) ? undefined : fixedBox(element);
        if (box && box.top < edge - 1 && isToastLike(box)) return box;
      }
  return undefined;
}

function fixedBox(from: Element): DOMRect | undefined {
  for (let at: Element | null = from; at && at !== document.body; at = at.parentElement)
    if (getComputedStyle(at).position === 'fixed') return at.getBoundingClientRect();
  return undefined;
}

function isToastLike({ width, height }: DOMRect): boolean {
  return width < window.innerWidth / 2 && height > 0 && height < window.innerHeight / 2;
}
