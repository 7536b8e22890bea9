import type { Inspection, Watch } from '../watch';
import { hostVocabulary, isGlobalSelector, type Vocabulary } from '../host-vocabulary';

const widgetOfUrl = (url: string): string | undefined => /\/widgets\/([^/]+)\//.exec(url)?.[1];

/** Rules of a sheet, those in `@media`, `@supports` and `@layer` included. */
function* styleRules(rules: CSSRuleList): Iterable<CSSStyleRule> {
  for (const rule of rules) {
    if (rule instanceof CSSStyleRule) yield rule;
    else if (rule instanceof CSSGroupingRule) yield* styleRules(rule.cssRules);
    else if (rule instanceof CSSImportRule && rule.styleSheet) yield* readable(rule.styleSheet);
  }
}

function* readable(sheet: CSSStyleSheet): Iterable<CSSStyleRule> {
  try {
    yield* styleRules(sheet.cssRules);
  } catch {
    // A sheet of another origin cannot be read; that it is there was told when it came.
  }
}

const isRootItself = (selector: string): boolean => /^(:root|html)(\[[^\]]*\])?$/.test(selector);

function lookAtRule(
  rule: CSSStyleRule,
  hosts: Vocabulary,
  tell: (rule: 'global-css' | 'host-css-variable', what: string) => void,
): void {
  const variables = [...rule.style].filter((name) => name.startsWith('--'));
  for (const name of variables)
    if (hosts.variables.has(name)) tell('host-css-variable', `${rule.selectorText} { ${name} }`);
  // Variables of one's own on the root change nothing of the host's.
  const isOnlyVariables = variables.length === rule.style.length && rule.style.length > 0;
  for (const selector of splitSelectors(rule.selectorText)) {
    if (isOnlyVariables && isRootItself(selector)) continue;
    if (isGlobalSelector(selector, hosts)) tell('global-css', selector);
  }
}

/** `a, b:is(c, d)` → `a`, `b:is(c, d)` */
function splitSelectors(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const sign of text) {
    if (sign === '(' || sign === '[') depth += 1;
    if (sign === ')' || sign === ']') depth -= 1;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim());
}

/** Style sheets that came after the first widget did. A sheet is looked at again when its number of rules changes. */
export function watchStyleRules(watch: Watch): Inspection {
  const hosts = hostVocabulary();
  const seen = new WeakMap<CSSStyleSheet, number>();
  for (const sheet of document.styleSheets) seen.set(sheet, Infinity);
  const sizeOf = (sheet: CSSStyleSheet): number => [...readable(sheet)].length;
  return () => {
    for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
      const size = sizeOf(sheet);
      if ((seen.get(sheet) ?? 0) >= size) continue;
      seen.set(sheet, size);
      const widget = widgetOfUrl(sheet.href ?? '') ?? watch.own.ownerOf(sheet.ownerNode);
      const where = sheet.href ? new URL(sheet.href).pathname : 'style';
      for (const rule of readable(sheet))
        lookAtRule(rule, hosts, (id, what) => watch.found(id, what, where, widget));
    }
  };
}
