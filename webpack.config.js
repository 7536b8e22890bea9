const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const TerserPlugin = require('terser-webpack-plugin');
const { NormalModuleReplacementPlugin, sources } = require('webpack');

const ROOT = __dirname;
/** Set by `npm run pack -- --readable`: code for people to read goes there, with our own comments of what things are. */
const READABLE = process.env.WIDGET_FOLDER;
/** What goes into the archive as it is. */
const AS_IS = ['manifest.json', 'i18n', 'images'];
/** One `style.css` of all rooms, in this order. */
const STYLES = [
  'src/widget/ui/style.css',
  'src/widget/call-result/style.css',
  'src/widget/call-list/style.css',
  'src/widget/settings/style.css',
  'src/widget/phone-setup/style.css',
  'src/widget/journal/style.css',
  'src/widget/dial-team/style.css',
];

const filesIn = (name) =>
  name.includes('.') ? [name] : readdirSync(join(ROOT, name)).map((file) => `${name}/${file}`);

/** Puts the files beside `script.js`. */
class WidgetFiles {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('WidgetFiles', (compilation) => {
      const emit = (name, content) => compilation.emitAsset(name, new sources.RawSource(content));
      compilation.hooks.processAssets.tap('WidgetFiles', () => {
        for (const name of AS_IS.flatMap(filesIn)) emit(name, readFileSync(join(ROOT, name)));
        emit('style.css', STYLES.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n'));
      });
    });
  }
}

/** An anonymous AMD module of the host's RequireJS: its value is the entry's default export itself. */
const amdFile = (file, entry, plugins = []) => ({
  name: file,
  mode: 'production',
  target: ['web', 'es2020'],
  devtool: false,
  context: ROOT,
  entry: { [file]: join(ROOT, entry) },
  output: {
    path: READABLE ?? join(ROOT, 'dist/widget'),
    filename: '[name].js',
    library: { type: 'amd', export: 'default' },
  },
  externalsType: 'amd',
  externals: { jquery: 'jquery', underscore: 'underscore', twigjs: 'twigjs' },
  resolve: {
    extensions: ['.ts', '.js'],
    // Its `io()` with the parsing of addresses is not needed where a Manager is made by hand.
    alias: { 'socket.io-client$': join(ROOT, 'node_modules/socket.io-client/build/esm/manager.js') },
  },
  module: {
    rules: [
      {
        test: /\.ts$/,
        loader: 'ts-loader',
        options: { configFile: join(ROOT, 'src/widget/tsconfig.json'), projectReferences: true },
      },
      { test: /\.twig$/, type: 'asset/source', use: join(ROOT, 'scripts/squeeze-template-loader.cjs') },
      {
        test: /(engine\.io-client\/build\/esm\/(globals|socket|transports\/polling-xhr)|sip\.js\/lib\/core\/(log\/logger-factory|messages\/md5))\.js$/,
        use: join(ROOT, 'scripts/guest-manners-loader.cjs'),
      },
    ],
  },
  optimization: {
    minimizer: [
      new TerserPlugin({
        extractComments: false,
        terserOptions: {
          ecma: 2020,
          compress: READABLE
            ? { defaults: false, dead_code: true, drop_console: file === 'csv' }
            : { passes: 3, drop_console: file === 'csv' },
          mangle: !READABLE,
          format: READABLE ? { beautify: true, comments: /^\*/ } : { comments: false },
        },
      }),
    ],
  },
  // The budgets P1 and P2 are measured gzipped by `scripts/byte-budgets.mjs`.
  performance: { hints: false },
  plugins,
});

module.exports = [
  amdFile('script', 'src/widget/widget.ts', [
    // What the channel never uses of socket.io-client: WebTransport and binary packets.
    new NormalModuleReplacementPlugin(
      /\/(webtransport|binary|is-binary|base64-arraybuffer|encodePacket)\.js$/,
      (resource) => {
        resource.request = join(ROOT, 'src/widget/channel/unused-by-us.ts');
      },
    ),
    new WidgetFiles(),
  ]),
  amdFile('lookup', 'src/widget/caller-lookup/lookup-entry.ts'),
  amdFile('result', 'src/widget/call-result/result-entry.ts'),
  amdFile('dial', 'src/widget/call-list/list-entry.ts'),
  amdFile('team', 'src/widget/dial-team/team-entry.ts'),
  amdFile('csv', 'src/widget/csv/csv.ts'),
  amdFile('journal', 'src/widget/journal/journal-entry.ts'),
  amdFile('settings', 'src/widget/settings/settings-entry.ts'),
  amdFile('tabs', 'src/widget/tabs/tabs-entry.ts'),
  amdFile('phone-setup', 'src/widget/phone-setup/setup-entry.ts'),
  amdFile('panel', 'src/widget/softphone/panel-entry.ts'),
  amdFile('softphone', 'src/widget/softphone/softphone-entry.ts'),
];
