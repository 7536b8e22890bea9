/** Shapes on a grid of 20 × 20, drawn by stroke in the colour of the text. */
export const PHONE =
  '<path d="M5 3h2.3l1.3 3.6-1.6 1.2a9.4 9.4 0 0 0 5.2 5.2l1.2-1.6L17 12.7V15a2 2 0 0 1-2.1 2A12.4 12.4 0 0 1 3 5.1 2 2 0 0 1 5 3z"/>';

/** Of the files that come late. */
export const GEAR =
  '<circle cx="10" cy="10" r="2.6"/><circle cx="10" cy="10" r="6.2" pathLength="8" stroke-width="2" stroke-dasharray=".3 .7"/>';

const SHAPES = {
  phone: PHONE,
  phoneIn: `${PHONE}<path d="M17 3l-5 5M12 4v4h4"/>`,
  phoneMissed: `${PHONE}<path d="M12.5 3.5l4 4M16.5 3.5l-4 4"/>`,
  lead: '<rect x="3" y="6" width="14" height="10" rx="1.5"/><path d="M7.5 6V4.5A1.5 1.5 0 0 1 9 3h2a1.5 1.5 0 0 1 1.5 1.5V6M3 10.5h14"/>',
  contact: '<circle cx="10" cy="6.5" r="3.2"/><path d="M3.8 17c.5-3.4 3-5 6.2-5s5.7 1.6 6.2 5"/>',
  group:
    '<circle cx="7.5" cy="7" r="2.7"/><path d="M2.5 16c.4-2.8 2.4-4.2 5-4.2s4.6 1.4 5 4.2M12.5 4.5a2.7 2.7 0 0 1 0 5M14.5 12.2c1.7.6 2.7 1.9 3 3.8"/>',
  company:
    '<path d="M4 17V4.5A1.5 1.5 0 0 1 5.5 3h6A1.5 1.5 0 0 1 13 4.5V17M13 8h2.5A1.5 1.5 0 0 1 17 9.5V17M2.5 17h15M7 6.5h3M7 9.5h3M7 12.5h3"/>',
  customer:
    '<path d="M2.5 3.5h2l2 9.5h8.5l2-7H5.2"/><circle cx="7.5" cy="16" r="1.2"/><circle cx="14" cy="16" r="1.2"/>',
  warning: '<path d="M10 3l7.5 13.5h-15z"/><path d="M10 8v4M10 14.3v.1"/>',
  done: '<circle cx="10" cy="10" r="7"/><path d="M6.8 10.3l2.3 2.3 4.2-4.8"/>',
  clock: '<circle cx="10" cy="10" r="7"/><path d="M10 6v4.3l2.8 1.7"/>',
  plus: '<path d="M10 4v12M4 10h12"/>',
  deskPhone:
    '<path d="M3.5 12.5V10a6.5 6.5 0 0 1 13 0v2.5M3.5 11.5h2.5v4H5a1.5 1.5 0 0 1-1.5-1.5zM16.5 11.5H14v4h1a1.5 1.5 0 0 0 1.5-1.5z"/>',
  route:
    '<circle cx="4.5" cy="15" r="1.8"/><circle cx="15.5" cy="5" r="1.8"/><path d="M6.3 15H12a3 3 0 0 0 0-6H8a2.5 2.5 0 0 1 0-5h5.7" transform="translate(0 .5)"/>',
} as const;

export type IconName = keyof typeof SHAPES;

/** Ready HTML for templates; `style` = `tel-i--16`, `tel-i--fill`, or both. Decoration: words stand beside every icon. */
export function icon(name: IconName, style = ''): string {
  return drawn(SHAPES[name], style);
}

export function drawn(shape: string, style = ''): string {
  return `<svg class="tel-i ${style}" viewBox="0 0 20 20" aria-hidden="true">${shape}</svg>`;
}
