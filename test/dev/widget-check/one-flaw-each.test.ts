import { RULES } from '../../../dev/widget-check/rules';
import { found, json, language, manifest, png, script, type Changes } from './archive-under-test';

const { widget, tour, settings } = manifest;
const manifestWith = (changes: object): Changes => ({ 'manifest.json': json({ ...manifest, ...changes }) });
const body = (code: string): Changes => ({ 'script.js': script(`panel("style.css");\n${code}`) });
const CUSTOM = { name: 'settings.address', type: 'custom', required: false };
const GIF_FRAME = '\x21\xf9\x04\0\0\0\0\0\x2c';
const gif = (frames: number): Buffer =>
  Buffer.from(`GIF89a\x82\0\x64\0${'\0'.repeat(12)}${GIF_FRAME.repeat(frames)}`, 'latin1');

/** One widget with one flaw for each rule, and what must be found in it. */
const FLAWS: readonly (readonly [flaw: string, changes: Changes, ...found: string[]])[] = [
  [
    'no script',
    { 'script.js': undefined, 'panel.js': undefined, 'style.css': undefined },
    'archive/missing-file script.js',
  ],
  ['no logo', { 'images/logo_min.png': undefined }, 'archive/missing-file images/logo_min.png'],
  ['a file that nothing names', { 'lib/old.js': '' }, 'archive/unused-file lib/old.js'],
  ['what the Mac leaves', { '.DS_Store': 'x' }, 'archive/unused-file .DS_Store'],
  [
    'a text in windows-1251',
    { 'style.css': Buffer.from([0x2f, 0x2a, 0xc0, 0x2a, 0x2f]) },
    'text/encoding style.css',
  ],
  [
    'a byte order mark',
    { 'i18n/en.json': `\uFEFF${json(language('Calls'))}` },
    'text/byte-order-mark i18n/en.json:1',
  ],
  ['lines of Windows', { 'style.css': '.a {\n}\r\n' }, 'text/line-ends style.css:2'],

  ['a logo that is a text', { 'images/logo.png': 'x'.repeat(99) }, 'picture/kind images/logo.png'],
  ['a GIF that is named PNG', { 'images/logo.png': gif(1) }, 'picture/kind images/logo.png'],
  ['a logo too small', { 'images/logo_main.png': png(200, 136) }, 'picture/pixels images/logo_main.png'],
  [
    'a picture too heavy',
    { 'images/tour.png': Buffer.concat([png(1188, 616), Buffer.alloc(300 * 1024)]) },
    'picture/bytes images/tour.png',
  ],
  ['a PNG that moves', { 'images/logo.png': png(130, 100, 'acTL') }, 'picture/animated images/logo.png'],
  [
    'a GIF that moves',
    { 'images/logo.png': undefined, 'images/logo.gif': gif(2) },
    'picture/animated images/logo.gif',
  ],
  [
    'a tour in one language',
    manifestWith({ tour: { ...tour, tour_images: { ru: ['/images/tour.png'] } } }),
    'tour/language manifest.json:24',
  ],
  [
    'a tour without its picture',
    { 'images/tour.png': undefined },
    'tour/missing-picture manifest.json:25',
    'tour/missing-picture manifest.json:28',
  ],

  [
    'a comma too many',
    { 'manifest.json': json(manifest).replace('"1.0.0",', '"1.0.0",,') },
    'manifest/json manifest.json:6',
  ],
  [
    'a truth in quotes',
    manifestWith({ widget: { ...widget, installation: 'true' } }),
    'manifest/field manifest.json:13',
  ],
  ['no support', manifestWith({ widget: { ...widget, support: {} } }), 'manifest/field manifest.json:14'],
  [
    'a name that is no caption',
    manifestWith({ widget: { ...widget, name: 'Calls' } }),
    'language/caption i18n/en.json:1',
    'language/caption i18n/ru.json:1',
    'manifest/field manifest.json:3',
  ],
  ['settings missing', manifestWith({ settings: undefined }), 'manifest/field manifest.json:13'],
  [
    'the code of old times',
    manifestWith({ widget: { code: 'ring', ...widget } }),
    'manifest/old-field manifest.json:3',
  ],
  [
    'no version',
    manifestWith({ widget: { ...widget, version: undefined } }),
    'manifest/version manifest.json:2',
  ],
  [
    'an unknown location',
    manifestWith({ locations: ['everywhere', 'kitchen-1'] }),
    'manifest/location manifest.json:20',
  ],
  [
    'everywhere with a suffix',
    manifestWith({ locations: ['everywhere-1'] }),
    'manifest/location manifest.json:19',
  ],
  [
    'an own page without a title',
    manifestWith({ locations: ['everywhere', 'advanced_settings'] }),
    'manifest/location-needs manifest.json:18',
  ],
  [
    'a type of setting that is none',
    manifestWith({ settings: { address: { ...CUSTOM, type: 'color' } } }),
    'manifest/setting-type manifest.json:37',
  ],
  [
    'two custom settings',
    manifestWith({ settings: { ...settings, a: CUSTOM, b: CUSTOM } }),
    'manifest/one-custom-setting manifest.json:45',
  ],
  [
    'a name with amoCRM',
    { 'i18n/en.json': json(language('Calls for amoCRM')) },
    'manifest/name i18n/en.json:3',
  ],

  ['a language file cut off', { 'i18n/en.json': '{"widget":' }, 'language/json i18n/en.json:1'],
  ['a language without its file', { 'i18n/en.json': undefined }, 'language/files manifest.json:9'],
  [
    'a language nobody announced',
    { 'i18n/pt.json': json(language('Ligações')) },
    'language/files i18n/pt.json',
  ],
  [
    'a caption in one language only',
    { 'i18n/en.json': json({ ...language('Calls'), more: 'More' }) },
    'language/keys i18n/en.json:10',
  ],
  [
    'a caption missing',
    { 'i18n/en.json': json({ ...language('Calls'), settings: {} }) },
    'language/keys i18n/en.json:7',
    'language/caption i18n/en.json:7',
  ],
  [
    'Russian in the English file',
    { 'i18n/en.json': json(language('Звонки')) },
    'language/russian i18n/en.json:3',
  ],
  [
    'a Russian site in the English file',
    { 'i18n/en.json': json(language('See www.linia.ru')) },
    'language/ru-link i18n/en.json:3',
  ],

  ['a bracket missing', { 'script.js': script('panel("style.css";') }, 'script/syntax script.js:2'],
  ['a script without define', { 'script.js': 'var files = ["panel", "style"];' }, 'script/amd script.js:1'],
  [
    'a module with a name',
    { 'script.js': script('panel("style.css");').replace('define(', 'define("ring", ') },
    'script/amd script.js:1',
  ],
  ['a dialog of the browser', body('window.confirm("?");'), 'script/dialogs script.js:3'],
  ['code from a text', body('new Function("return 1");'), 'script/eval script.js:3'],
  ['a timer with a text', body('setTimeout("panel()", 1);'), 'script/eval script.js:3'],
  [
    'a rule switched off by a comment',
    body('// eslint-disable-next-line\neval("1");'),
    'script/eval script.js:4',
  ],
  ['a log', body('window.console.log(1);'), 'script/console script.js:3'],
  ['a trace without a mistake', body('console.trace(1);'), 'script/console script.js:3'],
  ['document.write', body('document.write("x");'), 'script/document-write script.js:3'],
  [
    'a request that stops the page',
    body('new XMLHttpRequest().open("GET", "/x", !1);'),
    'script/synchronous-request script.js:3',
  ],
  [
    'the same by jQuery',
    body('$.ajax({ url: "/x", async: false });'),
    'script/synchronous-request script.js:3',
  ],
  ['a script tag', body('document.createElement("script");'), 'script/script-tag script.js:3'],
  [
    'a script tag in a template',
    { ...body('panel("card.twig");'), 'card.twig': '<p>\n<script>1</script>' },
    'script/script-tag card.twig:2',
  ],
  ['code of another host', body('require(["https://cdn.example/x.js"]);'), 'script/foreign-code script.js:3'],
  [
    'requests in a loop',
    body('[1].forEach(function () { panel.crm_post(1); });'),
    'script/requests-in-a-loop script.js:3',
  ],
  ['a write to APP', body('APP.data.current_card = null;'), 'script/writes-to-the-host script.js:3'],
  [
    'a click on Install',
    body('$(".js-widget-install").trigger("click");'),
    'script/virtual-click script.js:3',
  ],
  ['classes of a switch', body('$(".x").hasClass("switcher__on");'), 'script/switcher-classes script.js:3'],
  ['a path by heart', body('panel("/widgets/ring/x");'), 'script/own-path script.js:3'],
  ['a minified script', body(`panel(${'1,'.repeat(600)}1);`), 'script/minified script.js'],

  ['a bracket missing in the style', { 'style.css': '.a {\n' }, 'style/syntax style.css:1'],
  [
    'a style for all buttons',
    { 'style.css': '.a {\n}\nbutton, .b p {\n}\n' },
    'style/global-selector style.css:3',
  ],
  [
    'a style narrowed by what it is not',
    { 'style.css': 'p:not(.a) {\n}\n' },
    'style/global-selector style.css:1',
  ],
  [
    'a style for the host’s buttons',
    { 'style.css': '.button-input:hover {\n}\n' },
    'style/host-class style.css:1',
  ],
  [
    'a font from elsewhere',
    { 'style.css': '.a {\n  background: url("//cdn.example/x.png");\n}\n' },
    'style/foreign-file style.css:2',
  ],
];

