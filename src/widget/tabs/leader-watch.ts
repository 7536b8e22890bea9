import type { Clock } from '../../lib/clock';
import type { AgentPicture } from '../channel/agent-picture';
import { SILENT_MS, type OpenAgentLine } from '../channel/open-agent-line';
import type { LifeSign, TabMessage } from '../channel/tab-message';
import type { SeenTab } from '../host/seen-tab';
import { isBusy } from '../softphone/is-busy';
import { FIRST_RIGHT_MS, hasTalk } from '../softphone/own-turn';

/** A tab that is seen has timers of full speed; the leader, which may be hidden, only answers. */
export const PING_MS = 200;
const SILENCE = SILENT_MS / PING_MS;
/** A ring is not taken from a page that only stumbles; from a frozen one still within two seconds (decided.md 18). */
const SILENCE_WHILE_RINGING = 7;
/** Who has just taken the lead is busy with that. */
const SILENCE_OF_NEW_LEADER = 3 * SILENCE;
/** No picture could ever be read though somebody leads: it is another version of the widget. */
const STRANGE = 2_000 / PING_MS;
/** The page that had the talk has not come back, and the tab that leads waits for it still. */
const FORSAKEN = FIRST_RIGHT_MS / PING_MS;

type LeaderCalls = Extract<LifeSign, { say: 'here' }>['calls'];

export interface WatchNeeds {
  readonly line: Pick<OpenAgentLine, 'watch' | 'isLeader' | 'seize'>;
  readonly send: (message: TabMessage) => void;
  /** What this tab says of itself with every ping. */
  readonly sign: () => Extract<LifeSign, { say: 'ping' }>;
  readonly seen: SeenTab;
  readonly clock: Clock;
}

export interface LeaderWatch {
  received(message: TabMessage): void;
  destroy(): void;
}

/**
 * While the agent sees this tab it asks the one that leads whether it lives (decided.md 18), and takes its place when it
 * is frozen: four questions without an answer, so that a moment in which it slept itself does not count.
 * Whoever was in a call when it was last heard is left alone: its sound goes on, and a page that is gone loses the lock
 * by itself.
 */
export function watchLeader({ line, send, sign, seen, clock }: WatchNeeds): LeaderWatch {
  let unanswered = 0;
  let strange = 0;
  let forsaken = 0;
  let isUnderstood = false;
  let calls: LeaderCalls = [];
  let picture: AgentPicture | undefined;
  let cancel = (): void => undefined;

  const patience = (): number => {
    const isNew = picture?.agent !== undefined && picture.phone.registration !== 'registered';
    return isNew ? SILENCE_OF_NEW_LEADER : calls.length > 0 ? SILENCE_WHILE_RINGING : SILENCE;
  };
  const mayLead = (): boolean => {
    if (calls.some(isBusy)) return false;
    return unanswered >= patience() || strange >= STRANGE || forsaken >= FORSAKEN;
  };
  const begin = (): void => void ([unanswered, strange, forsaken] = [0, 0, 0]);

  /** Also the first picture of a tab that has just taken the lead: it is not robbed in turn. */
  const heard = (now: LeaderCalls): void => {
    unanswered = 0;
    calls = now;
  };

  const look = (): void => {
    cancel();
    if (!seen.isSeen()) return begin();
    cancel = clock.after(PING_MS, look);
    if (line.isLeader()) return begin();
    if (mayLead()) {
      begin();
      return line.seize();
    }
    forsaken = picture && isForsaken(picture) ? forsaken + 1 : 0;
    unanswered += 1;
    strange += isUnderstood ? 0 : 1;
    send(sign());
  };

  const undo = [
    line.watch((next) => (picture = next)),
    seen.onSeen(() => {
      begin();
      look();
    }),
  ];
  send({ say: 'ask' });
  look();

  return {
    received(message) {
      if (message.say === 'picture') {
        [isUnderstood, strange] = [true, 0];
        heard(message.picture.phone.calls);
      }
      if (message.say === 'here') heard(message.calls);
    },
    destroy() {
      undo.forEach((off) => off());
      cancel();
    },
  };
}

const isForsaken = (picture: AgentPicture): boolean =>
  picture.phone.registration === 'off' && !picture.phone.fault && hasTalk(picture);
