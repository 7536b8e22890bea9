import type { Clock } from '../../lib/clock';
import type { AgentPicture } from '../channel/agent-picture';
import type { AmoPage } from '../host/amo-host';
import type { Say } from '../host/phrases';
import type { SeenTab } from '../host/seen-tab';
import { firstSentence } from '../ui/first-sentence';
import { activeFaults, type ActiveFaults } from './active-faults';
import { mannerOf, type Fault } from './fault';
import type { ToldMemory } from './told-memory';

export interface NoticeNeeds {
  readonly page: Pick<AmoPage, 'tellFault' | 'tellEnd'>;
  readonly say: Say;
  readonly language: string;
  /** Whom to turn to, from the settings; `''` = nobody was named. */
  readonly supportContact: string;
  readonly memory: ToldMemory;
  readonly tab: SeenTab;
  readonly clock: Clock;
}

export interface FaultNotices {
  /** Faults that last: each is told once until it ends, then its end. */
  follow(picture: AgentPicture): void;
  /** A command that was not carried out, or another fault of the moment. */
  tell(fault: Fault): void;
  /** The widget cannot even begin to connect. */
  refuse(fault: Fault): void;
  destroy(): void;
}

/** A command that was refused, or a state that lasts. */
type Cause = 'command' | 'state';

const SAME_CAUSE_MS = 2_000;

/**
 * Every tab follows the same picture; the one that the agent looks at tells, and what all of them share is the memory of
 * what was told. While no tab is seen, nothing is told: what is over when he comes back was never his trouble.
 */
export function createFaultNotices(needs: NoticeNeeds): FaultNotices {
  const { say, clock, memory, tab } = needs;
  /** Since when, per kind; on this computer's clock. */
  const began: Record<string, number> = {};
  let active: ActiveFaults = memory.read();
  /** A phone that this agent has no more does not come back. */
  let phoneIsBack = false;
  let cancelNext = (): void => undefined;
  let lastTold: { readonly fault: string; readonly by: Cause; readonly at: number } | undefined;

  /** A denied microphone refuses the command and lasts as a fault of the phone: one cause, one notice. */
  const isToldJustNow = (fault: string, by: Cause): boolean => {
    const before = lastTold;
    lastTold = { fault, by, at: clock.now() };
    return before?.fault === fault && before.by !== by && clock.now() - before.at < SAME_CAUSE_MS;
  };

  const sentence = (fault: string, at: number): string => {
    const time = new Date(at).toLocaleTimeString(needs.language, { hour: '2-digit', minute: '2-digit' });
    return say(`faults.${fault}`, { time });
  };

  const tell = (fault: string, by: Cause, at = clock.now(), kind?: string): void => {
    if (isToldJustNow(fault, by)) return;
    const text = [sentence(fault, at), supportLine(needs)].filter(Boolean).join(' ');
    needs.page.tellFault({
      title: say('widget.name'),
      text,
      place: kind ? mannerOf(fault, kind).place : 'toast',
    });
  };

  const tellEnd = (fault: string, kind: string): void => {
    const { end } = mannerOf(fault, kind);
    if (end === undefined) return;
    const what = firstSentence(sentence(fault, clock.now()));
    needs.page.tellEnd({ title: say('widget.name'), text: say(end, { what }) });
  };

  const ripeAt = (kind: string): number => {
    const fault = active[kind];
    return fault ? (began[kind] ?? 0) + mannerOf(fault, kind).graceMs : Infinity;
  };

  const settle = (): void => {
    cancelNext();
    const [now, told] = [clock.now(), memory.read()];
    const kinds = Object.keys({ ...told, ...active });
    if (tab.isSeen()) for (const kind of kinds) settleKind(kind, told[kind], now);
    const next = Math.min(...kinds.map(ripeAt).filter((at) => at > now));
    cancelNext = Number.isFinite(next) ? clock.after(next - now, settle) : () => undefined;
  };

  const settleKind = (kind: string, told: string | undefined, now: number): void => {
    const fault = active[kind];
    if (fault === told || (fault && ripeAt(kind) > now)) return;
    // `undefined` goes when it is written.
    memory.write({ ...memory.read(), [kind]: fault } as ActiveFaults);
    if (fault) tell(fault, 'state', began[kind], kind);
    else if (told && (kind !== 'phone' || phoneIsBack)) tellEnd(told, kind);
  };

  const become = (next: ActiveFaults): void => {
    for (const kind of Object.keys({ ...active, ...next }))
      if (next[kind] !== active[kind]) began[kind] = clock.now();
    active = next;
    settle();
  };

  const forgetTab = tab.onSeen(settle);

  return {
    follow(picture) {
      phoneIsBack = picture.phone.registration === 'registered';
      // A newer gateway may name what these texts do not know.
      const faults = picture.faults.filter((name) => say(`faults.${name}`) !== `faults.${name}`);
      become(activeFaults(active, { ...picture, faults }));
    },
    tell: (fault) => tell(fault, 'command'),
    refuse: (fault) => become({ gateway: fault }),
    destroy() {
      forgetTab();
      cancelNext();
    },
  };
}

function supportLine({ say, supportContact }: NoticeNeeds): string {
  return supportContact === '' ? '' : say('notice.support', { contact: supportContact });
}
