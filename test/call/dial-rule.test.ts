import { dialledAs, withoutPrefix, type DialSettings } from '../../src/call/dial-rule';

const MARINA = '+79984445566';
const ABROAD = '+4930123456';

it.each<[DialSettings, string, string]>([
  [{ format: 'digits', prefix: '' }, '79984445566', '4930123456'],
  [{ format: 'plus', prefix: '' }, '+79984445566', '+4930123456'],
  [{ format: 'trunk-8', prefix: '' }, '89984445566', '4930123456'],
  [{ format: 'trunk-8', prefix: '9' }, '989984445566', '94930123456'],
])('dials outside numbers by %p, and the others as they are', (dial, russian, abroad) => {
  expect(dialledAs(MARINA, dial)).toBe(russian);
  expect(dialledAs(ABROAD, dial)).toBe(abroad);
  expect(['102', '112'].map((number) => dialledAs(number, dial))).toEqual(['102', '112']);
});

it('finds the number behind what is dialled before it', () => {
  const dial: DialSettings = { format: 'trunk-8', prefix: '9' };
  expect(withoutPrefix(dialledAs(MARINA, dial), dial)).toBe('89984445566');
  expect(withoutPrefix('901', dial)).toBe('901');
  expect(withoutPrefix('79984445566', { format: 'digits', prefix: '' })).toBe('79984445566');
});
