import { drawn, GEAR, PHONE } from '../ui/icons';

/** What only the dial lists draw: it comes with `dial.js`. */
const SHAPES = {
  gear: GEAR,
  handset: `<g transform="rotate(135 10 10)">${PHONE}</g>`,
  skip: '<path d="M4.5 4.5v11l8-5.5zM15.5 4.5v11"/>',
  drag: '<g fill="currentColor" stroke="none"><circle cx="8" cy="5" r="1.2"/><circle cx="12" cy="5" r="1.2"/><circle cx="8" cy="10" r="1.2"/><circle cx="12" cy="10" r="1.2"/><circle cx="8" cy="15" r="1.2"/><circle cx="12" cy="15" r="1.2"/></g>',
  trash: '<path d="M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 9v4.5M11.5 9v4.5"/>',
  download: '<path d="M10 3v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12"/>',
  pause: '<path d="M7 4.5v11M13 4.5v11"/>',
  play: '<path d="M6.5 4.2v11.6L16 10z"/>',
  check: '<path d="M4 10.5l4 4 8-9"/>',
  close: '<path d="M5 5l10 10M15 5L5 15"/>',
  again: '<path d="M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 3v3.5H13"/>',
  search: '<circle cx="9" cy="9" r="5"/><path d="M13 13l4 4"/>',
  info: '<circle cx="10" cy="10" r="7"/><path d="M10 9.2V14M10 6.3v.1"/>',
  minus: '<circle cx="10" cy="10" r="7"/><path d="M6.5 10h7"/>',
} as const;

export function listIcon(name: keyof typeof SHAPES, style = ''): string {
  return drawn(SHAPES[name], style);
}
