/** Names that are the host's, so no widget may style by them alone. */
export interface Vocabulary {
  /** Classes with their dot, ids with their hash. */
  readonly names: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

/** From amoCRM's documentation and build; the stand-in's own pages do not use all of them. */
const DOCUMENTED = [
  ...[
    '.modal',
    '.modal-body',
    '.modal-scroller',
    '.modal-overlay',
    '.modal-list',
    '.button-input',
    '.button-cancel',
  ],
  ...[
    '.text-input',
    '.textarea-input',
    '.control--select',
    '.control-checkbox',
    '.control-multiselect',
    '.switcher',
  ],
  ...[
    '.switcher__on',
    '.switcher__off',
    '.nav',
    '.nav__menu',
    '.nav__menu__item',
    '.nav__notifications',
    '.card-holder',
  ],
  ...[
    '.card-fields',
    '.card-widgets',
    '.card-widgets__widget',
    '.list__body-right__top',
    '.list-row',
    '.feed-note',
  ],
  ...[
    '.feed-compose',
    '.pipeline',
    '.pipeline_leads__item',
    '.linked-form',
    '.linked-form__field',
    '.tips',
    '.tips-item',
  ],
  ...['.widget_settings_block', '.widget_settings_block__item_field', '.widget_settings_block__title_field'],
  ...['.js-widget-install', '.js-widget-save', '.notification-inner', '.page-loader', '.calls-list-toggler'],
  ...[
    '#left_menu',
    '#page_holder',
    '#list_page_holder',
    '#list_table',
    '#widgets_block',
    '#card_holder',
    '#work_area',
  ],
];

const NAME = /[.#](?:\\.|[\w-]|[^\x00-\x7f])+/g;
const QUOTED = /"[^"]*"|'[^']*'/g;

const namesIn = (selector: string): readonly string[] => selector.replace(QUOTED, '').match(NAME) ?? [];

/** Read from the style sheets that are in the page before any widget. */
export function hostVocabulary(): Vocabulary {
  const names = new Set(DOCUMENTED);
  const variables = new Set<string>();
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule)) continue;
      namesIn(rule.selectorText).forEach((name) => names.add(name));
      [...rule.style].filter((name) => name.startsWith('--')).forEach((name) => variables.add(name));
    }
  }
  return { names, variables };
}

/** An attribute that the host has too scopes nothing. */
function scopesByAttribute(selector: string): boolean {
  const attributes = selector.match(/\[[^\]]+\]/g) ?? [];
  return attributes.some((attribute) => /^\[data-/.test(attribute) && !document.querySelector(attribute));
}

/** Nothing in it is the widget's own: it reaches whatever of the host is built so, now or on another page. */
export function isGlobalSelector(selector: string, hosts: Vocabulary): boolean {
  // What stands in `:not(…)` narrows nothing to the widget.
  const positive = selector.replace(/:not\([^)]*\)/g, '');
  const isOwn = namesIn(positive).some((name) => !hosts.names.has(name));
  return !isOwn && !scopesByAttribute(positive);
}
