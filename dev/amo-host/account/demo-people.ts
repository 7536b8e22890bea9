/** Names of the demo account: the people of the demos first, then the words from which the others are made. */
export interface Person {
  readonly name: string;
  readonly phones: readonly string[];
  readonly company?: string;
  /** Index in DEMO_USERS. */
  readonly responsible: number;
  readonly leads: readonly {
    readonly name: string;
    readonly price: number;
    readonly status: number | 'won' | 'lost';
    readonly pipeline?: 0 | 1;
  }[];
  readonly customer?: string;
  readonly note?: string;
}

/** One person for every case that a caller can be. `status` counts the open steps of the pipeline from 0. */
export const KNOWN_PEOPLE: readonly Person[] = [
  {
    name: 'Марина Ковалёва',
    phones: ['+7 998 444-55-66'],
    company: 'ООО «Северный свет»',
    responsible: 0,
    leads: [
      { name: 'Окна для коттеджа, 3 этажа', price: 184000, status: 2 },
      { name: 'Москитные сетки', price: 9600, status: 'won' },
    ],
    note: 'Отправила обновлённое КП с тёплым профилем. Просят ответ до пятницы.',
  },
  {
    name: 'Павел Гусев',
    phones: ['8 (998) 301-12-47', '+79983011248'],
    responsible: 1,
    leads: [{ name: 'Балкон под ключ, Мурино', price: 96400, status: 1 }],
    note: 'Замер в субботу, позвонить за час.',
  },
  {
    name: 'Сергей Дорохов',
    phones: ['+7 (998) 210-44-07 доб. 214'],
    company: 'АО «Лиговский двор»',
    responsible: 0,
    leads: [
      { name: 'Офис на Лиговском, 42 окна', price: 1260000, status: 0, pipeline: 1 },
      { name: 'Входная группа', price: 310000, status: 1 },
    ],
  },
  {
    name: 'Елена Тихонова',
    phones: ['89987770102'],
    responsible: 0,
    leads: [{ name: 'Замена фурнитуры', price: 18700, status: 2 }],
  },
  {
    name: 'Олег Щукин',
    phones: ['+7 998 555 01 33'],
    responsible: 1,
    leads: [{ name: 'Веранда, Репино', price: 412000, status: 3 }],
  },
  {
    name: 'Наталья Юдина',
    phones: ['7 998 555 02 44'],
    responsible: 2,
    leads: [{ name: 'Два окна в детскую', price: 64200, status: 'lost' }],
  },
  {
    name: 'Виктор Самойлов',
    phones: ['+7-998-555-03-55'],
    responsible: 1,
    leads: [],
    customer: 'Самойлов, обслуживание окон',
  },
  {
    name: 'Ирина Лагутина',
    phones: ['+7 998 600-10-20'],
    company: 'Магазин «Тёплый дом»',
    responsible: 0,
    leads: [{ name: 'Магазин «Тёплый дом»', price: 530000, status: 2 }],
    customer: 'Лагутина, постоянный клиент',
  },
  { name: 'Артём Фролов', phones: ['+7 998 600-30-40'], responsible: 0, leads: [] },
  { name: 'Фролов Артём Игоревич', phones: ['8-998-600-30-40'], responsible: 1, leads: [] },
  {
    name: '<img src=x onerror="document.title=\'взломано\'">',
    phones: ['+7 998 666-06-66'],
    responsible: 0,
    leads: [],
  },
  {
    name: 'Константинопольская-Преображенская Александрина Вячеславовна',
    phones: ['+7 998 660-60-60'],
    responsible: 1,
    leads: [],
  },
];

/** Companies whose number stands in no contact. */
export const PHONE_COMPANIES = [
  { name: 'ООО «Стеклодом»', phone: '+7 998 900-10-01', responsible: 0 },
  { name: 'ИП Арсеньев', phone: '8 998 900 10 02', responsible: 1 },
] as const;

export const FIRST_NAMES = [
  [
    'Алексей',
    'Андрей',
    'Борис',
    'Вадим',
    'Глеб',
    'Дмитрий',
    'Егор',
    'Иван',
    'Кирилл',
    'Леонид',
    'Михаил',
    'Никита',
    'Роман',
    'Фёдор',
  ],
  [
    'Алла',
    'Вера',
    'Галина',
    'Дарья',
    'Жанна',
    'Зоя',
    'Инна',
    'Ксения',
    'Лидия',
    'Мария',
    'Нина',
    'Оксана',
    'Полина',
    'Юлия',
  ],
] as const;

/** Masculine; the feminine form has an «а» at the end. */
export const LAST_NAMES = [
  'Абрамов',
  'Баранов',
  'Власов',
  'Громов',
  'Демидов',
  'Ершов',
  'Журавлёв',
  'Зимин',
  'Калинин',
  'Котов',
  'Крылов',
  'Лыков',
  'Маслов',
  'Носов',
  'Панфилов',
  'Рожков',
  'Синицын',
  'Трофимов',
  'Уткин',
  'Филатов',
  'Хохлов',
  'Царёв',
  'Шубин',
  'Яшин',
] as const;

export const LEAD_SUBJECTS = [
  'Остекление лоджии',
  'Мансарда',
  'Коттедж',
  'Тёплый балкон',
  'Зимний сад',
  'Замена стеклопакетов',
  'Панорамные окна',
  'Перегородки в офис',
  'Дверь на террасу',
  'Окна в квартиру',
  'Откосы и подоконники',
  'Рольставни',
] as const;

export const PLACES = [
  'Мурино',
  'Репино',
  'Всеволожск',
  'Сертолово',
  'Токсово',
  'Гатчина',
  'Пушкин',
  'Кудрово',
  'Шушары',
  'Выборг',
  'Ломоносов',
  'Павловск',
] as const;

export const COMPANY_WORDS = [
  'Балтстрой',
  'Вертикаль',
  'Гранит',
  'Домовой',
  'Ладога',
  'Маяк',
  'Нева-Проект',
  'Орион',
  'Северянка',
  'Терем',
  'Уют',
  'Фасад',
  'Шпиль',
] as const;
