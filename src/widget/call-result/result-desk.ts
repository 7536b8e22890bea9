import type { CallResult } from '../../call/call-result';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { parseResultsNow, type AwaitedResult, type ResultsNow } from '../../protocol/call-results';
import type { CallerLookup } from '../caller-lookup/caller-lookup';
import type { AgentCommand } from '../channel/agent-command';
import type { AgentLine, CommandTrouble } from '../channel/agent-line';
import type { AgentPicture, Caller } from '../channel/agent-picture';
import { EMPTY_PICTURE } from '../channel/picture';
import type { AmoHost } from '../host/amo-host';
import type { Say } from '../host/phrases';
import type { SeenTab } from '../host/seen-tab';
import type { Act, TwigView } from '../ui/twig-view';
import { openResultBox } from './result-box';
import { openResultWindow, type ResultWindow } from './result-window';

/** What `script.js` lends to `result.js`. */
export interface ResultNeeds {
  /** Carries account, widget and user. */
  readonly name: string;
  readonly line: AgentLine;
  readonly run: (command: AgentCommand) => Promise<unknown>;
  /** In the panel, for the agent's last calls. */
  readonly recent: HTMLElement;
  readonly isLeader: () => boolean;
  readonly host: Pick<AmoHost, 'get' | 'report'> & {
    readonly page: Pick<AmoHost['page'], 'openModal' | 'navigate'>;
  };
  readonly say: Say;
  readonly language: string;
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  readonly lookup: CallerLookup;
  readonly tell: (fault: CommandTrouble) => void;
  /** The window is about to open: nothing of ours may lie over it. */
  readonly opens: () => void;
  readonly tab: SeenTab;
  readonly locks: LockManager | undefined;
  readonly clock: Clock;
}

export interface ResultDesk {
  /** The agent wants the window of this call. */
  open(callId: CallId): void;
  destroy(): void;
}

/** What the AMD file `result.js` gives. */
export type ResultFactory = (needs: ResultNeeds) => ResultDesk;

/** The next try may do better by itself. */
const LATER: readonly CommandTrouble[] = ['gateway-lost', 'timeout', 'not-saved', 'too-many'];
/** How often the leader looks for results that could not be sent. */
const SEND_AGAIN_MS = 20_000;

/**
 * Asks the agent for the results of his calls: one window at a time, in the tab that he looks at, and not while he is in
 * another call. What he enters lies in the browser before it goes to the gateway.
 */
