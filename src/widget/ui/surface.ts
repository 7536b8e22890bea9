/**
 * Where our floating things live: one root at the end of `body` with a place for the panel and one for the card, both in
 * the corner beside the host's left menu. Nothing exists until a place is asked for; `remove` takes everything away.
 * The look comes from `style.css` of the archive.
 */
export interface Surface {
  readonly root: HTMLElement;
  readonly card: HTMLElement;
  readonly panel: HTMLElement;
  remove(): void;
}

export function createSurface(): Surface {
  let root: HTMLElement | undefined;
  const places = new Map<string, HTMLElement>();

  const rootOf = (): HTMLElement => {
    root ??= appended(document.body, 'tel');
    return root;
  };

  const place = (name: 'panel' | 'card'): HTMLElement => {
    const found = places.get(name) ?? appended(rootOf(), `tel-at tel-at--${name}`);
    places.set(name, found);
    return found;
  };

  return {
    get root() {
      return rootOf();
    },
    get card() {
      return place('card');
    },
    get panel() {
      return place('panel');
    },
    remove() {
      root?.remove();
      root = undefined;
      places.clear();
    },
  };
}

function appended(parent: HTMLElement, className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  parent.append(element);
  return element;
}
