import type { CallPhase, CallView } from '../../../src/call/call-view';
import type { CallId, Extension, UserId } from '../../../src/call/ids';
import type { AgentIdentity } from '../../../src/protocol/messages';
import type { AgentPicture, Caller, FoundColleagues } from '../../../src/widget/channel/agent-picture';
import type { PhoneCall, PhoneState } from '../../../src/widget/softphone/softphone';

/** `now` of all pictures, on this computer's clock; the gateway's is 5 s ahead. */
export const NOW = 1_800_000_000_000;
const SKEW = 5_000;
const ID = '1763800000.17' as CallId;
const ago = (seconds: number): number => NOW + SKEW - seconds * 1000;

const REGISTERED: PhoneState = { registration: 'registered', calls: [] };

type FoundCaller = Extract<Caller, { caller: 'found' }>;

export const MARINA: FoundCaller = {
  caller: 'found',
  who: { type: 'contact', id: 1, name: 'Марина Ковалёва', url: '/contacts/detail/1', details: '' },
  company: 'ООО «Северный свет»',
  entity: {
    type: 'lead',
    id: 17,
    name: 'Окна для коттеджа, 3 этажа',
    url: '/leads/detail/17',
    details: 'Сделка · Согласование КП · 184 000 ₽',
  },
  topics: [],
  others: [],
};

export const LONG: FoundCaller = {
  ...MARINA,
  who: { ...MARINA.who, name: 'Константинопольская-Преображенская Александрина Владиславовна' },
  company: 'ООО «Северо-Западная архитектурная мастерская»',
  entity: {
    ...MARINA.entity,
    name: 'Остекление террасы и зимнего сада, загородный дом в Репине, вторая очередь',
    details: 'Сделка · Согласование коммерческого предложения · 12 184 000 ₽',
  },
};

export function view(phase: CallPhase, more: Partial<CallView> = {}): CallView {
  return {
    id: ID,
    revision: 1,
    direction: 'outbound',
    other: { number: '+79984445566', text: '+7 998 444-55-66' },
    line: '',
    startedAt: ago(6),
    phase,
    ...more,
  };
}

export function own(state: PhoneCall['state'], more: Partial<PhoneCall> = {}): PhoneCall {
  return {
    id: 'own-1',
    pbxCallId: ID,
    direction: 'outgoing',
    number: '+79984445566',
    state,
    muted: false,
    held: false,
    leaving: false,
    ...more,
  };
}

const ANNA: AgentIdentity = {
  userId: 7 as UserId,
  name: 'Анна Белова',
  extension: '201' as Extension,
  device: 'browser',
  role: 'agent',
  status: 'ready',
};

export function picture(more: Partial<AgentPicture> = {}): AgentPicture {
  return {
    link: { link: 'up', transport: 'websocket' },
    agent: ANNA,
    pbx: 'up',
    clockSkewMs: SKEW,
    callingCode: '7',
    calls: [],
    callers: {},
    phone: REGISTERED,
    faults: [],
    ...more,
  };
}

const inCall = (call: CallView, phone: PhoneState, caller: Caller = MARINA): AgentPicture =>
  picture({ calls: [call], callers: { [ID]: caller }, phone });
const phoneIs = (phone: Partial<PhoneState>): AgentPicture => picture({ phone: { ...REGISTERED, ...phone } });
const agentHas = (device: 'desk' | 'none', more: Partial<AgentPicture> = {}): AgentPicture =>
  picture({
    agent: { ...ANNA, device, ...(device === 'none' ? { extension: '' } : {}) },
    ...more,
  });

const IGOR = {
  number: '203',
  text: '203',
  colleague: { extension: '203' as Extension, name: 'Игорь Савин' },
};

const TALK = { phase: 'talking', since: ago(258), held: false } as const;
const ESTABLISHED: PhoneState = { ...REGISTERED, calls: [own('established')] };
const ENDED = (disposition: 'busy' | 'answered'): AgentPicture =>
  picture({
    calls: [view({ phase: 'ended', at: ago(2), disposition, talkMs: disposition === 'busy' ? 0 : 258_000 })],
  });

