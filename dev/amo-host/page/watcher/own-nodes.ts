/** The topmost elements that each widget put into the page. */
export class OwnNodes {
  private readonly roots = new Map<Element, string>();

  add(root: Element, widget: string): void {
    this.roots.set(root, widget);
  }

  /** Code of the widget in whose element this node is, if in any. */
  ownerOf(node: Node | null): string | undefined {
    for (let at = node; at; at = at.parentNode) {
      const owner = at instanceof Element ? this.roots.get(at) : undefined;
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  /** Those that are in the page now; the others are forgotten. */
  *living(): Iterable<readonly [Element, string]> {
    for (const entry of this.roots) {
      if (entry[0].isConnected) yield entry;
      else this.roots.delete(entry[0]);
    }
  }
}

/** A short name of an element, for people: `div#x.y`; of a file, with its address. */
export function nameOf(element: Element): string {
  const id = element.id && `#${element.id}`;
  const classes = [...element.classList].slice(0, 3).map((name) => `.${name}`);
  const file = element.getAttribute(element.localName === 'link' ? 'href' : 'src') ?? '';
  return `${element.localName}${id}${classes.join('')}${file && ` ${file}`}`;
}
