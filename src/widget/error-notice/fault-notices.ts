import type { Clock } from '../../lib/clock';
import type { AgentPicture } from '../channel/agent-picture';
import type { AmoPage } from '../host/amo-host';
import type { Say } from '../host/phrases';
import { activeFaults, type ActiveFaults } from './active-faults';
import { FAULT_MANNERS, type Fault } from './fault';
import type { ToldMemory } from './told-memory';

export interface NoticeNeeds {
  readonly page: Pick<AmoPage, 'tellFault' | 'tellEnd'>;
  readonly say: Say;
  readonly language: string;
  /** Whom to turn to, from the settings; `''` = nobody was named. */
  readonly supportContact: string;
  readonly memory: ToldMemory;
  readonly clock: Clock;
}

export interface FaultNotices {
  /** Faults that last: each is told once until it ends, then its end. */
  follow(picture: AgentPicture): void;
  /** A command that was not carried out, or another fault of the moment. */
  tell(fault: Fault): void;
  destroy(): void;
}

export function createFaultNotices(needs: NoticeNeeds): FaultNotices {
  const { say, clock, memory } = needs;
  const told = new Set<Fault>();
  const waiting = new Map<Fault, () => void>();
  let active: ActiveFaults = {};

  const tell = (fault: Fault, at = clock.now()): void => {
    const { place } = FAULT_MANNERS[fault];
    if (place === 'centre' && memory.has(fault)) return;
    if (place === 'centre') memory.add(fault);
    const time = new Date(at).toLocaleTimeString(needs.language, { hour: '2-digit', minute: '2-digit' });
    const text = [say(`faults.${fault}`, { time }), supportLine(needs)].filter(Boolean).join(' ');
    needs.page.tellFault({ title: say('widget.name'), text, place });
  };

  const began = (fault: Fault): void => {
    const at = clock.now();
    const ripe = (): void => {
      waiting.delete(fault);
      told.add(fault);
      tell(fault, at);
    };
    const { graceMs } = FAULT_MANNERS[fault];
    if (graceMs > 0) waiting.set(fault, clock.after(graceMs, ripe));
    else ripe();
  };

  const ended = (fault: Fault): void => {
    waiting.get(fault)?.();
    waiting.delete(fault);
    memory.remove(fault);
    const { end } = FAULT_MANNERS[fault];
    if (told.delete(fault) && end !== undefined)
      needs.page.tellEnd({ title: say('widget.name'), text: say(end) });
  };

  return {
    follow(picture) {
      const [before, now] = [active, activeFaults(active, picture)];
      active = now;
      const [old, fresh] = [faultsIn(before), faultsIn(now)];
      old.filter((fault) => !fresh.includes(fault)).forEach(ended);
      fresh.filter((fault) => !old.includes(fault)).forEach(began);
    },
    tell: (fault) => tell(fault),
    destroy() {
      waiting.forEach((cancel) => cancel());
      waiting.clear();
    },
  };
}

const faultsIn = ({ gateway, pbx, phone }: ActiveFaults): readonly Fault[] =>
  [gateway, pbx, phone].filter((fault) => fault !== undefined);

function supportLine({ say, supportContact }: NoticeNeeds): string {
  return supportContact === '' ? '' : say('notice.support', { contact: supportContact });
}
