import type { Extension, UserId } from '../../src/call/ids';
import type { Presence } from '../../src/call/presence';
import { decideRoute, type RouteQuestion, type RouteRule, type WorkingHours } from '../../src/call/routing';

const [ANNA, TIMUR, OLGA] = [1, 2, 3] as UserId[] as [UserId, UserId, UserId];
const [E101, E102] = ['101', '102'] as Extension[] as [Extension, Extension];
const RULES: readonly RouteRule[] = [
  { to: 'responsible' },
  { to: 'deputy' },
  { to: 'last-talked' },
  { to: 'extensions', extensions: [E101, E102] },
];
const free: Presence = { presence: 'free' };
const talking: Presence = { presence: 'talking', since: 1 };
const offline: Presence = { presence: 'offline' };

const ask = (more: Partial<RouteQuestion> & { states?: Readonly<Record<string, Presence>> }) =>
  decideRoute({
    rules: RULES,
    now: { weekday: 4, date: '2026-11-26', minute: 600 },
    responsible: [ANNA],
    lastTalked: undefined,
    deputyOf: (user) => (user === ANNA ? TIMUR : undefined),
    extensionOf: (user) => ({ [ANNA]: E101, [TIMUR]: E102 })[user],
    presenceOf: (extension) => more.states?.[extension] ?? free,
    ...more,
  });

it.each<readonly [string, Parameters<typeof ask>[0], readonly string[], readonly string[]]>([
  ['the responsible is free', {}, ['101'], ['responsible 101 taken']],
  [
    'the responsible talks: his deputy',
    { states: { 101: talking } },
    ['102'],
    ['responsible 101 busy', 'deputy 102 taken'],
  ],
  [
    'the responsible is offline and the deputy too: nobody of the list is free either',
    { states: { 101: offline, 102: offline } },
    [],
    [
      'responsible 101 offline',
      'deputy 102 offline',
      'last-talked nobody',
      'extensions 101 offline',
      'extensions 102 offline',
    ],
  ],
  [
    'the responsible has no extension and no deputy: who talked last',
    { responsible: [OLGA], lastTalked: E102 },
    ['102'],
    ['responsible not-mapped', 'deputy nobody', 'last-talked 102 taken'],
  ],
  [
    'nobody knows the number: all who are free ring at once',
    { responsible: [] },
    ['101', '102'],
    [
      'responsible nobody',
      'deputy nobody',
      'last-talked nobody',
      'extensions 101 taken',
      'extensions 102 taken',
    ],
  ],
  [
    'the index is being filled',
    { responsible: undefined, rules: [{ to: 'responsible' }] },
    [],
    ['responsible index-not-ready'],
  ],
  [
    'the PBX tells nothing of the phone',
    { states: { 101: { presence: 'unknown' } } },
    ['101'],
    ['responsible 101 taken'],
  ],
  [
    'his phone rings already',
    { states: { 101: { presence: 'busy' } }, rules: [{ to: 'responsible' }] },
    [],
    ['responsible 101 busy'],
  ],
  ['there are no rules', { rules: [] }, [], []],
  [
    'the list of the rule is empty',
    { rules: [{ to: 'extensions', extensions: [] }] },
    [],
    ['extensions nobody'],
  ],
])('%s', (_, question, extensions, steps) => {
  const decision = ask(question);
  expect(decision.extensions).toEqual(extensions);
  expect(
    decision.steps.map(({ to, extension, outcome }) => [to, extension, outcome].filter(Boolean).join(' ')),
  ).toEqual(steps);
  expect(decision.isClosed).toBe(false);
});

const HOURS: WorkingHours = {
  days: {
    4: [
      [540, 780],
      [840, 1080],
    ],
  },
  holidays: ['2026-12-31'],
};
it.each([
  ['a minute before opening', { weekday: 4, date: '2026-11-26', minute: 539 }, true],
  ['at opening', { weekday: 4, date: '2026-11-26', minute: 540 }, false],
  ['in the break', { weekday: 4, date: '2026-11-26', minute: 780 }, true],
  ['after the break', { weekday: 4, date: '2026-11-26', minute: 840 }, false],
  ['at closing', { weekday: 4, date: '2026-11-26', minute: 1080 }, true],
  ['on a free day', { weekday: 5, date: '2026-11-27', minute: 600 }, true],
  ['on a holiday', { weekday: 4, date: '2026-12-31', minute: 600 }, true],
])('the default route %s: %s', (_, now, isClosed) => {
  const decision = ask({ hours: HOURS, now });
  expect(decision.isClosed).toBe(isClosed);
  expect(decision.extensions).toEqual(isClosed ? [] : ['101']);
});
