import { readFileSync } from 'node:fs';
import type { Block } from './ami-client';

/** Events of calls that the office speaks; the rest of a recording is noise or another subject (who waits in a queue, recording). */
const COMPARED = new Set([
  'Newchannel',
  'Newstate',
  'NewCallerid',
  'NewConnectedLine',
  'DialBegin',
  'DialState',
  'DialEnd',
  'BridgeCreate',
  'BridgeEnter',
  'BridgeLeave',
  'BridgeDestroy',
  'HangupRequest',
  'SoftHangupRequest',
  'Hangup',
  'Hold',
  'Unhold',
  'BlindTransfer',
  'AttendedTransfer',
  'OriginateResponse',
  'ContactStatus',
  'PeerStatus',
  'Cdr',
]);

/**
 * Not compared: moments, and where the office's dialplan is shorter than the recorded one (it has no MixMonitor step,
 * so priorities differ; Dial timeouts in LastData).
 */
const LEFT_OUT =
  /^(|Event|Privilege|Timestamp|SystemName|ActionID|.*Priority|LastData|.*Time|Duration|BillableSeconds|URI)$/;

export interface Told {
  readonly event: string;
  /** Whose story it belongs to: a channel, a dial, a bridge, an extension, the records. */
  readonly story: string;
  readonly fields: Block;
}

/** The events of a recording. */
export function readTrace(name: string): readonly Block[] {
  const text = readFileSync(`${__dirname}/../../../fixtures/ami-traces/${name}.txt`, 'utf8');
  const blocks = text.split('\n\n').map((block) => {
    const lines = block.split('\n').filter((line) => !line.startsWith('#') && !line.startsWith('>>>'));
    return Object.fromEntries(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
    );
  });
  return blocks.filter((block) => block['Event'] !== undefined);
}

/** Names by order of appearance: what is the same in two recordings gets the same name. */
class Names {
  private readonly channels = new Map<string, string>();
  private readonly ids = new Map<string, string>();
  private readonly bridges = new Map<string, string>();

  learn(event: Block): void {
    const { Channel: channel, Uniqueid: id, BridgeUniqueid: bridge } = event;
    if (event['Event'] === 'Newchannel' && channel !== undefined && id !== undefined) {
      const endpoint = channel.replace(/^PJSIP\//, '').replace(/-[0-9a-f]{8}$/, '');
      const name = `${endpoint} (channel ${this.channels.size + 1})`;
      this.channels.set(channel, name);
      this.ids.set(id, name);
    }
    if (event['Event'] === 'BridgeCreate' && bridge !== undefined)
      this.bridges.set(bridge, `bridge ${this.bridges.size + 1}`);
  }

  of(value: string): string {
    return this.channels.get(value) ?? this.ids.get(value) ?? this.bridges.get(value) ?? value;
  }
}

function storyOf(event: Block, names: Names): string {
  const name = event['Event'] ?? '';
  if (name === 'Cdr') return 'records';
  if (name.startsWith('Dial')) return `dial of ${names.of(event['DestChannel'] ?? '')}`;
  if (name === 'BridgeCreate' || name === 'BridgeDestroy') return names.of(event['BridgeUniqueid'] ?? '');
  if (name === 'ContactStatus') return `extension ${event['AOR'] ?? ''}`;
  if (name === 'PeerStatus') return `extension ${(event['Peer'] ?? '').replace('PJSIP/', '')}`;
  const channel = event['Channel'] ?? event['TransfererChannel'] ?? event['OrigTransfererChannel'] ?? '';
  return names.of(channel);
}

/** What was told about calls, free of the names and moments of one run. */
export function told(events: readonly Block[]): readonly Told[] {
  const names = new Names();
  return events
    .filter((event) => COMPARED.has(event['Event'] ?? ''))
    .map((event) => {
      names.learn(event);
      const kept = Object.entries(event).filter(
        // The state in a DialState is told before or after it changed, by chance.
        ([name]) =>
          !LEFT_OUT.test(name) && !(event['Event'] === 'DialState' && name.startsWith('DestChannelState')),
      );
      const fields = Object.fromEntries(kept.map(([name, value]) => [name, names.of(value)]));
      return { event: event['Event'] ?? '', story: storyOf(event, names), fields };
    });
}

/**
 * Every story in its own order. Asterisk runs each channel in a thread of its own: between stories the order varies
 * from recording to recording (Cdr before or after Hangup, Newstate before or after DialState), inside one it never does.
 */
export function stories(events: readonly Told[]): Readonly<Record<string, readonly Told[]>> {
  const byStory: Record<string, Told[]> = {};
  for (const event of events) (byStory[event.story] ??= []).push(event);
  return byStory;
}

/** The order across all stories from the first channel to the first answer. */
export function upToTheAnswer(events: readonly Told[]): readonly string[] {
  const first = events.findIndex(({ event }) => event === 'Newchannel');
  const talk = events.findIndex(({ event }) => event === 'BridgeEnter');
  const upTo = events.slice(first, talk < 0 ? undefined : talk + 2).filter(({ event }) => event !== 'Cdr');
  return upTo.map(({ event, story }) => `${event}: ${story}`);
}
