import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VENDOR_MODULES } from '../../../dev/amo-host/host-pages/vendor-library';
import type { HostWindow } from './host-window';
import { judged } from './judged-page';
import { ANNA, PageDriver, widget } from './page-driver';

declare const window: HostWindow;

const driver = new PageDriver();

/** A widget that asks for every library of the host and keeps what kind of thing each of them is. */
function librarian(): string {
  const directory = mkdtempSync(join(tmpdir(), 'librarian-'));
  mkdirSync(join(directory, 'i18n'));
  const manifest = {
    widget: { name: 'widget.name', locale: ['ru'], init_once: true },
    locations: ['everywhere'],
  };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'i18n/ru.json'), '{"widget":{"name":"Библиотекарь"}}');
  writeFileSync(
    join(directory, 'script.js'),
    `define(${JSON.stringify(VENDOR_MODULES)}, function () {
      var libraries = [].slice.call(arguments);
      return function () {
        this.libraries = libraries.map(function (each) { return typeof each; });
        var yes = function () { return true; };
        this.callbacks = { render: yes, init: yes, bind_actions: yes };
      };
    });`,
  );
  return directory;
}

describe('the libraries of amoCRM', () => {
  let directory: string;
  beforeAll(() => (directory = librarian()));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('reach a widget that asks for all of them, and what they leave is not its fault', async () => {
    const page = await driver.opened(ANNA, { widgets: [{ ...widget('librarian'), directory }] });
    const kinds = await page.evaluate(
      () => (window.APP.widgets.list['librarian'] as { libraries: readonly string[] }).libraries,
    );
    await judged(page);
    // A plug-in of jQuery has no value of its own.
    const PLUGINS = ['jplayer'];
    expect(
      VENDOR_MODULES.filter((name, index) => kinds[index] === 'undefined' && !PLUGINS.includes(name)),
    ).toEqual([]);
    expect(driver.host.findings.all()).toEqual([]);
  });
});
