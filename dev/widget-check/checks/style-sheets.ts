import { parse, type AtRule, type Root, type Rule as StyleRule } from 'postcss';
import parseSelectors, { type Selector } from 'postcss-selector-parser';
import type { Check, Finding } from '../finding';
import { pathsWith, textOf } from '../widget-archive';

/** Classes and ids of amoCRM's own pages, from its documentation; a selector made of them alone changes amoCRM. */
const HOSTS = new RegExp(
  `^(?:${[
    ...['modal(?:-.+)?', 'button-input(?:[-_].+)?', 'button-cancel', 'text-input', 'textarea-input'],
    ...['control(?:-|--).+', 'switcher(?:__.+)?', 'nav(?:__.+)?', 'card-(?:holder|fields|widgets)(?:__.+)?'],
    ...[
      'list-row(?:__.+)?',
      'list__.+',
      'feed-(?:note|compose)(?:__.+)?',
      'pipeline(?:_.+)?',
      'linked-form(?:__.+)?',
    ],
    ...[
      'tips(?:-.+)?',
      'widget_settings_block(?:_.+)?',
      'js-widget-.+',
      'notification(?:-|__).+',
      'page-loader',
    ],
    ...[
      'left_menu',
      'page_holder',
      'list_page_holder',
      'list_table',
      'widgets_block',
      'card_holder',
      'work_area',
    ],
  ].join('|')})$`,
);

/** Names that the whole selector hangs on: what stands in :not() narrows nothing. */
function namesIn(selector: Selector): readonly string[] {
  const names: string[] = [];
  selector.walk((node) => {
    if (node.type === 'pseudo' && node.value === ':not') node.nodes = [];
    if (node.type === 'class' || node.type === 'id') names.push(node.value);
  });
  return names;
}

function judgeSelector(selector: Selector): Pick<Finding, 'rule' | 'sentence'> | undefined {
  const text = String(selector).trim();
  const names = namesIn(selector);
  if (names.length === 0)
    return { rule: 'style/global-selector', sentence: `${text} reaches the whole page of amoCRM.` };
  if (names.every((name) => HOSTS.test(name)))
    return { rule: 'style/host-class', sentence: `${text} changes amoCRM's own elements.` };
  return undefined;
}

const isFrame = ({ parent }: StyleRule): boolean =>
  parent?.type === 'atrule' && /keyframes$/i.test((parent as AtRule).name);

/** A nested rule hangs on the selector around it. */
const isNested = ({ parent }: StyleRule): boolean => parent?.type === 'rule';

function* judgeRule(file: string, rule: StyleRule): Iterable<Finding> {
  if (isFrame(rule) || isNested(rule)) return;
  for (const selector of parseSelectors().astSync(rule.selector).nodes) {
    const fault = judgeSelector(selector);
    if (fault) yield { file, line: rule.source?.start?.line, ...fault };
  }
}

const FOREIGN = /(?:@import\s+|url\(\s*)["']?(?:url\(\s*["']?)?((?:https?:)?\/\/[^"')\s]+)/gi;

function* foreignFiles(file: string, text: string): Iterable<Finding> {
  for (const { 1: address, index } of text.matchAll(FOREIGN))
    yield {
      rule: 'style/foreign-file',
      file,
      line: text.slice(0, index).split('\n').length,
      sentence: `${address} is not in the archive; pictures, fonts and styles must be.`,
    };
}

function rulesIn(root: Root): readonly StyleRule[] {
  const rules: StyleRule[] = [];
  root.walkRules((rule) => void rules.push(rule));
  return rules;
}

function* judgeSheet(file: string, text: string): Iterable<Finding> {
  try {
    for (const rule of rulesIn(parse(text))) yield* judgeRule(file, rule);
  } catch (error) {
    const { reason, line, message } = error as { reason?: string; line?: number; message: string };
    yield {
      rule: 'style/syntax',
      file,
      line,
      sentence: `The style sheet cannot be read: ${reason ?? message}.`,
    };
  }
  yield* foreignFiles(file, text);
}

export const styleSheets: Check = function* (archive) {
  for (const file of pathsWith(archive, '.css')) yield* judgeSheet(file, textOf(archive, file) ?? '');
};
