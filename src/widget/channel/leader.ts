import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { NO_PHONE, type Softphone } from '../softphone/softphone';
import type { AgentCommand } from './agent-command';
import type { CommandTrouble } from './agent-line';
import type { AgentPicture, Caller } from './agent-picture';
import { dialledNumber } from './dialled-number';
import type { GatewayChannel } from './gateway-channel';
import { phoneCallOf } from './phone-call-of';
import { PhoneKeeper } from './phone-keeper';
import { nextPicture, type PictureEvent } from './picture';

export interface LeaderNeeds {
  readonly channel: GatewayChannel;
  readonly loadSoftphone: () => Promise<Softphone>;
  /** What this tab showed as a follower: card and panel stay while the new leader connects. */
  readonly inherited: AgentPicture;
  /** Who has this number, as amoCRM tells this agent. Never rejects. */
  readonly lookUp: (number: string, callingCode: string) => Promise<Caller>;
  readonly clock: Clock;
  readonly changed: (picture: AgentPicture) => void;
  readonly report: (error: unknown) => void;
}

export interface Leader {
  picture(): AgentPicture;
  run(command: AgentCommand): Promise<CommandTrouble | undefined>;
  stop(): void;
}

/** The tab that holds the agent's telephony: makes the picture out of gateway, phone and amoCRM, carries commands out. */
export function startLeader(needs: LeaderNeeds): Leader {
  const { channel, clock } = needs;
  let picture: AgentPicture = { ...needs.inherited, phone: NO_PHONE };
  let callingCode = '';

  const tell = (event: PictureEvent): void => {
    const next = nextPicture(picture, event);
    if (next === picture) return;
    picture = next;
    needs.changed(picture);
  };

  const keeper = new PhoneKeeper({
    load: needs.loadSoftphone,
    account: () => channel.phoneAccount(),
    changed: (phone) => tell({ event: 'phone', phone }),
    report: needs.report,
  });

  const findCaller = async (call: CallView): Promise<void> => {
    if (picture.callers[call.id] || !isOutside(call) || 'at' in call.phase) return;
    tell({ event: 'caller', callId: call.id, caller: { caller: 'searching' } });
    const caller = await needs.lookUp(call.other.number, callingCode);
    tell({ event: 'caller', callId: call.id, caller });
  };
  const findCallers = (): void => picture.calls.forEach((call) => void findCaller(call).catch(needs.report));

  const undo = [
    channel.events.on('link', (link) => tell({ event: 'link', link })),
    channel.events.on('state', (state) => {
      callingCode = state.callingCode;
      tell({ event: 'state', state, at: clock.now() });
      findCallers();
      if (state.agent.device === 'browser') keeper.start().catch(needs.report);
    }),
    channel.events.on('call', (call) => {
      tell({ event: 'call', call, at: clock.now() });
      findCallers();
    }),
  ];
  channel.start();

  return {
    picture: () => picture,
    run: (command) => carryOut(command, { channel, keeper, picture, callingCode }),
    stop() {
      undo.forEach((off) => off());
      channel.stop();
      keeper.stop();
    },
  };
}

interface Means {
  readonly channel: GatewayChannel;
  readonly keeper: PhoneKeeper;
  readonly picture: AgentPicture;
  readonly callingCode: string;
}

async function carryOut(command: AgentCommand, means: Means): Promise<CommandTrouble | undefined> {
  if (command.command === 'retryPhone') return means.keeper.restart().then(() => undefined);
  if (command.command === 'call') return placeCall(command.number, means);
  const own = phoneCallOf(command.callId, means.picture);
  const { phone } = means.keeper;
  switch (command.command) {
    case 'answer':
      return own && phone ? phone.answer(own.id).then(() => undefined) : 'unknown-call';
    case 'mute':
      if (own) phone?.setMuted(own.id, command.muted);
      return undefined;
    case 'decline':
      return own && phone ? phone.decline(own.id).then(() => undefined) : hangUp(command.callId, means);
    case 'hangUp':
      return own && phone ? phone.hangUp(own.id).then(() => undefined) : hangUp(command.callId, means);
  }
}

async function placeCall(stored: string, means: Means): Promise<CommandTrouble | undefined> {
  const { agent, phone } = means.picture;
  const number = dialledNumber(stored, means.callingCode);
  if (number === undefined) return 'invalid-number';
  if (!agent) return 'gateway-lost';
  if (agent.device === 'none' || agent.extension === '') return 'no-extension';
  if (agent.device === 'browser') {
    if (phone.registration !== 'registered') return phone.fault ?? 'server-unreachable';
    return means.keeper.phone?.call(number).then(() => undefined);
  }
  const placed = await means.channel.placeCall(number);
  return placed.ok ? undefined : placed.fault;
}

async function hangUp(callId: CallId, { channel }: Means): Promise<CommandTrouble | undefined> {
  const answer = await channel.hangUp(callId);
  return answer.ok ? undefined : answer.fault;
}

/** Colleagues and withheld numbers are in no card of amoCRM. */
function isOutside(call: CallView): boolean {
  return call.direction !== 'internal' && !call.other.colleague && call.other.number !== '';
}
