import { trusted, type Markup } from './markup';

/** Own drawings on a 20 px grid, stroke 1.5. */
const PATHS = {
  desk: 'M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z',
  leads: 'M3 7h14v9.5H3zM7 7V4.5h6V7M3 11.5h5M12 11.5h5M8.5 10.5h3v2h-3z',
  tasks: 'M3 5.2 4.4 6.6 7 4M3 10.2l1.4 1.4L7 9M3 15.2l1.4 1.4L7 14M10 5.5h7M10 10.5h7M10 15.5h7',
  contacts:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5M13 3.8a3 3 0 0 1 0 5.4M15 12.3c2 .6 3 2.100 3 4.200',
  companies:
    'M4 17V3.500h7V17M11 8h5v9M2.500 17h15M6.500 6.500h2M6.500 9.500h2M6.500 12.500h2M13.500 11h0M13.500 14h0',
  mail: 'M3 4.500h14v11H3zM3 5.500l7 5.500 7-5.500',
  stats: 'M4 16.500V9.500M8 16.500V3.500M12 16.500V7.500M16 16.500v-4M2.500 16.500h15',
  settings:
    'M10 12.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM10 2.500v2M10 15.500v2M2.500 10h2M15.500 10h2M4.700 4.700l1.400 1.400M13.900 13.900l1.400 1.400M4.700 15.300l1.400-1.400M13.900 6.100l1.400-1.400',
  phone:
    'M4.500 3h2.700l1.300 3.600-1.700 1.300c.8 1.900 2.200 3.400 4.200 4.300l1.400-1.700 3.600 1.300v2.700c0 .8-.7 1.500-1.500 1.500C8.400 16 3.500 10.900 3 4.500 3 3.700 3.700 3 4.500 3z',
  bell: 'M5 13.500V9a5 5 0 0 1 10 0v4.500l1.500 1.500h-13zM8.300 17.200c.9.9 2.500.9 3.400 0',
  close: 'M5 5l10 10M15 5 5 15',
  error: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6.500v4.200M10 13.500h0',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.300v4.200M10 6.500h0',
  incoming:
    'M16 4l-5 5M11 5v4h4M4 4c.3 6.500 5.300 11.700 12 12v-3.200l-3.200-1.200-1.500 1.500C9.500 12 8 10.500 7 8.700L8.400 7.200 7.200 4z',
  outgoing:
    'M11 9l5-5M12 4h4v4M4 4c.3 6.500 5.300 11.700 12 12v-3.200l-3.200-1.200-1.500 1.500C9.500 12 8 10.500 7 8.700L8.400 7.200 7.200 4z',
  widget: 'M4 4h5v5H4zM4 11h5v5H4zM11 11h5v5h-5zM13.500 3.500l3 3-3 3-3-3z',
  note: 'M4 3.500h12v9l-4 4H4zM12 16.500v-4h4M7 7.500h6M7 10.500h3',
  user: 'M10 10a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM4 17c0-3.200 2.700-5 6-5s6 1.800 6 5',
} as const;

export type IconName = keyof typeof PATHS;

export const icon = (name: IconName, size = 20): Markup =>
  trusted(
    `<svg class="icon" width="${size}" height="${size}" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${PATHS[name]}"/></svg>`,
  );
