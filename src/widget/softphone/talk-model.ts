import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { isHeld, isTalking, waitingTalks, type PanelCall } from './panel-call';
import { panelIcon } from './panel-icons';
import type { TalkPane } from './talk-pane';
import { transferModel, type TransferModel } from './transfer-model';

/** What can be done with the talk in the panel, in finished strings; `*Icon` is our own HTML. */
export interface TalkModel {
  readonly tiles: readonly TileModel[];
  readonly keys: { readonly tones: string } | undefined;
  readonly transfer: TransferModel | undefined;
  /** The agent asks a colleague while the customer waits. */
  readonly consult: ConsultModel | undefined;
}

interface TileModel {
  readonly act: 'mute' | 'hold' | 'keys' | 'transfer';
  readonly style: '' | 'is-cut' | 'is-on';
  readonly pressed: boolean;
  readonly text: string;
  readonly label: string;
  readonly tileIcon: string;
  readonly disabled: boolean;
}

interface ConsultModel {
  readonly connect: string;
  readonly connectIcon: string;
  readonly canConnect: boolean;
  readonly back: string;
}

export interface HeldModel {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly label: string;
  readonly heldIcon: string;
}

/** Only the browser's phone can be told; a talk outlives a change of the agent's device. */
export function talkModel(
  call: PanelCall,
  picture: AgentPicture,
  pane: TalkPane,
  say: Say,
  now: number,
): TalkModel | undefined {
  const { agent, phone } = picture;
  if (agent && agent.device !== 'browser' && phone.calls.length === 0) return undefined;
  const consult = consultModel(call, picture, say);
  if (!isTalking(call) && !consult) return undefined;
  return {
    tiles: isTalking(call) ? tilesOf(call, picture, pane, say) : [],
    keys: isTalking(call) && pane.pane === 'keys' ? { tones: pane.tones } : undefined,
    transfer:
      isTalking(call) && pane.pane === 'transfer' ? transferModel(pane, picture, say, now) : undefined,
    consult,
  };
}

/** Talks that wait, one row each: a click takes one up again. */
export function heldModels(picture: AgentPicture, say: Say): readonly HeldModel[] {
  return waitingTalks(picture).map(({ id, view: { other } }) => {
    const caller = picture.callers[id];
    const known = other.colleague?.name ?? (caller?.caller === 'found' ? caller.who.name : other.text);
    return {
      id,
      name: known || say('card.withheld'),
      state: say('panel.heldFor'),
      label: say('panel.swap'),
      heldIcon: panelIcon('pause'),
    };
  });
}

function tilesOf(call: PanelCall, picture: AgentPicture, pane: TalkPane, say: Say): readonly TileModel[] {
  const muted = call.own?.muted ?? false;
  const held = call.stage === 'known' ? isHeld(call) : call.own.held;
  const disabled = picture.phone.calls.length === 0 || call.own?.leaving === true;
  const offline = disabled || picture.phone.registration !== 'registered';
  const cut = (on: boolean) => ({ pressed: on, style: on ? 'is-cut' : '' }) as const;
  const open = (on: boolean) => ({ pressed: on, style: on ? 'is-on' : '' }) as const;
  return [
    {
      act: 'mute',
      ...cut(muted),
      ...named(say, muted ? ['muted', 'unmute'] : ['microphone', 'mute']),
      tileIcon: panelIcon(muted ? 'microphoneOff' : 'microphone'),
      disabled,
    },
    {
      act: 'hold',
      ...cut(held),
      ...named(say, held ? ['held', 'resumeLabel'] : ['hold', 'holdLabel']),
      tileIcon: panelIcon(held ? 'resume' : 'pause'),
      disabled: offline,
    },
    {
      act: 'keys',
      ...open(pane.pane === 'keys'),
      ...named(say, ['keys', 'keys']),
      tileIcon: panelIcon('keypad'),
      disabled: disabled || held,
    },
    {
      act: 'transfer',
      ...open(pane.pane === 'transfer'),
      ...named(say, call.own?.leaving ? ['leaving', 'leaving'] : ['transfer', 'transfer']),
      tileIcon: panelIcon('transfer'),
      disabled: offline,
    },
  ];
}

function named(say: Say, [text, label]: readonly [string, string]): Pick<TileModel, 'text' | 'label'> {
  return { text: say(`panel.${text}`), label: say(`panel.${label}`) };
}

/** A call of our own that began while another one waits. */
function consultModel(call: PanelCall, picture: AgentPicture, say: Say): ConsultModel | undefined {
  const [waiting] = waitingTalks(picture);
  if (call.stage !== 'known' || !waiting) return undefined;
  const isAsked = call.view.direction !== 'inbound' && call.view.startedAt > waiting.view.startedAt;
  if (!isAsked) return undefined;
  return {
    connect: say('panel.connect'),
    connectIcon: panelIcon('transfer'),
    canConnect: isTalking(call) && picture.phone.registration === 'registered',
    back: say('panel.return'),
  };
}
