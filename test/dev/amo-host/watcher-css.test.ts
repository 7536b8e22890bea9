import { isGlobalSelector } from '../../../dev/amo-host/page/watcher/host-vocabulary';

const HOSTS = { names: new Set(['.modal', '.button-input', '#left_menu']), variables: new Set<string>() };

describe('a selector', () => {
  it.each([
    'button',
    '*',
    'a:hover',
    '.modal',
    '.modal .button-input',
    '#left_menu > a',
    '.button-input:not(.mine)',
    'body::before',
  ])('reaches the host: %s', (selector) => {
    expect(isGlobalSelector(selector, HOSTS)).toBe(true);
  });

  it.each([
    '.mine',
    '.mine button',
    '.modal .mine',
    '.mine.button-input',
    '#mine_root *',
    '.modal:has(.mine)',
  ])('stays with the widget: %s', (selector) => {
    expect(isGlobalSelector(selector, HOSTS)).toBe(false);
  });
});