const SECOND = 'call-2' as CallId;
const PAVEL = { number: '+79981159022', text: '+7 998 115-90-22' };
/** Marina waits; a talk with Igor, or a call to him, is what the agent hears. */
const consulting = (phase: CallPhase, state: PhoneCall['state']): AgentPicture =>
  picture({
    calls: [
      view({ ...TALK, held: true }, { direction: 'inbound' }),
      view(phase, { id: SECOND, direction: 'internal', other: IGOR, startedAt: ago(2) }),
    ],
    callers: { [ID]: MARINA },
    phone: {
      ...REGISTERED,
      calls: [
        own('established', { held: true, direction: 'incoming' }),
        own(state, { id: 'own-2', pbxCallId: SECOND, number: '203' }),
      ],
    },
  });

const COLLEAGUES: FoundColleagues = {
  find: '',
  list: [
    { ...IGOR.colleague, now: { presence: 'free' } },
    { extension: '204' as Extension, name: 'Тимур Галеев', now: { presence: 'talking', since: ago(372) } },
    { extension: '205' as Extension, name: 'Ольга Рябова', now: { presence: 'busy' } },
    { extension: '206' as Extension, name: 'Денис Лаптев', now: { presence: 'offline' } },
  ],
};

/** The talk in which the agent opens keys and transfer. */
export const TALKING: AgentPicture = { ...inCall(view(TALK), ESTABLISHED), colleagues: COLLEAGUES };

