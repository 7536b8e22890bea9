import { isLibraryTrace } from '../library-traces';
import type { Inspection, Watch } from '../watch';

/** Put there by browsers and their drivers, not by widgets. */
const NOT_OURS = /^(\d+|__playwright.*|__pw.*)$/;

/** New names on `window`. Names that were seen once are not told again. */
export function watchGlobals({ found }: Watch): Inspection {
  const known = new Set(Object.getOwnPropertyNames(window));
  return () => {
    for (const name of Object.getOwnPropertyNames(window)) {
      if (known.has(name) || NOT_OURS.test(name)) continue;
      known.add(name);
      if (!isLibraryTrace(`window.${name}`)) found('global-variable', `window.${name}`, `window.${name}`);
    }
  };
}
