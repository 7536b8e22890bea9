import { blame, type Blame } from '../blame';
import { nameOf } from '../own-nodes';
import type { Watch } from '../watch';
import { watchCalls, watchSetter } from '../watched-function';

const INSERTING: readonly (readonly [object, readonly string[]])[] = [
  [Node.prototype, ['appendChild', 'insertBefore', 'replaceChild']],
  [
    Element.prototype,
    [
      'append',
      'prepend',
      'before',
      'after',
      'replaceWith',
      'replaceChildren',
      'insertAdjacentElement',
      'insertAdjacentHTML',
    ],
  ],
];

const isForeign = (url: string): boolean => new URL(url, location.href).host !== location.host;

const isStyle = (element: Element): boolean =>
  element.localName === 'style' ||
  (element.localName === 'link' && (element as HTMLLinkElement).rel === 'stylesheet');

const filesIn = (root: Element): readonly Element[] => [
  ...(root.matches('script, link') ? [root] : []),
  ...root.querySelectorAll('script, link'),
];

/** Scripts and style sheets by tag. RequireJS brings in the host's and the widgets' own code by tags too. */
function lookAtFiles(root: Element, by: Blame | undefined, watch: Watch): void {
  for (const file of filesIn(root)) {
    const url = (file.getAttribute('src') ?? file.getAttribute('href') ?? '').trim();
    const isScript = file.localName === 'script';
    if (url !== '' && isForeign(url) && (isScript || isStyle(file)))
      watch.found(isScript ? 'foreign-script' : 'foreign-style', url, by?.where ?? url, by?.widget);
    else if (isScript && by && by.through !== 'require') watch.caught('script-tag', nameOf(file), by);
  }
}

function lookAt(root: Element, by: Blame | undefined, watch: Watch): void {
  lookAtFiles(root, by, watch);
  if (by?.widget === undefined || by.through === 'require') return;
  if (watch.own.ownerOf(root.parentNode) !== undefined) return;
  watch.own.add(root, by.widget);
  if (root.closest('#left_menu')) watch.caught('left-menu', nameOf(root), by);
  const held = new WeakRef(root);
  watch.resources.add(by.widget, {
    rule: isStyle(root) ? 'style-left' : 'node-left',
    what: nameOf(root),
    where: by.where,
    isLeft: () => held.deref()?.isConnected === true,
  });
}

/**
 * Every way into the document, jQuery's included, goes through a few functions of the browser. What they put there is
 * told at once by the records of an observer; whose it is, by the stack.
 */
export function watchInsertedNodes(watch: Watch, moved: () => void): void {
  const observer = new MutationObserver(() => undefined);
  observer.observe(document, { childList: true, subtree: true });
  const look = {
    before: () => void observer.takeRecords(),
    after: () => {
      const added = observer.takeRecords().flatMap((record) => [...record.addedNodes]);
      const roots = added.filter((node): node is Element => node instanceof Element && node.isConnected);
      if (roots.length === 0) return;
      const by = blame();
      roots.forEach((root) => lookAt(root, by, watch));
      if (by) moved();
    },
  };
  for (const [owner, names] of INSERTING) names.forEach((name) => watchCalls(owner, name, look));
  for (const name of ['innerHTML', 'outerHTML']) watchSetter(Element.prototype, name, look);
}
