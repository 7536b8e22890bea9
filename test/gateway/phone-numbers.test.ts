import { phoneNumbers } from '../../src/gateway/phone-numbers';

const russian = phoneNumbers('RU');

describe('numbers as the PBX has them', () => {
  it.each([
    ['+79984445566', '+79984445566', '+7 998 444-55-66'],
    ['89984445566', '+79984445566', '+7 998 444-55-66'],
    ['79984445566', '+79984445566', '+7 998 444-55-66'],
    ['9984445566', '+79984445566', '+7 998 444-55-66'],
    ['8 (998) 444-55-66 доб. 12', '+79984445566', '+7 998 444-55-66'],
    ['+7 000 000-00-01', '+70000000001', '+7 000 000-00-01'],
    ['88005553535', '+78005553535', '+7 800 555-35-35'],
    ['+380441234567', '+380441234567', '+380 44 123 4567'],
    ['380441234567', '+380441234567', '+380 44 123 4567'],
    ['810380441234567', '+380441234567', '+380 44 123 4567'],
    ['00380441234567', '+380441234567', '+380 44 123 4567'],
    ['998901234567', '+998901234567', '+998 90 123 45 67'],
    ['19175551234', '+19175551234', '+1 917 555 1234'],
  ])('reads %s in a Russian account', (raw, number, text) => {
    expect(russian.of(raw)).toEqual({ number, text });
  });

  it.each([
    ['DE', '03012345678', '+493012345678', '+49 30 12345678'],
    ['US', '4155552671', '+14155552671', '+1 415 555 2671'],
    ['US', '79984445566', '+79984445566', '+7 998 444-55-66'],
    ['KZ', '87012345678', '+77012345678', '+7 701 234-56-78'],
    ['BY', '80291234567', '+375291234567', '+375 29 123 45 67'],
  ])('reads national numbers of %s: %s', (country, raw, number, text) => {
    expect(phoneNumbers(country).of(raw)).toEqual({ number, text });
  });

  it.each(['101', '112', '*43', '3200'])('leaves the short number %s as it is', (raw) => {
    expect(russian.of(raw)).toEqual({ number: raw, text: raw });
  });

  it.each(['4445566', '+999123456789', '123456789012345678'])(
    'shows %s, no number of any country, by its digits',
    (raw) => {
      expect(russian.of(raw)).toEqual({ number: raw, text: raw });
    },
  );

  it.each([
    '',
    ' ',
    'anonymous',
    'Anonymous',
    'unknown',
    '<unknown>',
    'Restricted',
    'unavailable',
    'asterisk',
  ])('takes "%s" for a withheld number', (raw) => {
    expect(russian.of(raw)).toEqual({ number: '', text: '' });
  });
});

describe('numbers that an agent asks to be dialled', () => {
  it.each([
    ['8 (998) 444-55-66', '+79984445566'],
    ['+7 998 444 55 66', '+79984445566'],
    ['89984445566 Иван', '+79984445566'],
    ['+380 44 123-45-67', '+380441234567'],
    ['101', '101'],
    [' 112 ', '112'],
  ])('dials %s as %s', (typed, dialled) => {
    expect(russian.dialable(typed)).toBe(dialled);
  });

  it.each([
    '',
    '1',
    'Иван',
    '4445566',
    '*72101',
    '#21#',
    '+999123456789',
    '8 998 444-55-66 / 8 998 444-55-67',
  ])('refuses "%s"', (typed) => {
    expect(russian.dialable(typed)).toBeUndefined();
  });

  it('lets nothing but digits through to the PBX', () => {
    expect(russian.dialable('101\r\nAction: Command')).toBe('101');
  });
});

it('names the calling code and refuses what is no country', () => {
  expect(russian.callingCode).toBe('7');
  expect(phoneNumbers('DE').callingCode).toBe('49');
  expect(() => phoneNumbers('Россия')).toThrow('"Россия" is not a country code');
});
