/**
 * Where our floating things live: one root at the end of `body` with a place for the panel and one for the card, both in
 * the corner beside the host's left menu. Nothing exists until a place is asked for; `remove` takes everything away.
 */
export interface Surface {
  readonly card: HTMLElement;
  readonly panel: HTMLElement;
  remove(): void;
}

export function createSurface(): Surface {
  let root: HTMLElement | undefined;
  const places = new Map<string, HTMLElement>();

  const place = (name: 'panel' | 'card'): HTMLElement => {
    root ??= createRoot();
    const found = places.get(name) ?? createElement('div', `tel-at tel-at--${name}`);
    if (!found.parentNode) root.append(found);
    places.set(name, found);
    return found;
  };

  return {
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

function createRoot(): HTMLElement {
  const root = createElement('div', 'tel');
  document.body.append(root);
  return root;
}

function createElement(name: 'div', className: string): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
