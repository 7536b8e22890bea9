import type { CallId } from '../../call/ids';
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
  let loading: Promise<ResultDesk | undefined> | undefined;
  let isClosed = false;

  const come = async (): Promise<ResultDesk | undefined> => {
    try {
      const create = await load();
      return isClosed ? undefined : create(desk);
    } catch (error) {
      loading = undefined;
      report(error);
      return undefined;
    }
  };
  const fetch = (): Promise<ResultDesk | undefined> => (loading ??= come());

  return {
    fetch: () => void fetch(),
    open: (callId) =>
      void fetch().then((opened) => {
        if (opened) opened.open(callId);
        else if (!isClosed) tell('script-missing');
      }),
    destroy() {
      isClosed = true;
      void loading?.then((opened) => opened?.destroy());
    },
  };
}
