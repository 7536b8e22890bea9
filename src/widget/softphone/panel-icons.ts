import { drawn, GEAR, PHONE } from '../ui/icons';

/** What only the panel draws: it comes with `panel.js`. */
const SHAPES = {
  handset: `<g transform="rotate(135 10 10)">${PHONE}</g>`,
  microphone:
    '<rect x="7.5" y="2.5" width="5" height="9" rx="2.5"/><path d="M4.5 9.5a5.5 5.5 0 0 0 11 0M10 15v2.5"/>',
  microphoneOff:
    '<path d="M12.5 9V5a2.5 2.5 0 0 0-4.6-1.3M7.5 7.5V9a2.5 2.5 0 0 0 3.6 2.2M4.5 9.5a5.5 5.5 0 0 0 8.6 4.5M15.5 9.5a5.4 5.4 0 0 1-.6 2.4M10 15v2.5M3.5 3.5l13 13"/>',
  gear: GEAR,
  close: '<path d="M5 5l10 10M15 5L5 15"/>',
  info: '<circle cx="10" cy="10" r="7"/><path d="M10 9.2V14M10 6.3v.1"/>',
  error: '<circle cx="10" cy="10" r="7"/><path d="M10 6v5M10 13.6v.1"/>',
  volume: '<path d="M3.5 8v4h3l4 3.5v-11l-4 3.5zM13.5 7.5a3.5 3.5 0 0 1 0 5"/>',
  redial: '<path d="M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 3v3.5H13"/>',
  pause: '<path d="M7.5 5v10M12.5 5v10"/>',
  resume: '<path d="M7 4.5l8 5.5-8 5.5z"/>',
  keypad:
    '<path d="M5 5h.1M10 5h.1M15 5h.1M5 10h.1M10 10h.1M15 10h.1M5 15h.1M10 15h.1M15 15h.1" stroke-width="2.4" stroke-linecap="round"/>',
  transfer: '<path d="M3 7h12M12 3.5L15.5 7 12 10.5M17 14H6M8.5 10.8L5 14l3.5 3.2"/>',
  choose: '<path d="M6 8l4 4 4-4"/>',
  search: '<circle cx="9" cy="9" r="5"/><path d="M13 13l4 4"/>',
} as const;

export function panelIcon(name: keyof typeof SHAPES, style = ''): string {
  return drawn(SHAPES[name], style);
}
