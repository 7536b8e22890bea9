import { putInto } from '../../../src/widget/ui/put-into';

afterEach(() => document.body.replaceChildren());

it('moves an element once; who types in it goes on typing at the next paint', () => {
  document.body.innerHTML = '<section></section><section></section>';
  const [first, second] = document.querySelectorAll('section');
  const pane = document.createElement('div');
  pane.innerHTML = '<input>';
  const field = pane.firstElementChild as HTMLInputElement;
  putInto(first ?? null, pane);
  field.focus();
  putInto(first ?? null, pane);
  expect(document.activeElement).toBe(field);
  putInto(second ?? null, pane);
  expect(second?.firstElementChild).toBe(pane);
  putInto(null, pane);
  expect(pane.isConnected).toBe(true);
});
