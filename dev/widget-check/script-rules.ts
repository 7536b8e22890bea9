import type { Rule, SourceCode } from 'eslint';
import type { CallExpression, Node, PrivateIdentifier, Super } from 'estree';

type AnyNode = Node | PrivateIdentifier;

/** What moderation forbids in scripts and ESLint has no rule for; `RULE_OF` in checks/scripts.ts names them. */
const rule = (listener: (context: Rule.RuleContext) => Rule.RuleListener): Rule.RuleModule => ({
  create: listener,
});

const say = (context: Rule.RuleContext, node: Node, message: string): void =>
  context.report({ node, message });

/** `a.b`, `a['b']` → b. */
function memberName(node: AnyNode | Super): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' ? String(node.property.value) : undefined;
}

/** `console` and `window.console` → console, unless the script has a variable of that name. */
function globalName(node: AnyNode | Super, source: SourceCode): string | undefined {
  if (node.type === 'Identifier') return isGlobal(node, source) ? node.name : undefined;
  if (node.type !== 'MemberExpression') return undefined;
  const owner = globalName(node.object, source);
  return owner && ['window', 'self', 'globalThis', 'top', 'parent'].includes(owner)
    ? memberName(node)
    : undefined;
}

function isGlobal(node: Extract<Node, { type: 'Identifier' }>, source: SourceCode): boolean {
  for (
    let scope: ReturnType<SourceCode['getScope']> | null = source.getScope(node);
    scope;
    scope = scope.upper
  ) {
    const variable = scope.set.get(node.name);
    if (variable) return variable.defs.length === 0;
  }
  return true;
}

/** Terser writes `false` as `!1`. */
const isFalse = (node: AnyNode | undefined): boolean =>
  (node?.type === 'Literal' && node.value === false) ||
  (node?.type === 'UnaryExpression' &&
    node.operator === '!' &&
    node.argument.type === 'Literal' &&
    node.argument.value === 1);

const isForeign = (text: unknown): boolean => typeof text === 'string' && /^(?:https?:)?\/\//.test(text);

const textOf = (node: AnyNode | undefined): string | undefined => {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  return node?.type === 'TemplateLiteral' ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
};

const amd = rule((context) => {
  let isDefined = false;
  return {
    'CallExpression[callee.name="define"]'(node: CallExpression & Rule.NodeParentExtension) {
      if (globalName(node.callee, context.sourceCode) !== 'define') return;
      isDefined = true;
      if (textOf(node.arguments[0]) !== undefined)
        say(context, node, 'The module must have no name: define([…], function () { … }).');
    },
    'Program:exit'(node) {
      if (!isDefined)
        say(context, node, 'The script is no AMD module: it must call define([…], function () { … }).');
    },
  };
});

const consoleCalls = rule((context) => ({
  MemberExpression(node) {
    if (globalName(node.object, context.sourceCode) !== 'console') return;
    const method = memberName(node);
    if (method === 'debug') return;
    if (method !== 'trace')
      say(context, node, `console.${method ?? '…'} is forbidden; console.debug is allowed.`);
    else if (!isInCatch(context.sourceCode.getAncestors(node)))
      say(context, node, 'console.trace is allowed only in catch and in the handler of a rejection.');
  },
}));

function isInCatch(ancestors: readonly Node[]): boolean {
  return ancestors.some((node, index) => {
    if (node.type === 'CatchClause') return true;
    if (node.type !== 'CallExpression') return false;
    const handler = ancestors[index + 1];
    const place = node.arguments.findIndex((argument) => argument === handler);
    const method = memberName(node.callee);
    return (method === 'catch' && place === 0) || (method === 'then' && place === 1);
  });
}

const documentWrite = rule((context) => ({
  CallExpression({ callee }) {
    if (callee.type !== 'MemberExpression') return;
    const isWriting = /^write(?:ln)?$/.test(memberName(callee) ?? '');
    if (isWriting && globalName(callee.object, context.sourceCode) === 'document')
      say(context, callee, 'document.write spoils the page of amoCRM.');
  },
}));

const HTTP_METHOD = /^(?:get|post|put|patch|delete|head|options)$/i;

const synchronousRequest = rule((context) => ({
  CallExpression(node) {
    const [method, , isAsync] = node.arguments;
    if (memberName(node.callee) !== 'open' || isAsync?.type === 'SpreadElement' || !isFalse(isAsync)) return;
    if (method?.type !== 'Literal' || HTTP_METHOD.test(String(method.value)))
      say(context, node, 'A synchronous XMLHttpRequest stops the whole page.');
  },
  'Property[key.name="async"]'(node: Rule.Node) {
    if (node.type === 'Property' && isFalse(node.value))
      say(context, node, 'async: false stops the whole page until the answer is there.');
  },
}));

