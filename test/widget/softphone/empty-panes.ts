import type { PanelNeeds } from '../../../src/widget/softphone/phone-panel';

/** A panel of whose panes nothing is drawn. */
export function emptyPanes(): Pick<PanelNeeds, 'panes' | 'bar' | 'recent'> {
  const pane = () => ({ element: document.createElement('div'), fetch: () => undefined });
  return {
    panes: { list: pane(), setup: pane() },
    bar: document.createElement('div'),
    recent: document.createElement('div'),
  };
}
