import type { CallView } from '../../call/call-view';
import type { Clock } from '../../lib/clock';
import type { CallId } from '../../call/ids';
import type { CallerNews } from '../../protocol/callers';
import type { AgentState } from '../../protocol/messages';
import { NO_PHONE } from '../softphone/softphone';
import type { AgentCommand } from './agent-command';
import type { CommandTrouble } from './agent-line';
import type { AgentQuery } from './agent-query';
import type { AgentPicture, Caller } from './agent-picture';
import { isCallerWanted } from './caller-wanted';
import { carryOut, type Means } from './carry-out';
import type { Answer, GatewayChannel } from './gateway-channel';
import type { SoftphoneFile } from './phone-command';
import { PhoneKeeper } from './phone-keeper';
import { nextPicture, type PictureEvent } from './picture';

/** The gateway's word comes with the call, or it has none. */
const INDEX_MS = 60;

export interface LeaderNeeds {
  readonly channel: GatewayChannel;
  readonly loadSoftphone: () => Promise<SoftphoneFile>;
  /** What this tab showed as a follower: card and panel stay while the new leader connects. */
  readonly inherited: AgentPicture;
  /** Who has this number, as amoCRM tells this agent. Never rejects. */
  readonly lookUp: (number: string, callingCode: string) => Promise<Caller>;
  /** What the gateway's phone index says, for the card. */
  readonly describe: (owners: CallerNews['owners']) => Promise<Caller>;
  readonly clock: Clock;
  readonly changed: (picture: AgentPicture) => void;
  readonly report: (error: unknown) => void;
}

export interface Leader {
  picture(): AgentPicture;
  run(command: AgentCommand): Promise<CommandTrouble | undefined>;
  ask(query: AgentQuery): Promise<Answer<unknown>>;
  stop(): void;
}

/** The tab that holds the agent's telephony: makes the picture out of gateway, phone and amoCRM, carries commands out. */
export function startLeader(needs: LeaderNeeds): Leader {
  const { channel, clock } = needs;
  let picture = takenOver(needs.inherited);
  /** The calling code comes with the first state; without it a search would miss national numbers. */
  let canAsk = false;
  let dial: AgentState['dial'];

  const watchers = new Set<() => void>();

  /** One step of the picture, callers to be found included, so that a card is drawn and broadcast once. */
  const tell = (event: PictureEvent): void => {
    const known = nextPicture(picture, event);
    const serverNow = clock.now() + known.clockSkewMs;
    const unasked = known.calls.filter(
      (call) => canAsk && !known.callers[call.id] && isCallerWanted(call, serverNow),
    );
    const next = unasked.reduce(
      (sofar, { id }) => nextPicture(sofar, { event: 'caller', callId: id, caller: { caller: 'searching' } }),
      known,
    );
    if (next === picture) return;
    picture = next;
    needs.changed(picture);
    watchers.forEach((look) => look());
    unasked.forEach((call) => void findCaller(call).catch(needs.report));
  };

  const isSearching = (callId: CallId): boolean => picture.callers[callId]?.caller === 'searching';

  /** amoCRM is asked only for whom the gateway's index has not named. */
  const findCaller = async (call: CallView): Promise<void> => {
    if (await awaited((now) => (now.callers[call.id]?.caller === 'searching' ? undefined : true), INDEX_MS))
      return;
    const caller = await needs.lookUp(call.other.number, picture.callingCode);
    if (isSearching(call.id)) tell({ event: 'caller', callId: call.id, caller });
  };

  /** Whom this agent may not see, and a card made a moment ago, amoCRM itself may tell of. */
  const takeKnown = async ({ callId, owners }: CallerNews): Promise<void> => {
    if (owners.length === 0) return;
    tell({ event: 'caller', callId, caller: await needs.describe(owners) });
  };

  const awaited: Means['awaited'] = (find, ms) =>
    new Promise((resolve) => {
      const end = (found: ReturnType<typeof find>): void => {
        cancel();
        watchers.delete(look);
        resolve(found);
      };
      const look = (): void => {
        const found = find(picture);
        if (found !== undefined) end(found);
      };
      const cancel = clock.after(ms, () => end(undefined));
      watchers.add(look);
      look();
    });

  const keeper = new PhoneKeeper({
    load: async () => {
      const file = await needs.loadSoftphone();
      await file.turn(needs.inherited, awaited);
      return file;
    },
    account: () => channel.phoneAccount(),
    changed: (phone) => tell({ event: 'phone', phone }),
    report: needs.report,
  });

  const undo = [
    channel.events.on('link', (link) => tell({ event: 'link', link })),
    channel.events.on('state', (state) => {
      ({ dial } = state);
      canAsk = true;
      tell({ event: 'state', state, at: clock.now() });
      if (state.agent.device === 'browser') keeper.start().catch(needs.report);
      else keeper.retire();
    }),
    channel.events.on('call', (call) => tell({ event: 'call', call, at: clock.now() })),
    channel.events.on('results', (results) => tell({ event: 'results', results })),
    channel.events.on('dialling', (dialling) => tell({ event: 'dialling', dialling })),
    channel.events.on('caller', (known) => void takeKnown(known).catch(needs.report)),
  ];
  channel.start();

  return {
    picture: () => picture,
    ask: (query) => (query.query === 'phone' ? keeper.perform(query.args) : channel.query(query)),
    run: (command) => carryOut(command, { channel, keeper, picture, dial, awaited, tell }),
    stop() {
      undo.forEach((off) => off());
      channel.stop();
      keeper.stop();
    },
  };
}

/** The answers to what the old leader asked died with its tab. */
function takenOver(inherited: AgentPicture): AgentPicture {
  const answered = Object.entries(inherited.callers).filter(([, { caller }]) => caller !== 'searching');
  return { ...inherited, callers: Object.fromEntries(answered), phone: NO_PHONE };
}
