import type { LegEvent } from '../../../call/call-event';
import type { BridgeId } from '../../../call/ids';
import { field, type AmiFrame } from './ami-frame';
import { legStarted } from './call-events-of';
import type { ChannelNames } from './channel-party';

/**
 * The answer of CoreShowChannels → what must have happened until `now`, first legs first, so that calls in progress come
 * back as if they had been watched. When a leg was answered or bridged is not told: those count from `now`.
 */
export function legsInProgress(
  channels: readonly AmiFrame[],
  now: number,
  names: ChannelNames,
): readonly LegEvent[] {
  return channels
    .filter((channel) => field(channel, 'Uniqueid') !== '' && field(channel, 'Linkedid') !== '')
    .map((channel) => ({ channel, startedAt: now - durationMs(field(channel, 'Duration')) }))
    .sort((a, b) => a.startedAt - b.startedAt || Number(isFirst(b.channel)) - Number(isFirst(a.channel)))
    .flatMap(({ channel, startedAt }) => storyOf(channel, startedAt, now, names));
}

function storyOf(
  channel: AmiFrame,
  startedAt: number,
  now: number,
  names: ChannelNames,
): readonly LegEvent[] {
  const started = legStarted(channel, startedAt, names, !isDialled(channel));
  const { legId, callId } = started;
  const story: LegEvent[] = [started];
  const number = field(channel, 'CallerIDNum');
  if (number !== '') story.push({ event: 'leg-named', legId, callId, at: now, number });
  const state = field(channel, 'ChannelStateDesc');
  if (state === 'Ringing') story.push({ event: 'leg-rang', legId, callId, at: now });
  if (state === 'Up') story.push({ event: 'leg-answered', legId, callId, at: now });
  const bridgeId = field(channel, 'BridgeId');
  if (bridgeId !== '')
    story.push({ event: 'bridge-entered', legId, callId, at: now, bridgeId: bridgeId as BridgeId });
  return story;
}

/** The leg that the call is named after. */
const isFirst = (channel: AmiFrame): boolean => field(channel, 'Uniqueid') === field(channel, 'Linkedid');

/** Asterisk runs `AppDial`, `AppDial2` or `AppQueue` on channels that it called itself. */
function isDialled(channel: AmiFrame): boolean {
  const state = field(channel, 'ChannelStateDesc');
  return state === 'Down' || state === 'Ringing' || /^App(Dial|Queue)/.test(field(channel, 'Application'));
}

/** `01:02:03` → ms. */
function durationMs(text: string): number {
  const [hours, minutes, seconds] = text.split(':').map(Number);
  const total = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return Number.isFinite(total) ? total * 1000 : 0;
}
