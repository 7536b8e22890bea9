import type { Clock } from '../../lib/clock';
import type { Say } from '../host/phrases';
import { drawn, PHONE } from '../ui/icons';
import type { AskGateway, PageTrouble } from './ask-gateway';

export const TABS = ['journal', 'delivery', 'forwarding', 'staff', 'checks', 'dialling'] as const;
export type TabName = (typeof TABS)[number];

/** What a tab of the page gets. */
export interface PaneNeeds {
  readonly ask: AskGateway;
  readonly say: Say;
  readonly language: string;
  readonly clock: Clock;
  /** What the tab shows has changed. */
  readonly paint: () => void;
}

/** One tab of the page. */
export interface Pane {
  readonly template: string;
  model(): object;
  /** It is looked at: what it shows is read; again whenever some seconds have passed. */
  read(): void;
  /** Another tab is looked at, or none any more. */
  left?(): void;
  act(act: string, element: HTMLElement): void;
  /** Something was typed or chosen in a field of this name. */
  changed?(field: string, value: string): void;
}

/** What a trouble looks like above a tab. */
export function troubleModel(trouble: PageTrouble | undefined, say: Say): object | undefined {
  if (!trouble) return undefined;
  const text =
    trouble.trouble === 'auth' ? say(`faults.${trouble.fault}`) : say(`advanced.trouble.${trouble.trouble}`);
  return { text, icon: pageIcon('error'), again: say('advanced.again') };
}

const RING = '<circle cx="10" cy="10" r="7"/>';
const SHAPES = {
  inbound: `${PHONE}<path d="M17 3l-5 5M12 4v4h4"/>`,
  outbound: `${PHONE}<path d="M12 8l5-5M13 3h4v4"/>`,
  missed: `${PHONE}<path d="M12.5 3.5l4 4M16.5 3.5l-4 4"/>`,
  internal: PHONE,
  check: '<path d="M4 10.5l4 4 8-9"/>',
  clock: `${RING}<path d="M10 6v4.3l2.8 1.7"/>`,
  error: `${RING}<path d="M10 6v5M10 13.6v.1"/>`,
  ok: `${RING}<path d="M6.8 10.3l2.3 2.3 4.2-4.8"/>`,
  minus: `${RING}<path d="M6.5 10h7"/>`,
  info: `${RING}<path d="M10 9.2V14M10 6.3v.1"/>`,
} as const;
export type PageIcon = keyof typeof SHAPES;

export const pageIcon = (name: PageIcon, style = ''): string => drawn(SHAPES[name], style);