const scriptTag = rule((context) => ({
  CallExpression(node) {
    const method = memberName(node.callee);
    if (method === 'createElement' && textOf(node.arguments[0])?.toLowerCase() === 'script')
      say(context, node, 'A script tag is made here; code comes in through define.');
    if (method === 'getScript') say(context, node, 'getScript loads code past define.');
  },
  Literal(node) {
    if (typeof node.value === 'string' && /<script\b/i.test(node.value))
      say(context, node, 'A script tag stands in this text; code comes in through define.');
  },
  TemplateElement(node) {
    if (/<script\b/i.test(node.value.raw))
      say(context, node, 'A script tag stands in this text; code comes in through define.');
  },
}));

const LOADERS = new Set(['define', 'require', 'requirejs', 'importScripts', 'Worker', 'SharedWorker']);

const foreignCode = rule((context) => {
  const judge = (node: AnyNode | null): void => {
    if (node?.type === 'ArrayExpression') node.elements.forEach((element) => judge(element));
    else if (node && node.type !== 'PrivateIdentifier' && isForeign(textOf(node)))
      say(context, node, `${textOf(node)} is not in the archive; all code must be.`);
  };
  const load = ({
    callee,
    arguments: [first, second],
  }: Pick<CallExpression, 'callee' | 'arguments'>): void => {
    if (!LOADERS.has(globalName(callee, context.sourceCode) ?? '')) return;
    [first, second].forEach((argument) => argument && judge(argument));
  };
  return {
    CallExpression: load,
    NewExpression: load,
    ImportExpression: ({ source }) => judge(source),
  };
});

const LOOPS = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

/** The nearest thing that repeats: a loop of the same function, or a function that is given to `each`. */
function isRepeated(ancestors: readonly Node[]): boolean {
  for (let index = ancestors.length - 1; index >= 0; index--) {
    const node = ancestors[index];
    if (!node) continue;
    if (LOOPS.has(node.type)) return true;
    if (!/Function/.test(node.type)) continue;
    const caller = ancestors[index - 1];
    return (
      caller?.type === 'CallExpression' && /^(?:forEach|each|map)$/.test(memberName(caller.callee) ?? '')
    );
  }
  return false;
}

const requestsInALoop = rule((context) => ({
  CallExpression(node) {
    const method = memberName(node.callee) ?? '';
    if (!['crm_post', '$authorizedAjax'].includes(method)) return;
    if (isRepeated(context.sourceCode.getAncestors(node)))
      say(context, node, `${method} is called in a loop: amoCRM forbids it.`);
  },
}));

/** `APP.data.x` → APP. */
function rootOf(node: AnyNode | Super, source: SourceCode): string | undefined {
  const name = globalName(node, source);
  return name ?? (node.type === 'MemberExpression' ? rootOf(node.object, source) : undefined);
}

const writesToTheHost = rule((context) => {
  const judge = (target: AnyNode): void => {
    if (target.type !== 'MemberExpression') return;
    const root = rootOf(target, context.sourceCode);
    if (root === 'APP' || root === 'AMOCRM') say(context, target, `${root} may be read only.`);
  };
  return {
    AssignmentExpression: ({ left }) => judge(left),
    UpdateExpression: ({ argument }) => judge(argument),
    UnaryExpression: ({ operator, argument }) => operator === 'delete' && judge(argument),
  };
});

const virtualClick = rule((context) => ({
  CallExpression(node) {
    const method = memberName(node.callee);
    const isClick = method === 'click' || (method === 'trigger' && textOf(node.arguments[0]) === 'click');
    if (isClick && /js-widget-(?:install|uninstall)/.test(context.sourceCode.getText(node.callee)))
      say(context, node, 'The widget clicks the button Install or Disable by itself.');
  },
}));

/** Names that must not stand in texts: the state of switches is asked by val(), the path of the widget at run time. */
const textsOfTheHost = (pattern: RegExp, message: string): Rule.RuleModule =>
  rule((context) => ({
    Literal: (node) =>
      typeof node.value === 'string' && pattern.test(node.value) && say(context, node, message),
    TemplateElement: (node) => pattern.test(node.value.raw) && say(context, node, message),
  }));

export const SCRIPT_RULES = {
  amd,
  console: consoleCalls,
  'document-write': documentWrite,
  'synchronous-request': synchronousRequest,
  'script-tag': scriptTag,
  'foreign-code': foreignCode,
  'requests-in-a-loop': requestsInALoop,
  'writes-to-the-host': writesToTheHost,
  'virtual-click': virtualClick,
  'switcher-classes': textsOfTheHost(
    /switcher__o(?:n|ff)\b/,
    'The state of a switch must be asked by val(), not by its classes.',
  ),
  'own-path': textsOfTheHost(
    /^\/(?:upl\/)?\w*\/?widgets?\/\w/,
    'The path of the widget may change: take it from get_settings().path or params.path.',
  ),
} as const satisfies Record<string, Rule.RuleModule>;
