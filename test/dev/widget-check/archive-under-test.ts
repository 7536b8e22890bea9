import { checkWidget } from '../../../dev/widget-check/check-widget';
import { archiveOf } from '../../../dev/widget-check/widget-archive';

/** Path → content; undefined: the file is left out. */
export type Changes = Readonly<Record<string, string | Buffer | undefined>>;

/** Just the head of a PNG: all that is read of one. */
export function png(width: number, height: number, chunk = 'IDAT'): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('\x89PNG\r\n\x1a\n', 0, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.write(chunk, 37, 'latin1');
  bytes.write('IDAT', 53, 'latin1');
  return bytes;
}

export const manifest = {
  widget: {
    name: 'widget.name',
    description: 'widget.description',
    short_description: 'widget.short_description',
    version: '1.0.0',
    interface_version: 2,
    init_once: true,
    locale: ['ru', 'en'],
    installation: true,
    support: { link: 'https://support.example/' },
  },
  locations: ['everywhere', 'settings'],
  tour: {
    is_tour: true,
    tour_images: { ru: ['/images/tour.png'], en: ['/images/tour.png'] },
    tour_description: 'widget.description',
  },
  settings: { address: { name: 'settings.address', type: 'text', required: false } },
};

export const language = (name: string) => ({
  widget: { name, description: 'It rings', short_description: 'Rings' },
  settings: { address: 'Address' },
});

export const json = (value: unknown): string => JSON.stringify(value, null, 2);

export const script = (body: string): string =>
  `define(['jquery', './panel.js'], function ($, panel) {\n${body}\n});\n`;

const FLAWLESS: Changes = {
  'manifest.json': json(manifest),
  'script.js': script('return function () { panel(this, "style.css"); };'),
  'panel.js': 'define([], function () { return function () {}; });\n',
  'style.css': '.ring .name { color: red; }\n',
  'i18n/ru.json': json(language('Звонки')),
  'i18n/en.json': json(language('Calls')),
  'images/logo.png': png(130, 100),
  'images/logo_main.png': png(400, 272),
  'images/logo_small.png': png(108, 108),
  'images/logo_medium.png': png(240, 84),
  'images/logo_min.png': png(84, 84),
  'images/tour.png': png(1188, 616),
};

/** The files of a widget without a flaw, but for these changes. */
export function filesWith(changes: Changes = {}): ReadonlyMap<string, Buffer> {
  const files = Object.entries({ ...FLAWLESS, ...changes }).flatMap(([path, content]) =>
    content === undefined ? [] : [[path, Buffer.from(content as string)] as const],
  );
  return new Map(files);
}

/** `rule file:line` of everything that is found in it. */
export function found(changes: Changes = {}, zipName?: string): readonly string[] {
  return checkWidget(archiveOf(filesWith(changes), zipName)).map(
    ({ rule, file, line }) => `${rule} ${file}${line === undefined ? '' : `:${line}`}`,
  );
}
