import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { AgentState } from '../../protocol/messages';
import { NO_PHONE, type PhoneState } from '../softphone/softphone';
import type { AgentPicture, Caller, FoundColleagues, GatewayLink } from './agent-picture';

/** What changes the picture. `at` = this computer's clock, epoch ms. */
export type PictureEvent =
  | { readonly event: 'link'; readonly link: GatewayLink }
  | { readonly event: 'state'; readonly state: AgentState; readonly at: number }
  | { readonly event: 'call'; readonly call: CallView; readonly at: number }
  | { readonly event: 'caller'; readonly callId: CallId; readonly caller: Caller }
  | { readonly event: 'phone'; readonly phone: PhoneState }
  | { readonly event: 'results'; readonly results: unknown }
  | { readonly event: 'dialling'; readonly dialling: unknown }
  | { readonly event: 'colleagues'; readonly colleagues: FoundColleagues };

/** Calls that are over stay this long, so that card and panel can say how they ended. */
const KEEP_OVER_MS = 60_000;

export const EMPTY_PICTURE: AgentPicture = {
  link: { link: 'connecting' },
  pbx: 'up',
  clockSkewMs: 0,
  callingCode: '',
  calls: [],
  callers: {},
  phone: NO_PHONE,
  faults: [],
};

/** The one door for change; an event that does not fit returns the same object. */
export function nextPicture(picture: AgentPicture, event: PictureEvent): AgentPicture {
  switch (event.event) {
    case 'link':
      return { ...picture, link: event.link };
    case 'state':
      return withState(picture, event.state, event.at);
    case 'call':
      return withCall(picture, event.call, event.at);
    case 'caller':
      return picture.calls.some((call) => call.id === event.callId)
        ? { ...picture, callers: { ...picture.callers, [event.callId]: event.caller } }
        : picture;
    case 'phone':
      return { ...picture, phone: event.phone };
    case 'results':
      return { ...picture, results: event.results };
    case 'dialling':
      return { ...picture, dialling: event.dialling };
    case 'colleagues':
      return { ...picture, colleagues: event.colleagues };
  }
}

/** The gateway's truth as a whole: a restarted gateway counts revisions anew, so nothing of ours is kept against it. */
function withState(picture: AgentPicture, state: AgentState, at: number): AgentPicture {
  const clockSkewMs = state.serverTime - at;
  return {
    ...picture,
    agent: state.agent,
    pbx: state.pbx,
    faults: state.faults ?? [],
    callingCode: state.callingCode,
    clockSkewMs,
    ...withoutOld(state.calls, picture.callers, at + clockSkewMs),
  };
}

function withCall(picture: AgentPicture, call: CallView, at: number): AgentPicture {
  const known = picture.calls.find(({ id }) => id === call.id);
  if (known && known.revision >= call.revision) return picture;
  const calls = known ? picture.calls.map((old) => (old === known ? call : old)) : [...picture.calls, call];
  return { ...picture, ...withoutOld(calls, picture.callers, at + picture.clockSkewMs) };
}

function withoutOld(
  calls: readonly CallView[],
  callers: AgentPicture['callers'],
  serverNow: number,
): Pick<AgentPicture, 'calls' | 'callers'> {
  const kept = calls.filter(({ phase }) => !('at' in phase) || serverNow - phase.at < KEEP_OVER_MS);
  const ids = new Set<string>(kept.map(({ id }) => id));
  return { calls: kept, callers: Object.fromEntries(Object.entries(callers).filter(([id]) => ids.has(id))) };
}
