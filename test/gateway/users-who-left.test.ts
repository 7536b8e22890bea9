import type { UserId } from '../../src/call/ids';
import { UsersWhoLeft } from '../../src/gateway/agents/users-who-left';

const user = (id: number, isActive = true) => ({ userId: id as UserId, isActive });

it('knows who was switched off and who is told no more, each told once', () => {
  const left = new UsersWhoLeft();
  expect(left.take([user(1), user(2), user(3)])).toEqual([]);
  expect(left.take([user(1), user(2, false)])).toEqual([2, 3]);
  expect(left.take([user(1), user(2, false)])).toEqual([]);
  expect([1, 2, 3, 4].map((id) => left.has(id as UserId))).toEqual([false, true, true, false]);
});

it('takes back who comes back', () => {
  const left = new UsersWhoLeft();
  expect(left.take([user(1, false)])).toEqual([1]);
  left.take([user(1)]);
  expect(left.has(1 as UserId)).toBe(false);
});
