import { addressFault, extensionFaults, secondsFault } from '../../../src/widget/settings/field-faults';

it.each([
  ['https://pbx.example', undefined],
  [' https://pbx.example/linia/ ', undefined],
  ['pbx.example', undefined],
  ['http://127.0.0.1:8089', undefined],
  ['http://localhost:8089', undefined],
  ['', 'address-empty'],
  ['   ', 'address-empty'],
  ['http://pbx.example', 'address-http'],
  ['http://127.0.0.1.evil.example', 'address-http'],
  ['ftp://pbx.example', 'address-wrong'],
  ['https://', 'address-wrong'],
  ['моя АТС', 'address-wrong'],
  ['https://admin:secret@pbx.example', 'address-secret'],
  ['admin:secret@pbx.example', 'address-secret'],
])('the address "%s" is told as %s', (typed, fault) => {
  expect(addressFault(typed)).toBe(fault);
});

it('finds what is no extension; two users may share one', () => {
  expect(extensionFaults(['101', ' 102 ', '102', '', '', '1', '101a', '1234567'])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'extension',
    'extension',
    'extension',
  ]);
});

it.each([
  ['', undefined],
  ['0', undefined],
  [' 600 ', undefined],
  ['601', 'seconds'],
  ['-1', 'seconds'],
  ['1.5', 'seconds'],
  ['полминуты', 'seconds'],
])('"%s" seconds are told as %s', (typed, fault) => {
  expect(secondsFault(typed)).toBe(fault);
});
