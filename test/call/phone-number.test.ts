import { digitsOf, isSameNumber } from '../../src/call/phone-number';

it.each([
  ['+7 (998) 444-55-66', '+79984445566'],
  ['8 998 444 55 66', '89984445566'],
  ['8(998)444-55-66 доб. 12', '89984445566'],
  ['+79984445566 ext 12', '+79984445566'],
  ['+79984445566x12', '+79984445566'],
  ['+79984445566#12', '+79984445566'],
  ['+79984445566,12', '+79984445566'],
  ['00380441234567', '+380441234567'],
  ['anonymous', ''],
  ['<unknown>', ''],
  ['+', ''],
  ['', ''],
])('reads "%s" as "%s"', (raw, digits) => {
  expect(digitsOf(raw)).toBe(digits);
});

it.each([
  ['+79984445566', '7', true],
  ['79984445566', '7', true],
  ['89984445566', '7', true],
  ['9984445566', '7', true],
  ['8 (998) 444-55-66', '7', true],
  ['8-998-444-55-66, Иван', '7', true],
  ['444-55-66', '7', false],
  ['+7 998 444-55-67', '7', false],
  ['+380 998 444-55-66', '7', false],
  ['', '7', false],
])('+79984445566 and "%s" with calling code %s: %s', (stored, callingCode, same) => {
  expect(isSameNumber('+79984445566', stored, callingCode)).toBe(same);
});

it('never takes a withheld number for somebody’s', () => {
  expect(isSameNumber('', '', '7')).toBe(false);
  expect(isSameNumber('', 'anonymous', '7')).toBe(false);
});

it('reads the national zero of other countries', () => {
  expect(isSameNumber('+493012345678', '030 12345678', '49')).toBe(true);
});
