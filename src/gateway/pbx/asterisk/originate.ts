import type { Placing } from '../pbx';
import type { AmiFields } from './ami-client';

export interface OriginateSettings {
  /** Context of the dialplan in which agents dial. */
  readonly context: string;
  /** Channel of an agent's phone, `{extension}` stands for his extension: `PJSIP/{extension}`. */
  readonly channel: string;
  /** How long the agent's own phone rings, ms. */
  readonly ringMs: number;
}

/**
 * Rings the agent, then sends him into the dialplan with the number. The call's id is ours (`ChannelId`, and `ActionID`
 * for a failure that has no channel), and goes to his phone as `X-Call-Id`; by `X-Auto-Answer: own` the browser's phone
 * knows that its agent asked for this call and answers by itself.
 */
export function originateFields(placing: Placing, settings: OriginateSettings): AmiFields {
  const { callId, extension, dialled, shown } = placing;
  return [
    ['Action', 'Originate'],
    ['ActionID', callId],
    ['Channel', settings.channel.replaceAll('{extension}', extension)],
    ['ChannelId', callId],
    ['Context', settings.context],
    ['Exten', dialled],
    ['Priority', '1'],
    ['CallerID', `"${shown.replace(/["<>\\]/g, '')}" <${dialled}>`],
    ['Timeout', String(settings.ringMs)],
    ['Async', 'true'],
    ['Variable', `PJSIP_HEADER(add,X-Call-Id)=${callId}`],
    ['Variable', 'PJSIP_HEADER(add,X-Auto-Answer)=own'],
  ];
}
