import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface VendorLibrary {
  /** Inside `node_modules`. */
  readonly file: string;
  /** These know no AMD, or break it inside their own bundle: they are given CommonJS's three words instead. */
  readonly isCommonJs?: true;
}

/**
 * Libraries under the names by which amoCRM's RequireJS has them, in amoCRM's versions (amocrm.ru/developers,
 * "system_modules"). docs/stand-in.md tells which are not quite the same and which are left out.
 */
const MODULES: Readonly<Record<string, VendorLibrary>> = {
  jquery: { file: 'jquery/dist/jquery.js' },
  underscore: { file: 'underscore/underscore.js' },
  backbone: { file: 'backbone/backbone.js' },
  cocktail: { file: 'backbone.cocktail/Cocktail.js' },
  moment: { file: 'moment/min/moment-with-locales.js' },
  pubsub: { file: 'pubsub-js/src/pubsub.js' },
  store: { file: 'store/store.js' },
  'google-libphonenumber': { file: 'google-libphonenumber/dist/libphonenumber.js', isCommonJs: true },
  clipboard: { file: 'clipboard/dist/clipboard.js', isCommonJs: true },
  'js-uuid': { file: 'js-uuid/js-uuid.js', isCommonJs: true },
  accounting: { file: 'accounting/accounting.js' },
  chartjs: { file: 'chart.js/dist/Chart.js' },
  cropperjs: { file: 'cropperjs/dist/cropper.js' },
  enquire: { file: 'enquire.js/dist/enquire.js' },
  jplayer: { file: 'jplayer/dist/jplayer/jquery.jplayer.js' },
  quill: { file: 'quill/dist/quill.js' },
  rangeslider: { file: 'rangeslider.js/dist/rangeslider.js' },
  fullcalendar: { file: 'fullcalendar/dist/fullcalendar.js' },
  'virtualized-list': { file: 'virtualized-list/umd/virtualized-list.js' },
  // amoCRM has 2.0.5 and 2.0.0; these are the nearest that were published.
  FileAPI: { file: 'fileapi/dist/FileAPI.js' },
  steady: { file: 'steady/Steady.js', isCommonJs: true },
  'browser-detect': { file: 'browser-detect/dist/browser-detect.umd.js' },
};

/** The page loads them itself; under these names no widget asks for them. */
const OWN: Readonly<Record<string, VendorLibrary>> = {
  require: { file: 'requirejs/require.js' },
  twig: { file: 'twig/twig.js' },
};

export const VENDOR_MODULES: readonly string[] = Object.keys(MODULES);

const asModule = (source: string): string =>
  `define(['require', 'exports', 'module'], function (require, exports, module) { var define;\n${source}\n});\n`;

/** The text of a library by the name of its module; nothing for a name that is not in the table. */
export async function vendorSource(name: string): Promise<string | undefined> {
  const library = MODULES[name] ?? OWN[name];
  if (!library) return undefined;
  const packages = join(dirname(require.resolve('requirejs/package.json')), '..');
  const source = await readFile(join(packages, library.file), 'utf8');
  return library.isCommonJs ? asModule(source) : source;
}