const TELEPHONY = 'APP.sdk.setCallingStatus(true);';

const FLAWS_OF_TELEPHONY: typeof FLAWS = [
  [
    'a widget that is made anew on each page',
    { ...body(TELEPHONY), ...manifestWith({ widget: { ...widget, init_once: false } }) },
    'telephony/init-once manifest.json:8',
  ],
  [
    'a widget of one page',
    { ...body(TELEPHONY), ...manifestWith({ locations: ['ccard-1', 'settings'] }) },
    'telephony/everywhere manifest.json:18',
  ],
  ['a call that nobody told', body('panel.notificationsPhone();'), 'telephony/calling-status script.js'],
  [
    'click to call without a caption',
    body(`${TELEPHONY} panel.add_action("phone", panel);`),
    'telephony/call-action i18n/en.json:2',
    'telephony/call-action i18n/ru.json:2',
  ],
];

const ALL = [...FLAWS, ...FLAWS_OF_TELEPHONY];

it('finds nothing in a widget without a flaw', () => {
  expect(found({}, 'widget.zip')).toEqual([]);
});

const CASES = ALL.map(([flaw, changes, ...expected]) => ({ flaw, changes, expected }));

it.each(CASES)('finds $flaw', ({ changes, expected }) => {
  expect(found(changes)).toEqual(expected);
});

