import { outsideNumber, type Call } from './call';
import type { Disposition } from './disposition';
import type { CallId, Extension } from './ids';
import { isExternal } from './is-external';
import { responsibleOf } from './responsible';
import { talkMs } from './talk';

/** What is written of a call that is over. Times are epoch ms. */
export interface EndedCall {
  readonly id: CallId;
  readonly direction: 'inbound' | 'outbound';
  /** As the PBX has it; `''` = withheld. */
  readonly number: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** All talk with the customer, whoever talked. */
  readonly talkMs: number;
  readonly disposition: Disposition;
  /** Whose call it is; missing = it reached no agent. */
  readonly responsible?: Extension;
  /** The other agents who talked with the customer, each once, in the order they did. */
  readonly others: readonly Extension[];
}

/** `undefined` for calls that are not logged: among colleagues, from trunk to trunk, or still live. */
export function endedCall(call: Call): EndedCall | undefined {
  if (call.now.state !== 'ended' || call.origin === 'internal' || !isExternal(call)) return undefined;
  const { endedAt, disposition } = call.now;
  const responsible = responsibleOf(call);
  const talked = new Set(call.talks.map(({ extension }) => extension));
  return {
    id: call.id,
    direction: call.origin,
    number: outsideNumber(call),
    startedAt: call.startedAt,
    endedAt,
    talkMs: talkMs(call.talks, endedAt),
    disposition,
    ...(responsible && { responsible }),
    others: [...talked].filter((extension) => extension !== responsible),
  };
}
