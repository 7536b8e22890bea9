import { blame } from '../blame';
import type { RuleId } from '../rules';
import type { Watch } from '../watch';
import { watchCalls, watchConstructor, watchSetter, type Call } from '../watched-function';

const isStorageKeyPrefixed = (key: string, widget: string): boolean =>
  key.includes(widget) || /^[a-z][\w-]{2,}[:./_-]./i.test(key);

function watchConsole(watch: Watch): void {
  const methods = Object.keys(console).filter((name) => !['debug', 'memory'].includes(name));
  for (const name of methods)
    watchCalls(console, name, {
      before: () => {
        const by = blame();
        if (by) watch.caught(name === 'trace' ? 'console-trace' : 'console', `console.${name}`, by);
      },
    });
}

/** Reading `eval` keeps a direct call direct, which a function in its place could not. */
function watchEval(watch: Watch): void {
  let current: unknown = Reflect.get(window, 'eval');
  Object.defineProperty(window, 'eval', {
    configurable: true,
    enumerable: false,
    get: () => {
      const by = blame();
      if (by?.through === undefined && by) watch.caught('eval', 'eval', by);
      return current;
    },
    set: (value: unknown) => (current = value),
  });
  watchConstructor(window, 'Function', () => {
    const by = blame();
    // A library of the host that compiles a template is the host's own affair.
    if (by && by.through === undefined) watch.caught('eval', 'new Function', by);
  });
}

/** Calls that are forbidden by themselves, wherever they come from in a widget. */
export function watchForbiddenCalls(watch: Watch): void {
  const forbid = (
    owner: object,
    name: string,
    rule: RuleId,
    what: (call: Call) => string | undefined,
  ): void =>
    watchCalls(owner, name, {
      before: (call) => {
        const told = what(call);
        const by = told === undefined ? undefined : blame();
        if (told !== undefined && by) watch.caught(rule, told, by);
      },
    });
  for (const name of ['alert', 'confirm', 'prompt']) forbid(window, name, 'dialog', () => `${name}()`);
  for (const name of ['write', 'writeln'])
    forbid(Document.prototype, name, 'document-write', () => `document.${name}`);
  forbid(XMLHttpRequest.prototype, 'open', 'sync-request', ({ args: [method, url, isAsync] }) =>
    isAsync === false ? `${String(method)} ${String(url)}` : undefined,
  );
  // jQuery calls it itself with two arguments, which changes nothing of the host's.
  forbid($, 'ajaxSetup', 'changed-built-in', ({ args }) =>
    args.length === 1 ? 'jQuery.ajaxSettings' : undefined,
  );
  watchSetter(Document.prototype, 'cookie', {
    before: ({ args: [text] }) => {
      const by = blame();
      if (by) watch.caught('cookie', String(text).split('=')[0] ?? '', by);
    },
  });
  watchCalls(Storage.prototype, 'setItem', {
    before: ({ args: [key] }) => {
      const by = blame();
      if (by && !isStorageKeyPrefixed(String(key), by.widget ?? ''))
        watch.caught('storage-key', String(key), by);
    },
  });
  watchConsole(watch);
  watchEval(watch);
}
