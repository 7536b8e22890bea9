/**
 * What amoCRM's moderation forbids ("integrations/requirements" of the developer documentation, and the pages on dark
 * theme and init_once), as far as it can be seen while a widget runs. `hint`: bad manners, or not decidable from outside.
 */
export type Severity = 'breaks' | 'hint';

interface Rule {
  readonly severity: Severity;
  readonly ru: string;
  readonly en: string;
}

export const RULES = {
  'global-variable': {
    severity: 'breaks',
    ru: 'Виджет завёл глобальную переменную',
    en: 'The widget made a global variable',
  },
  'changed-built-in': {
    severity: 'breaks',
    ru: 'Виджет изменил встроенный объект или прототип',
    en: 'The widget changed a built-in object or a prototype',
  },
  'app-write': {
    severity: 'breaks',
    ru: 'Виджет изменил данные APP: их можно только читать',
    en: 'The widget wrote to APP, which may only be read',
  },
  'listener-left': {
    severity: 'breaks',
    ru: 'После destroy остался обработчик события',
    en: 'An event listener was left after destroy',
  },
  'listener-without-namespace': {
    severity: 'hint',
    ru: 'Обработчик на документе без пространства имён виджета (self.ns)',
    en: 'A handler on the document without the namespace of the widget (self.ns)',
  },
  'timer-left': {
    severity: 'breaks',
    ru: 'После destroy остался таймер',
    en: 'A timer was left after destroy',
  },
  'node-left': {
    severity: 'breaks',
    ru: 'После destroy остался элемент на странице',
    en: 'An element was left in the page after destroy',
  },
  'style-left': {
    severity: 'breaks',
    ru: 'После destroy остались стили виджета',
    en: 'Styles of the widget were left after destroy',
  },
  'connection-left': {
    severity: 'breaks',
    ru: 'После destroy осталось открытое соединение',
    en: 'A connection was left open after destroy',
  },
  'foreign-script': {
    severity: 'breaks',
    ru: 'Скрипт загружен с чужого сервера: весь код должен лежать в архиве',
    en: 'A script came from a foreign server: all code must be in the archive',
  },
  'foreign-style': {
    severity: 'breaks',
    ru: 'Стили загружены с чужого сервера: они должны лежать в архиве',
    en: 'A style sheet came from a foreign server: it must be in the archive',
  },
  'script-tag': {
    severity: 'breaks',
    ru: 'Виджет создал тег script: подключайте код через define',
    en: 'The widget created a script tag: code comes in through define',
  },
  'global-css': {
    severity: 'breaks',
    ru: 'CSS действует вне виджета: в селекторе нет корня виджета',
    en: 'A CSS rule reaches beyond the widget: its selector has no root of the widget',
  },
  'host-css-variable': {
    severity: 'breaks',
    ru: 'CSS переопределяет переменную amoCRM',
    en: 'A CSS rule redefines a variable of amoCRM',
  },
  console: {
    severity: 'breaks',
    ru: 'Разрешён только console.debug, а виджет вызвал',
    en: 'Only console.debug is allowed, but the widget called',
  },
  'console-trace': {
    severity: 'hint',
    ru: 'console.trace разрешён только в catch и в обработчике отказа промиса',
    en: 'console.trace is allowed only in catch and in the handler of a rejection',
  },
  'sync-request': {
    severity: 'breaks',
    ru: 'Синхронный XMLHttpRequest останавливает всю страницу',
    en: 'A synchronous XMLHttpRequest stops the whole page',
  },
  'request-loop': {
    severity: 'breaks',
    ru: 'Запросы в цикле: слишком много обращений по одному адресу за секунду',
    en: 'Requests in a loop: too many to one address within a second',
  },
  'covered-control': {
    severity: 'breaks',
    ru: 'Элемент виджета закрывает управление amoCRM',
    en: 'An element of the widget covers a control of amoCRM',
  },
  'left-menu': {
    severity: 'breaks',
    ru: 'Виджет вставил свой элемент в левое меню: для этого есть manifest и notificationsPhone',
    en: 'The widget put an element into the left menu: use the manifest or notificationsPhone',
  },
  'drop-area': {
    severity: 'breaks',
    ru: 'Область перетаскивания в левом меню или в верхних 65 px',
    en: 'A drop area in the left menu or in the top 65 px',
  },
  dialog: {
    severity: 'breaks',
    ru: 'Окно браузера вместо окна amoCRM',
    en: 'A dialog of the browser instead of one of amoCRM',
  },
  eval: {
    severity: 'breaks',
    ru: 'Код из строки',
    en: 'Code made from a string',
  },
  'document-write': {
    severity: 'breaks',
    ru: 'document.write стирает или портит страницу',
    en: 'document.write erases or spoils the page',
  },
  'virtual-click': {
    severity: 'breaks',
    ru: 'Виджет сам нажал кнопку окна настроек',
    en: 'The widget clicked a button of the settings window by itself',
  },
  cookie: {
    severity: 'hint',
    ru: 'Виджет записал cookie: она уходит с каждым запросом в amoCRM',
    en: 'The widget wrote a cookie, which goes along with every request to amoCRM',
  },
  'storage-key': {
    severity: 'hint',
    ru: 'Ключ хранилища без приставки виджета',
    en: 'A key of the storage without a prefix of the widget',
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;
