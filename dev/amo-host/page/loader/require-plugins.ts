/** The plugins and names that amoCRM's RequireJS has (its system bundle: text, json, optional, css; `map`). */
type OnLoad = ((value: unknown) => void) & { error(cause: unknown): void };
type LocalRequire = ((
  ids: string[],
  done: (value: unknown) => void,
  failed: (error: unknown) => void,
) => void) & {
  toUrl(name: string): string;
  undef?(name: string): void;
};

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}

const fetched = (parse: (text: string) => unknown) => ({
  load: (name: string, require: LocalRequire, onLoad: OnLoad) => {
    textAt(require.toUrl(name)).then(
      (text) => onLoad(parse(text)),
      (cause: unknown) => onLoad.error(cause),
    );
  },
});

/** What cannot be loaded is `{}`; the widget behind it is then not a function and is left out. */
const optional = {
  load: (name: string, require: LocalRequire, onLoad: OnLoad) => {
    require([name], onLoad, (error) => {
      console.error(error);
      requirejs.undef(name);
      onLoad({});
    });
  },
};

const css = {
  load: (name: string, require: LocalRequire, onLoad: OnLoad) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = require.toUrl(/\.css($|\?)/.test(name) ? name : `${name}.css`);
    link.onload = () => onLoad(undefined);
    link.onerror = (cause) => onLoad.error(cause);
    document.head.append(link);
  },
};

export function configureRequire(vendorModules: readonly string[]): void {
  requirejs.config({
    baseUrl: '/__host/',
    waitSeconds: 45,
    paths: {
      ...Object.fromEntries(vendorModules.map((name) => [name, `vendor/${name}`])),
      'twig-library': 'vendor/twig',
    },
    map: {
      '*': {
        'vendor/underscore': 'underscore',
        'vendor/backbone': 'backbone',
        'jquery-ui': 'jquery',
        'lib/common/router': 'lib/core/router',
      },
    },
  });
  define('text', [], () => fetched((text) => text));
  define('json', [], () => fetched((text) => JSON.parse(text) as unknown));
  define('optional', [], () => optional);
  define('css', [], () => css);
}
