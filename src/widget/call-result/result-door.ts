import type { CallId } from '../../call/ids';
import { lateFile } from '../ui/late-file';
import type { ResultDesk, ResultFactory, ResultNeeds } from './result-desk';

export interface ResultDoorNeeds {
  /** Fetches `result.js`; may be asked again after it failed. */
  readonly load: () => Promise<ResultFactory>;
  readonly desk: ResultNeeds;
  readonly tell: (fault: 'script-missing') => void;
  readonly report: (error: unknown) => void;
}

export interface ResultDoor {
  /** Ahead of need, or because a call waits for its result. */
  fetch(): void;
  /** The agent wants the window of this call. */
  open(callId: CallId): void;
  destroy(): void;
}

/** The way to the result windows, whose file comes after the page has settled or when the first call waits. */
export function createResultDoor({ load, desk, tell, report }: ResultDoorNeeds): ResultDoor {
  let opened: ResultDesk | undefined;
  let isClosed = false;
  const fetch = lateFile(async () => {
    const create = await load();
    if (!isClosed) opened = create(desk);
    return opened;
  }, report);

  return {
    fetch: () => void fetch(),
    open: (callId) =>
      void fetch().then((own) => {
        if (own) own.open(callId);
        else if (!isClosed) tell('script-missing');
      }),
    destroy() {
      isClosed = true;
      opened?.destroy();
    },
  };
}
