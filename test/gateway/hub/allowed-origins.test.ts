import { allowedOrigins } from '../../../src/gateway/hub/allowed-origins';
import { tellRefusedOrigins } from '../../../src/gateway/hub/refused-origins';

const isAllowed = allowedOrigins([
  { baseUrl: 'https://romashka.amocrm.ru' },
  { baseUrl: 'https://vasilek.amocrm.com' },
  { baseUrl: 'https://iris.kommo.com:8443' },
]);

it.each([
  'https://romashka.amocrm.ru',
  'https://vasilek.amocrm.com',
  'https://vasilek.kommo.com',
  'https://iris.kommo.com:8443',
])('lets %s in: a page of an account', (origin) => {
  expect(isAllowed(origin)).toBe(true);
});

it.each([
  'https://evil.amocrm.ru',
  'https://romashka.kommo.com',
  'http://romashka.amocrm.ru',
  'https://romashka.amocrm.ru:8443',
  'https://iris.kommo.com',
  'https://romashka.amocrm.ru.evil.example',
  'https://evil-romashka.amocrm.ru',
  'https://evil.example#romashka.amocrm.ru',
  'null',
  '',
])('keeps %s out', (origin) => {
  expect(isAllowed(origin)).toBe(false);
});

it('lets the pages in that the configuration adds, with a star for a part of the host', () => {
  const isAlsoAllowed = allowedOrigins([], ['http://*.localhost:8080']);
  expect(isAlsoAllowed('http://u504141.localhost:8080')).toBe(true);
  for (const origin of [
    'http://localhost:8080',
    'http://u1.localhost:8080.evil.example',
    'http://u1xlocalhost:8080',
  ])
    expect(isAlsoAllowed(origin)).toBe(false);
});

it('tells of a page of amoCRM that is refused, a few times and no more', () => {
  const warn = jest.fn();
  const refuse = tellRefusedOrigins(
    () => false,
    () => 0,
    { warn },
  );
  refuse('https://evil.example');
  expect(warn).not.toHaveBeenCalled();
  for (let n = 0; n < 50; n++) refuse(`https://renamed${n}.amocrm.ru`);
  expect(warn).toHaveBeenCalledTimes(3);
  expect(warn.mock.calls[0]).toEqual([
    { origin: 'https://renamed0.amocrm.ru' },
    expect.stringContaining('baseUrl'),
  ]);
});
