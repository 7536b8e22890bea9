import type { AgentStatus } from '../../call/agent-status';
import type { AgentPicture } from '../channel/agent-picture';
import { isDesk, isTalking, type PanelCall } from './panel-call';

/** Key below `panel.head` and the dot beside the words. */
export type PanelHead = readonly [word: string, dot: '' | 'ok' | 'busy' | 'warn'];

const DESK: PanelHead = ['desk', 'ok'];
const CHOSEN: Partial<Record<AgentStatus, PanelHead>> = { dnd: ['dnd', 'busy'], away: ['away', 'warn'] };

/** The phone's state in one word: what hinders first, then what the agent does. */
export function panelHead(picture: AgentPicture, call: PanelCall | undefined): PanelHead {
  const { link, agent, pbx } = picture;
  if (link.link === 'refused') return ['refused', 'busy'];
  if (link.link === 'lost') return ['lost', 'warn'];
  if (call && isTalking(call))
    return picture.phone.registration === 'lost' ? ['lost', 'warn'] : ['talking', 'busy'];
  if (!agent || link.link === 'connecting') return ['connecting', 'warn'];
  if (agent.device === 'none') return ['noPhone', ''];
  if (pbx === 'away') return ['pbxAway', 'warn'];
  const phone = isDesk(picture) ? DESK : phoneHead(picture.phone);
  // What hinders him from being rung comes before what he has chosen.
  return phone[1] === 'ok' ? (CHOSEN[agent.status] ?? phone) : phone;
}

function phoneHead({ registration, fault }: AgentPicture['phone']): PanelHead {
  if (registration === 'refused') return ['phoneRefused', 'busy'];
  if (registration === 'lost') return ['lost', 'warn'];
  if (fault === 'microphone-denied' || fault === 'microphone-missing') return ['noMicrophone', 'busy'];
  if (fault === 'script-missing') return ['noPhone', ''];
  if (registration !== 'registered') return ['connecting', 'warn'];
  return fault === 'sound-blocked' ? ['noSound', 'warn'] : ['ready', 'ok'];
}
