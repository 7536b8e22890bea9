/**
 * Makes the children of `place` equal to those of `wanted`, touching only what differs: focus, caret, typed text,
 * scroll position and running animations of what stays are kept. A child is found again by its node name and `data-key`;
 * what is inside a `data-slot` belongs to somebody else and is left alone.
 */
export function patch(place: ParentNode & Node, wanted: ParentNode & Node): void {
  let current = place.firstChild;
  for (const next of [...wanted.childNodes]) {
    const kept = findSame(current, next);
    if (!kept) {
      place.insertBefore(next, current);
      continue;
    }
    while (current && current !== kept) current = removeAndStep(current);
    patchNode(kept, next);
    current = kept.nextSibling;
  }
  while (current) current = removeAndStep(current);
}

/** The first of the remaining children that can become `next`; without a key only the very next one can. */
function findSame(from: ChildNode | null, next: ChildNode): ChildNode | undefined {
  const key = keyOf(next);
  for (let node = from; node; node = node.nextSibling) {
    if (node.nodeName === next.nodeName && keyOf(node) === key) return node;
    if (key === undefined) return undefined;
  }
  return undefined;
}

function keyOf(node: Node): string | undefined {
  return node instanceof HTMLElement ? node.dataset['key'] : undefined;
}

function removeAndStep(node: ChildNode): ChildNode | null {
  const following = node.nextSibling;
  node.remove();
  return following;
}

function patchNode(kept: ChildNode, next: ChildNode): void {
  if (kept.isEqualNode(next)) return;
  if (kept instanceof Element && next instanceof Element) {
    patchAttributes(kept, next);
    if (!kept.hasAttribute('data-slot')) patch(kept, next);
  } else if (kept.nodeValue !== next.nodeValue) {
    kept.nodeValue = next.nodeValue;
  }
}

function patchAttributes(kept: Element, next: Element): void {
  for (const name of kept.getAttributeNames()) if (!next.hasAttribute(name)) kept.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (kept.getAttribute(name) !== value) kept.setAttribute(name, value);
  }
}
