import { Linter } from 'eslint';
import type { Check, Finding } from '../finding';
import type { RuleId } from '../rules';
import { SCRIPT_RULES } from '../script-rules';
import { pathsWith, textOf } from '../widget-archive';

/** ESLint's rule → ours. `widget/…` are those of script-rules.ts. */
const RULE_OF: Readonly<Record<string, RuleId>> = {
  'no-alert': 'script/dialogs',
  'no-eval': 'script/eval',
  'no-implied-eval': 'script/eval',
  'no-new-func': 'script/eval',
  'widget/amd': 'script/amd',
  'widget/console': 'script/console',
  'widget/document-write': 'script/document-write',
  'widget/synchronous-request': 'script/synchronous-request',
  'widget/script-tag': 'script/script-tag',
  'widget/foreign-code': 'script/foreign-code',
  'widget/requests-in-a-loop': 'script/requests-in-a-loop',
  'widget/writes-to-the-host': 'script/writes-to-the-host',
  'widget/virtual-click': 'script/virtual-click',
  'widget/switcher-classes': 'script/switcher-classes',
  'widget/own-path': 'script/own-path',
};

const GLOBALS = Object.fromEntries(
  [
    ...['window', 'self', 'globalThis', 'top', 'parent', 'document', 'console', 'alert', 'confirm', 'prompt'],
    ...['eval', 'Function', 'setTimeout', 'setInterval', 'define', 'require', 'requirejs', 'APP', 'AMOCRM'],
  ].map((name) => [name, 'writable'] as const),
);

const configFor = (isEntry: boolean): Linter.Config => ({
  plugins: { widget: { rules: SCRIPT_RULES } },
  languageOptions: { ecmaVersion: 'latest', sourceType: 'script', globals: GLOBALS },
  rules: Object.fromEntries(
    Object.keys(RULE_OF).map((name) => [name, name !== 'widget/amd' || isEntry ? 'error' : 'off']),
  ),
});

const linter = new Linter();
/** A comment in the archive must not switch its own judge off. */
const IGNORING_COMMENTS: Linter.LintOptions = { allowInlineConfig: false };

function findingOf(file: string, { ruleId, line, message }: Linter.LintMessage): Finding {
  const rule = RULE_OF[ruleId ?? ''];
  if (rule) return { rule, file, line, sentence: message };
  return { rule: 'script/syntax', file, line, sentence: `The script cannot be read: ${message}` };
}

export const scripts: Check = function* (archive) {
  for (const file of pathsWith(archive, '.js')) {
    const config = configFor(file === 'script.js');
    const messages = linter.verify(textOf(archive, file) ?? '', config, IGNORING_COMMENTS);
    for (const message of messages) yield findingOf(file, message);
  }
};

const LONG_LINE = 1000;

export const minified: Check = function* (archive) {
  for (const file of pathsWith(archive, '.js')) {
    const lines = (textOf(archive, file) ?? '').split('\n');
    if (lines.some(({ length }) => length > LONG_LINE))
      yield {
        rule: 'script/minified',
        file,
        sentence: 'The script is minified: moderation is by hand and asks for readable code.',
      };
  }
};

export const templates: Check = function* (archive) {
  for (const file of [...pathsWith(archive, '.twig'), ...pathsWith(archive, '.html')])
    for (const [index, text] of (textOf(archive, file) ?? '').split('\n').entries()) {
      if (/<script\b/i.test(text))
        yield {
          rule: 'script/script-tag',
          file,
          line: index + 1,
          sentence: 'A template must hold no script tag; code comes in through define.',
        };
      if (/<link\b[^>]*href\s*=\s*["']?(?:https?:)?\/\//i.test(text))
        yield {
          rule: 'style/foreign-file',
          file,
          line: index + 1,
          sentence: 'The style sheet comes from another host; it must lie in the archive.',
        };
    }
};
