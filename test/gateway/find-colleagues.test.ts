import type { Extension, UserId } from '../../src/call/ids';
import type { Presence } from '../../src/call/presence';
import type { MappedUser } from '../../src/gateway/agents/directory';
import { findColleagues } from '../../src/gateway/agents/find-colleagues';

const user = (userId: number, name: string, extension?: string): MappedUser => ({
  userId: userId as UserId,
  name,
  extension: extension as Extension | undefined,
  device: 'browser',
  role: 'agent',
});
const ANNA = 1 as UserId;
const USERS = [
  user(1, 'Анна Белова', '101'),
  user(2, 'Тимур Галеев', '102'),
  user(3, 'Семён Тимофеев', '103'),
  user(4, 'Без телефона'),
  user(5, '', '105'),
];
const free = (): Presence => ({ presence: 'free' });
const namesFor = (find: string): readonly string[] =>
  findColleagues(USERS, { asker: ANNA, find }, free).map(({ name }) => name);

it('lists everybody with a phone but the one who asks', () => {
  expect(namesFor('')).toEqual(['105', 'Семён Тимофеев', 'Тимур Галеев']);
});

it('finds by the beginning of any name or of the extension, however it is written', () => {
  expect(namesFor('тим')).toEqual(['Семён Тимофеев', 'Тимур Галеев']);
  expect(namesFor(' ТИМУР га ')).toEqual(['Тимур Галеев']);
  expect(namesFor('семен')).toEqual(['Семён Тимофеев']);
  expect(namesFor('102')).toEqual(['Тимур Галеев']);
  expect(namesFor('ура')).toEqual([]);
});

it('puts first who can take the call now', () => {
  const nowOf = (extension: Extension): Presence =>
    extension === '102'
      ? { presence: 'offline' }
      : extension === '103'
        ? { presence: 'talking', since: 1 }
        : free();
  const found = findColleagues(USERS, { asker: ANNA, find: '' }, nowOf);
  expect(found.map(({ extension }) => extension)).toEqual(['105', '103', '102']);
});

it('stays a list that is read at a glance', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => user(n + 10, `Агент ${n}`, String(1000 + n)));
  expect(findColleagues(many, { asker: ANNA, find: '' }, free)).toHaveLength(20);
});