/** Every state of the panel, by the name of its screenshot. */
export const PICTURES: Readonly<Record<string, AgentPicture>> = {
  idle: picture(),
  'idle-desk': agentHas('desk'),
  'no-phone': agentHas('none'),
  'pick-up': inCall(view({ phase: 'pick-up' }), {
    ...REGISTERED,
    calls: [own('answering', { direction: 'incoming' })],
  }),
  'pick-up-desk': agentHas('desk', { calls: [view({ phase: 'pick-up' })], callers: { [ID]: MARINA } }),
  dialling: inCall(view({ phase: 'dialling', ringing: false }), { ...REGISTERED, calls: [own('dialling')] }),
  'ringing-out': inCall(view({ phase: 'dialling', ringing: true }), {
    ...REGISTERED,
    calls: [own('ringing')],
  }),
  talking: inCall(view(TALK), ESTABLISHED),
  'talking-desk': agentHas('desk', { calls: [view(TALK)], callers: { [ID]: MARINA } }),
  'talking-unknown': inCall(view(TALK), ESTABLISHED, { caller: 'unknown' }),
  'talking-colleague': picture({
    calls: [view(TALK, { direction: 'internal', other: IGOR })],
    phone: ESTABLISHED,
  }),
  'talking-long': inCall(view({ ...TALK, since: ago(3858) }), ESTABLISHED, LONG),
  'talking-withheld': inCall(
    view(TALK, { direction: 'inbound', other: { number: '', text: '' } }),
    { ...REGISTERED, calls: [own('established', { direction: 'incoming', number: '' })] },
    { caller: 'unknown' },
  ),
  'dialling-colleague': picture({
    calls: [view({ phase: 'dialling', ringing: true }, { direction: 'internal', other: IGOR })],
    phone: { ...REGISTERED, calls: [own('ringing', { number: '203' })] },
  }),
  'missed-colleague-outcome': picture({
    calls: [
      view(
        { phase: 'ended', at: ago(2), disposition: 'no-answer', talkMs: 0 },
        { direction: 'internal', other: IGOR },
      ),
    ],
  }),
  'silent-talk': inCall(view(TALK), { ...ESTABLISHED, fault: 'sound-blocked' }),
  reconnecting: inCall(view({ phase: 'reconnecting', since: TALK.since }), REGISTERED),
  'brought-back': inCall(view({ phase: 'reconnecting', since: TALK.since }), {
    ...REGISTERED,
    calls: [own('answering', { direction: 'incoming' })],
  }),
  held: inCall(view({ ...TALK, held: true }), { ...REGISTERED, calls: [own('established', { held: true })] }),
  leaving: inCall(view(TALK), { ...REGISTERED, calls: [own('established', { leaving: true })] }),
  'second-rings': picture({
    calls: [
      view(TALK),
      view(
        { phase: 'ringing', reason: { kind: 'direct' } },
        { id: SECOND, direction: 'inbound', other: PAVEL, startedAt: ago(5) },
      ),
    ],
    callers: { [ID]: MARINA, [SECOND]: { caller: 'unknown' } },
    phone: {
      ...REGISTERED,
      calls: [
        own('established'),
        own('ringing', { id: 'own-2', pbxCallId: SECOND, direction: 'incoming', number: PAVEL.number }),
      ],
    },
  }),
  'consult-dialling': consulting({ phase: 'dialling', ringing: true }, 'ringing'),
  consult: consulting({ ...TALK, since: ago(14) }, 'established'),
  'two-customers': picture({
    calls: [
      view({ ...TALK, held: true }),
      view(
        { ...TALK, since: ago(20) },
        { id: SECOND, direction: 'inbound', other: PAVEL, startedAt: ago(25) },
      ),
    ],
    callers: { [ID]: MARINA, [SECOND]: { caller: 'unknown' } },
    phone: {
      ...REGISTERED,
      calls: [
        own('established', { held: true }),
        own('established', { id: 'own-2', pbxCallId: SECOND, direction: 'incoming', number: PAVEL.number }),
      ],
    },
  }),
  muted: inCall(view(TALK), { ...REGISTERED, calls: [own('established', { muted: true })] }),
  'busy-outcome': ENDED('busy'),
  'answered-outcome': ENDED('answered'),
  connecting: picture({ link: { link: 'connecting' }, phone: { registration: 'off', calls: [] } }),
  'gateway-lost': picture({ link: { link: 'lost' } }),
  'gateway-lost-in-call': { ...inCall(view(TALK), ESTABLISHED), link: { link: 'lost' } },
  'gateway-lost-incoming': picture({
    link: { link: 'lost' },
    phone: { ...REGISTERED, calls: [own('ringing', { direction: 'incoming' })] },
  }),
  refused: picture({ link: { link: 'refused', fault: 'token-invalid' } }),
  'pbx-away': picture({ pbx: 'away' }),
  'phone-connecting': phoneIs({ registration: 'connecting' }),
  'phone-unreachable': phoneIs({ registration: 'connecting', fault: 'server-unreachable' }),
  'phone-kept-out': phoneIs({ registration: 'connecting', fault: 'local-network-denied' }),
  'phone-lost': phoneIs({ registration: 'lost' }),
  'phone-lost-in-call': inCall(view(TALK), { ...ESTABLISHED, registration: 'lost' }),
  'phone-refused': phoneIs({ registration: 'refused', fault: 'registration-refused' }),
  'microphone-denied': phoneIs({ fault: 'microphone-denied' }),
  'microphone-missing': phoneIs({ fault: 'microphone-missing' }),
  'sound-blocked': phoneIs({ fault: 'sound-blocked' }),
  'browser-unsupported': phoneIs({ registration: 'off', fault: 'browser-unsupported' }),
  'script-missing': phoneIs({ registration: 'off', fault: 'script-missing' }),
};

/** A customer calls while the panel is open; the card stands inside it. */
export const INCOMING: AgentPicture = inCall(
  view({ phase: 'ringing', reason: { kind: 'direct' } }, { direction: 'inbound', line: '+7 495 000-00-01' }),
  { ...REGISTERED, calls: [own('ringing', { direction: 'incoming' })] },
);