export function createResultDesk(needs: ResultNeeds): ResultDesk {
  const { line, clock, tab, host } = needs;
  let picture: AgentPicture = EMPTY_PICTURE;
  let results: ResultsNow | undefined;
  let open: { readonly callId: CallId; readonly window: Promise<ResultWindow | undefined> } | undefined;
  let isAsking = false;
  let isClosed = false;
  /** The agent asked for the window of this call. */
  let wished: CallId | undefined;
  const leaving = new AbortController();
  let cancelSending = (): void => {};
  /** Shown here once: what was closed does not come back by itself. */
  const done = new Set<CallId>();
  const serverNow = (): number => clock.now() + picture.clockSkewMs;
  const box = openResultBox(needs.name, serverNow, host.report);

  const follow = (next: AgentPicture): void => {
    const isBack = picture.link.link !== 'up' && next.link.link === 'up';
    if (next.results !== picture.results && next.results !== undefined)
      results = parseResultsNow(next.results);
    picture = next;
    if (isBack) sendKept();
    void tellWindow();
    consider();
  };

  const tellWindow = async (): Promise<void> => {
    const shown = open;
    const window = await shown?.window;
    if (!shown || !window || !results) return;
    const awaited = results.awaited.find(({ callId }) => callId === shown.callId);
    if (awaited) window.follow(awaited, results, picture.link.link !== 'up');
    // Saved from another tab, or sent from the box.
    else window.close();
  };

  /** The call that ended first of those whose window opens by itself. */
  const due = (): CallId | undefined =>
    [...(results?.awaited ?? [])].reverse().find(({ callId, opens }) => opens && !done.has(callId))?.callId;

  const consider = (): void => {
    if (due() !== undefined && tab.isSeen() && !isInCall(picture)) void ask();
  };

  /** One window of this agent in all his tabs: the next tab waits until it is closed, or its tab dies. */
  const ask = async (): Promise<void> => {
    if (open || isAsking || isClosed) return;
    isAsking = true;
    const name = `${needs.name}:result`;
    try {
      if (needs.locks) await needs.locks.request(name, { signal: leaving.signal }, showWanted);
      else if (needs.isLeader()) await showWanted();
    } catch (error) {
      if (!isClosed) host.report(error);
    } finally {
      isAsking = false;
    }
    if (!isClosed) consider();
  };

  /** What was due when this tab's turn came may be saved by now. */
  const showWanted = async (): Promise<void> => {
    const callId = wished ?? (tab.isSeen() && !isInCall(picture) ? due() : undefined);
    wished = undefined;
    if (callId === undefined || isClosed) return;
    done.add(callId);
    await show(callId);
  };

  /** Resolves when the window is closed. */
  const show = async (callId: CallId): Promise<void> => {
    const kept = (await box.all()).find((each) => each.callId === callId);
    const awaited = results?.awaited.find((each) => each.callId === callId);
    if (!awaited || !results || kept?.saved) return;
    const isNewer = kept?.draft && kept.at > (awaited.draft?.at ?? 0);
    const opened = isNewer ? { ...awaited, draft: { ...kept.draft, at: kept.at } } : awaited;
    needs.opens();
    await new Promise<void>((closed, failed) => {
      const window = openResultWindow(windowNeeds(callId, closed), opened, results as ResultsNow);
      open = { callId, window };
      window.then((shown) => void findCaller(opened).then((caller) => shown.showCaller(caller)), failed);
    }).finally(() => {
      open = undefined;
    });
  };

  const windowNeeds = (callId: CallId, closed: () => void) => ({
    openModal: host.page.openModal,
    get: host.get,
    navigate: host.page.navigate,
    openView: needs.openView,
    say: needs.say,
    language: needs.language,
    clock,
    skewMs: () => picture.clockSkewMs,
    keepDraft: async (draft: NonNullable<AwaitedResult['draft']> | object) => {
      await box.keep({ callId, at: serverNow(), draft });
      void line.run({ command: 'saveDraft', callId, draft });
    },
    save: (result: CallResult) => save(callId, result),
    leave: () => void line.run({ command: 'closeResult', callId }),
    closed,
  });

  const save = async (callId: CallId, result: CallResult): Promise<'there' | 'later' | 'refused'> => {
    await box.keep({ callId, at: serverNow(), saved: result });
    const trouble = await line.run({ command: 'saveResult', callId, result });
    if (trouble && LATER.includes(trouble)) {
      cancelSending();
      cancelSending = clock.after(SEND_AGAIN_MS, sendKept);
      return 'later';
    }
    if (!trouble) {
      await box.drop(callId);
      return 'there';
    }
    await box.keep({ callId, at: serverNow(), draft: result });
    needs.tell(trouble);
    return 'refused';
  };

  /** By the leader alone, so that nothing is sent by each tab. */
  const sendKept = (): void => {
    cancelSending();
    if (isClosed) return;
    cancelSending = clock.after(SEND_AGAIN_MS, sendKept);
    if (!needs.isLeader() || picture.link.link !== 'up') return;
    void (async () => {
      for (const { callId, saved } of await box.all()) {
        if (!saved) continue;
        const trouble = await line.run({ command: 'saveResult', callId, result: saved });
        if (trouble && LATER.includes(trouble)) return;
        if (trouble) needs.tell(trouble);
        await box.drop(callId);
      }
    })().catch(host.report);
  };

  const findCaller = async ({ owners = [], other }: AwaitedResult): Promise<Caller> => {
    if (owners.length > 0) return needs.lookup.describe(owners);
    if (!other.number.startsWith('+')) return { caller: 'unknown' };
    return needs.lookup.lookUp(other.number, picture.callingCode);
  };

  const unwatch = line.watch(follow);
  const unwatchTab = tab.onSeen(consider);
  sendKept();

  return {
    open(callId) {
      wished = callId;
      void ask();
    },
    destroy() {
      isClosed = true;
      leaving.abort();
      unwatch();
      unwatchTab();
      cancelSending();
      void open?.window.then((window) => window?.close());
    },
  };
}

function isInCall({ calls, phone }: AgentPicture): boolean {
  const isOn = calls.some(({ phase }) =>
    ['talking', 'reconnecting', 'dialling', 'pick-up'].includes(phase.phase),
  );
  return isOn || phone.calls.some(({ state }) => state === 'established');
}