it('finds a first level that does not belong there, and looks below it', () => {
  const files = Object.fromEntries([...Object.entries({ 'widget/manifest.json': '{}' })]);
  expect(found({ ...files, 'manifest.json': undefined })).toContain('archive/root widget');
});

it('finds the wrong name of the archive', () => {
  expect(found({}, 'ring.zip')).toEqual(['archive/name ']);
});

it('leaves no rule without a widget that breaks it', () => {
  const tried = ALL.flatMap(([, , ...expected]) => expected.map((line) => line.split(' ')[0]));
  const untried = Object.keys(RULES).filter((rule) => !tried.includes(rule));
  expect(untried).toEqual(['archive/name', 'archive/root']);
});

it.each([
  ['a variable of its own with such a name', body('function show(alert) { alert(1); }')],
  ['a trace of a mistake', body('panel().then(panel, function (e) { console.trace(e); });')],
  ['a request by callback inside a loop', body('for (;;) panel(function () { panel.crm_post(1); });')],
  [
    'a flame in keyframes and a nested rule',
    { 'style.css': '.a {\n  p {\n  }\n}\n@keyframes b {\n  from {\n  }\n}\n' },
  ],
  ['a style under the host’s theme', { 'style.css': '[data-color-scheme="dark"] .a, .modal .a {\n}\n' }],
  ['love in Spanish', { 'i18n/en.json': json(language('Amor')) }],
  [
    'a site whose name only begins with ru',
    { 'i18n/en.json': json(language('See https://run.example/rules')) },
  ],
] as const)('takes no offence at %s', (_what, changes) => {
  expect(found(changes)).toEqual([]);
});
