import { lateFile } from './late-file';

/** What stands in the panel instead of the phone, drawn by itself. */
export interface Pane {
  readonly element: HTMLElement;
  /** It is looked at. `leave`: what brings the phone back. */
  fetch(leave: () => unknown): void;
}

export interface PaneDoorNeeds<Opened> {
  readonly className: string;
  /** Fetches the file and draws into the element; may be asked again after it failed. */
  readonly open: (element: HTMLElement) => Promise<Opened>;
  readonly tell: (fault: 'script-missing') => void;
  readonly report: (error: unknown) => void;
}

export interface PaneDoor<Opened> {
  readonly element: HTMLElement;
  fetch(): Promise<Opened | undefined>;
  destroy(): void;
}

/** The way to a pane of the panel, whose file comes when it is first wanted. */
export function createPaneDoor<Opened extends { destroy(): void }>({
  className,
  open,
  tell,
  report,
}: PaneDoorNeeds<Opened>): PaneDoor<Opened> {
  const element = document.createElement('div');
  element.className = className;
  let opened: Opened | undefined;
  let isClosed = false;
  return {
    element,
    fetch: lateFile(
      async () => {
        opened = await open(element);
        if (isClosed) opened.destroy();
        return opened;
      },
      (error) => {
        report(error);
        if (!isClosed) tell('script-missing');
      },
    ),
    destroy() {
      isClosed = true;
      opened?.destroy();
    },
  };
}
