import {
  extensionsIn,
  factsIn,
  settingsIn,
  usersIn,
  widgetCodeIn,
} from '../../../src/gateway/profile/profile-parts';

const mapping = (extensions: unknown) => extensionsIn({ settings: { extensions } });

it('reads a setting of type "users" as an object and as JSON', () => {
  const expected = [{ userId: 504141, extension: '101' }];
  expect(mapping({ 504141: '101', 504142: '' })).toEqual(expected);
  expect(mapping('{"504141":"101","504142":""}')).toEqual(expected);
});

it.each([
  ['an extension with letters', { 1: '10a' }],
  ['one digit', { 1: '1' }],
  ['a whole phone number', { 1: '79984445566' }],
  ['a line break on its way to the PBX', { 1: '101\r\nAction: Hangup' }],
  ['a user that is no number', { __proto__x: '101' }],
  ['an extension that is an object', { 1: { extension: '101' } }],
  ['an empty text', ''],
  ['broken JSON', '{"504141":'],
  ['nothing', undefined],
])('maps nobody by %s', (_what, extensions) => {
  expect(mapping(extensions)).toEqual([]);
});

it('tells settings that are hidden from settings that are empty', () => {
  expect(extensionsIn({ settings: null })).toBe('hidden');
  expect(extensionsIn({ settings: {} })).toEqual([]);
  expect(extensionsIn('<html>')).toBe('hidden');
});

it('keeps the other settings as text, for the rooms that understand them', () => {
  const settings = {
    supervisors: ' 103 ',
    interval: 5,
    extensions: '{}',
    list: { a: 1 },
    empty: null,
    __proto: 'x',
  };
  expect(settingsIn({ settings })).toEqual({ supervisors: '103', interval: '5', list: '{"a":1}' });
  expect(settingsIn('<html>')).toEqual({});
});

it('finds the widget by its integration', () => {
  const page = {
    _embedded: {
      widgets: [
        { code: 'a', client_uuid: 'x' },
        { code: 'b', client_uuid: 'y' },
      ],
    },
  };
  expect(widgetCodeIn(page, 'y')).toBe('b');
  expect(widgetCodeIn(page, 'z')).toBeUndefined();
});

it('allows nothing by a right that it does not know', () => {
  const user = {
    id: 1,
    name: 'Анна',
    email: ' Anna@Example.com',
    rights: { contacts: { view: 'A' }, leads: { view: 'Z' }, is_active: true },
  };
  expect(usersIn({ _embedded: { users: [user, { id: 'two' }] } })).toEqual([
    {
      ...{ userId: 1, name: 'Анна', email: 'anna@example.com', groupId: 0, isAdmin: false, isActive: true },
      view: { contacts: 'A', leads: 'D', companies: 'D' },
    },
  ]);
});

it('reads time zone, groups and task types', () => {
  const embedded = {
    datetime_settings: { timezone: 'Europe/Moscow' },
    users_groups: [{ id: 0, name: 'Отдел продаж', uuid: 'u' }],
    task_types: [{ id: 1, name: 'Связаться', code: 'FOLLOW_UP' }],
  };
  expect(factsIn({ _embedded: embedded })).toEqual({
    timezone: 'Europe/Moscow',
    groups: [{ id: 0, name: 'Отдел продаж' }],
    taskTypes: [{ id: 1, name: 'Связаться' }],
  });
  expect(factsIn({})).toBeUndefined();
});
