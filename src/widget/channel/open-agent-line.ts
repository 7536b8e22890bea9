import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { AgentCommand } from './agent-command';
import type { AgentLine, CommandTrouble } from './agent-line';
import type { AgentPicture } from './agent-picture';
import type { Answer } from './gateway-channel';
import type { Leader } from './leader';
import { EMPTY_PICTURE } from './picture';
import { standForLeader } from './tab-leadership';
import { openTabPost, type TabMessage } from './tab-message';

export interface LineNeeds {
  /** Carries account, widget and user, so that neighbours in one browser do not hear each other. */
  readonly name: string;
  /** Makes this tab the leader. */
  readonly lead: (inherited: AgentPicture, changed: (picture: AgentPicture) => void) => Leader;
  readonly locks: LockManager | undefined;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

export interface OpenAgentLine extends AgentLine {
  /** Whether this tab holds socket and phone: what must happen once per agent happens here. */
  readonly isLeader: () => boolean;
  /** Takes the lead from a tab that does not answer. */
  seize(): void;
  close(): void;
}

/** Longer than any command takes at the gateway; then the leader is gone or frozen. */
const ANSWER_TIMEOUT_MS = 10_000;
const LATE = { ok: false, fault: 'timeout' } as const;
/** A leader that was silent for so long may have been replaced. What it finds in its post when it wakes is not carried out, or it might be done twice. */
export const SILENT_MS = 800;

/** The agent's telephony in this tab: led by it, or mirrored from the tab that leads. */
export function openAgentLine(needs: LineNeeds): OpenAgentLine {
  const events = new Emitter<{ picture: AgentPicture }>(needs.report);
  const waiting = new Map<string, (trouble: CommandTrouble | undefined) => void>();
  const asked = new Map<string, (answer: Answer<unknown>) => void>();
  let picture = EMPTY_PICTURE;
  let leader: Leader | undefined;
  /** Two tabs may ask in the same millisecond. */
  let sent = Math.random();
  let broadcasting = false;

  const show = (next: AgentPicture): void => {
    picture = next;
    events.emit('picture', next);
  };

  const post = openTabPost(needs.name, (message) => {
    if (leader) serve(leader, message);
    else follow(message);
  });

  /** After this tab has drawn, and once for all changes of one moment. */
  const broadcast = (): void => {
    if (broadcasting) return;
    broadcasting = true;
    queueMicrotask(() => {
      broadcasting = false;
      post.send({ say: 'picture', picture });
    });
  };

  const serve = (own: Leader, message: TabMessage): void => {
    if (message.say === 'ask') return post.send({ say: 'picture', picture });
    if (message.say === 'ping') return post.send({ say: 'here', calls: picture.phone.calls });
    if (message.say !== 'command' && message.say !== 'query') return;
    const { number } = message;
    const isOld = needs.clock.now() - parseInt(number, 10) > SILENT_MS;
    const answering =
      message.say === 'query'
        ? (isOld ? Promise.resolve(LATE) : own.ask(message.query)).then((answer) =>
            post.send({ say: 'answer', number, answer }),
          )
        : (isOld ? Promise.resolve(LATE.fault) : carryOut(own, message.command)).then((trouble) =>
            post.send({ say: 'done', number, ...(trouble && { trouble }) }),
          );
    answering.catch(needs.report);
  };

  const follow = (message: TabMessage): void => {
    if (message.say === 'picture') show(message.picture);
    if (message.say === 'done') waiting.get(message.number)?.(message.trouble);
    if (message.say === 'answer') asked.get(message.number)?.(message.answer);
  };

  /** Sends something to the leader under a number of its own; `late` comes when nothing else has. */
  const forwarded = <Value>(
    open: Map<string, (value: Value) => void>,
    late: Value,
    message: (number: string) => TabMessage,
  ): Promise<Value> =>
    new Promise((resolve) => {
      const number = `${needs.clock.now()}-${(sent += 1)}`;
      const end = (value: Value): void => {
        cancel();
        open.delete(number);
        resolve(value);
      };
      const cancel = needs.clock.after(ANSWER_TIMEOUT_MS, () => end(late));
      open.set(number, end);
      post.send(message(number));
    });

  const forward = (command: AgentCommand): Promise<CommandTrouble | undefined> =>
    forwarded<CommandTrouble | undefined>(waiting, 'timeout', (number) => ({
      say: 'command',
      number,
      command,
    }));

  const carryOut = async (own: Leader, command: AgentCommand): Promise<CommandTrouble | undefined> => {
    try {
      return await own.run(command);
    } catch (error) {
      needs.report(error);
      return 'pbx-refused';
    }
  };

  const candidate = standForLeader(
    needs.locks,
    needs.name,
    () => {
      let leads = true;
      const own = needs.lead(picture, (next) => {
        if (!leads) return;
        show(next);
        broadcast();
      });
      leader = own;
      return () => {
        leads = false;
        leader = undefined;
        own.stop();
        post.send({ say: 'ask' });
      };
    },
    needs.report,
  );
  if (!leader) post.send({ say: 'ask' });

  return {
    watch(listener) {
      listener(picture);
      return events.on('picture', listener);
    },
    run: (command) => (leader ? carryOut(leader, command) : forward(command)),
    ask: (query) =>
      leader?.ask(query) ?? forwarded(asked, LATE, (number) => ({ say: 'query', number, query })),
    isLeader: () => leader !== undefined,
    seize: candidate.seize,
    close() {
      candidate.leave();
      post.close();
      waiting.forEach((end) => end('timeout'));
      asked.forEach((end) => end(LATE));
    },
  };
}
