import type { CallId } from '../call/ids';
import { isNumber, isRecord, isText } from './raw';

/** How one talk sounded between the agent's browser and the PBX, from its beginning to its end. */
export interface TalkQuality {
  readonly forSec: number;
  /** 1 to 4.4, as listeners would grade it (ITU-T G.107): of the whole, and of its worst seconds. */
  readonly mos: number;
  readonly worstMos: number;
  /** Share of packets that did not come in, and of those that the PBX did not get. */
  readonly lossInPercent: number;
  readonly lossOutPercent: number;
  readonly jitterMs: number;
  /** There and back. */
  readonly rttMs: number;
}

/** Widget → gateway, once a talk, for the journal. */
export interface CallQuality {
  readonly callId: CallId;
  readonly quality: TalkQuality;
}

const LONGEST = 128;
const FIELDS = [
  'forSec',
  'mos',
  'worstMos',
  'lossInPercent',
  'lossOutPercent',
  'jitterMs',
  'rttMs',
] as const satisfies readonly (keyof TalkQuality)[];

export function parseCallQuality(raw: unknown): CallQuality | undefined {
  if (!isRecord(raw)) return undefined;
  const { callId, quality } = raw;
  if (!isText(callId) || callId.length > LONGEST || !isTalkQuality(quality)) return undefined;
  return { callId: callId as CallId, quality: onlyItsFields(quality) };
}

export const isTalkQuality = (raw: unknown): raw is TalkQuality =>
  isRecord(raw) && FIELDS.every((field) => isNumber(raw[field]) && raw[field] >= 0 && raw[field] < 1e6);

const onlyItsFields = (quality: TalkQuality): TalkQuality =>
  Object.fromEntries(FIELDS.map((field) => [field, quality[field]])) as unknown as TalkQuality;
