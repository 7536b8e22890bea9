import type { CallFlow, Endpoints } from '../pbx/call-flow';
import { channelFields, type Field } from '../pbx/call-reporter';
import type { Channel } from '../pbx/channel';
import { KeptCustomer } from '../pbx/kept-customer';
import { originate, type Originate } from '../pbx/originate';
import { redirect } from '../pbx/transfer';
import type { Contact } from '../sip/registrar';
import type { AmiAction } from './ami-frame';
import type { Answer, DoAction } from './ami-session';

export interface ActionDeps {
  readonly flow: CallFlow;
  /** Endpoints that pick up by themselves where a person would (click to call on a desk phone). */
  readonly originating: Endpoints;
  isExtension(endpoint: string): boolean;
  contacts(): readonly Contact[];
  /** All of the office; a phone on the desk is always there. */
  phones(): readonly { readonly extension: string; readonly isReachable: boolean }[];
  contactUri(contact: Contact): string;
  /** Groups and queues do not ring this phone any more, or again. */
  leaveOut(endpoint: string, isOut: boolean): void;
  /** Whether the dialplan has what docs/asterisk/linia-extensions.conf has. */
  readonly keepsCustomers: boolean;
  now(): number;
}

const ORIGINATE_TIMEOUT_MS = 30_000;
const NO_CHANNEL: Answer = { response: 'Error', message: 'No such channel' };
const answerWith = (fields: readonly Field[]): Answer => ({ response: 'Success', fields });
const failure = (message: string): Answer => ({ response: 'Error', message });

/** The actions of the AMI that a gateway needs, with Asterisk's own answers. */
export function amiActions(deps: ActionDeps): DoAction {
  const table: Readonly<Record<string, (action: AmiAction) => Answer>> = {
    ping: () =>
      answerWith([
        ['Ping', 'Pong'],
        ['Timestamp', (deps.now() / 1000).toFixed(6)],
      ]),
    coresettings: () =>
      answerWith([
        ['AMIversion', '11.0.0'],
        ['AsteriskVersion', '22.10.1-office'],
      ]),
    coreshowchannels: () => showChannels(deps),
    pjsipshowcontacts: () => showContacts(deps),
    devicestatelist: () => listDevices(deps),
    showdialplan: (action) => showDialPlan(deps, action),
    getvar: (action) => getVariable(deps, action),
    setvar: (action) => setVariable(deps, action),
    queuepause: (action) => pauseMember(deps, action),
    originate: (action) => startOriginate(deps, action),
    redirect: (action) => startRedirect(deps, action),
    hangup: (action) => hangUp(deps, action),
  };
  const actions = new Map(Object.entries(table));
  return (action) => actions.get(action.get('action')?.toLowerCase() ?? '')?.(action);
}

function listOf(items: readonly (readonly Field[])[], message: string, complete: string): Answer {
  const end: readonly Field[] = [
    ['Event', complete],
    ['EventList', 'Complete'],
    ['ListItems', items.length],
  ];
  return { response: 'Success', fields: [['EventList', 'start']], message, list: [...items, end] };
}

function clock(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function showChannels(deps: ActionDeps): Answer {
  const items = deps.flow.channels
    .all()
    .map((channel): readonly Field[] => [
      ['Event', 'CoreShowChannel'],
      ...channelFields(channel),
      ['Application', channel.application.name],
      ['ApplicationData', channel.application.data],
      ['Duration', clock((deps.now() - channel.createdAt) / 1000)],
      ['BridgeId', bridgeIdOf(channel)],
    ]);
  return listOf(items, 'Channels will follow', 'CoreShowChannelsComplete');
}

function bridgeIdOf(channel: Channel): string {
  return channel.activity.kind === 'talking' ? channel.activity.bridge.id : '';
}

function showContacts(deps: ActionDeps): Answer {
  const items = deps.contacts().map((contact): readonly Field[] => [
    ['Event', 'ContactList'],
    ['ObjectType', 'contact'],
    ['ObjectName', `${contact.extension};@office`],
    ['Aor', contact.extension],
    ['Endpoint', contact.extension],
    ['Uri', deps.contactUri(contact)],
    ['Status', 'NonQualified'],
  ]);
  return listOf(
    items,
    'A listing of Contacts follows, presented as ContactList events',
    'ContactListComplete',
  );
}

/** Phones as devices: idle, in use or gone. */
function listDevices({ phones, flow }: ActionDeps): Answer {
  const inUse = new Set(flow.channels.all().map(({ endpoint }) => endpoint));
  const items = phones().map(({ extension, isReachable }): readonly Field[] => [
    ['Event', 'DeviceStateChange'],
    ['Device', `PJSIP/${extension}`],
    ['State', !isReachable ? 'UNAVAILABLE' : inUse.has(extension) ? 'INUSE' : 'NOT_INUSE'],
  ]);
  return listOf(items, 'Device State Changes will follow', 'DeviceStateListComplete');
}

/** The office has the contexts of its dialplan, and of the snippets that a gateway may look for those that keep customers. */
function showDialPlan({ keepsCustomers }: ActionDeps, action: AmiAction): Answer {
  const context = action.get('context');
  const contexts = ['from-trunk', 'agents', ...(keepsCustomers ? ['crm-hold', 'crm-back'] : [])];
  const known = contexts.filter((name) => context === undefined || name === context);
  if (known.length === 0) return failure(`Did not find context ${context ?? ''}`);
  const items = known.map((name): readonly Field[] => [
    ['Event', 'ListDialplan'],
    ['Context', name],
    ['Extension', '_X.'],
    ['Priority', 1],
    ['Application', 'Dial'],
    ['AppData', ''],
    ['Registrar', 'office'],
  ]);
  return listOf(items, 'DialPlan list will follow', 'ShowDialPlanComplete');
}

/** Of a channel, the variables that a gateway asks for when a page is lost; any other is empty, as an unset one is. */
function getVariable({ flow }: ActionDeps, action: AmiAction): Answer {
  const channel = flow.channels.named(action.get('channel') ?? '');
  if (!channel) return NO_CHANNEL;
  const variable = action.get('variable') ?? '';
  const { activity } = channel;
  const other = activity.kind === 'talking' ? activity.bridge.other(channel) : undefined;
  const isKept = other !== undefined && flow.isKept(channel, other);
  const values: Readonly<Record<string, string>> = {
    CRM_KEPT: isKept ? '1' : '',
    'CHANNEL(rtcp,rxcount)': String(channel.leg.packetsHeard ?? ''),
    'CHANNEL(appname)': channel.application.name,
  };
  return answerWith([
    ['Variable', variable],
    ['Value', values[variable] ?? ''],
  ]);
}

/** Of global variables the office obeys those of docs/asterisk/linia-status.conf. */
function setVariable({ leaveOut }: ActionDeps, action: AmiAction): Answer {
  const endpoint = /^LINIA_STATUS_(.+)$/.exec(action.get('variable') ?? '')?.[1];
  if (endpoint !== undefined) leaveOut(endpoint, (action.get('value') ?? '') !== '');
  return { response: 'Success', message: 'Variable Set' };
}

/** Its queues and its groups leave out the same phones. */
function pauseMember({ isExtension, leaveOut }: ActionDeps, action: AmiAction): Answer {
  const endpoint = /^PJSIP\/([\w-]+)$/.exec(action.get('interface') ?? '')?.[1];
  if (endpoint === undefined || !isExtension(endpoint)) return failure('Interface not found');
  const isPaused = action.get('paused') === 'true';
  leaveOut(endpoint, isPaused);
  return { response: 'Success', message: `Interface ${isPaused ? '' : 'un'}paused successfully` };
}

/** `"Name" <number>`, or a bare number. */
function parseCallerId(value: string | undefined): Originate['caller'] {
  const [, name, number] = /^\s*"?([^"<]*?)"?\s*<([^>]*)>\s*$/.exec(value ?? '') ?? [];
  if (number !== undefined) return { number, ...(name ? { name } : {}) };
  return value === undefined || value === '' ? {} : { number: value };
}

/** Of all variables the office obeys one: `PJSIP_HEADER(add,Name)=value`. */
function headersOf(action: AmiAction): Originate['headers'] {
  return action.all('variable').flatMap((variable) => {
    const [, name, value] = /^PJSIP_HEADER\(add,([\w-]+)\)=(.*)$/.exec(variable) ?? [];
    return name !== undefined && value !== undefined ? [[name, value] as const] : [];
  });
}

function startOriginate(deps: ActionDeps, action: AmiAction): Answer {
  const endpoint = /^PJSIP\/([\w-]+)$/.exec(action.get('channel') ?? '')?.[1];
  const { exten, context } = { exten: action.get('exten'), context: action.get('context') ?? 'agents' };
  if (endpoint === undefined || !deps.isExtension(endpoint)) return failure('Channel not specified');
  if (exten === undefined || !deps.flow.routeOf(context, exten)) return failure('Extension does not exist.');
  const channelId = action.get('channelid');
  if (channelId !== undefined && deps.flow.channels.uses(channelId))
    return failure('Uniqueid already in use');
  const actionId = action.get('actionid');
  const timeoutMs = Number(action.get('timeout') ?? ORIGINATE_TIMEOUT_MS);
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) return failure('Invalid timeout');
  const wanted: Originate = {
    ...{
      endpoint,
      context,
      exten,
      timeoutMs,
      caller: parseCallerId(action.get('callerid')),
      headers: headersOf(action),
    },
    ...(channelId === undefined ? {} : { channelId }),
    ...(actionId === undefined ? {} : { actionId }),
  };
  // The answer goes out first, as with Async: true.
  setImmediate(() => originate(deps.flow, deps.originating, wanted));
  return { response: 'Success', message: 'Originate successfully queued' };
}

function startRedirect(deps: ActionDeps, action: AmiAction): Answer {
  const channel = deps.flow.channels.named(action.get('channel') ?? '');
  const exten = action.get('exten');
  const context = action.get('context') ?? 'agents';
  if (!channel)
    return { response: 'Error', message: 'Channel does not exist: ' + (action.get('channel') ?? '') };
  if (context === 'crm-back' && deps.keepsCustomers) return ringNow(channel);
  if (exten === undefined || !deps.flow.routeOf(context, exten)) return failure('Exten does not exist');
  setImmediate(() => {
    if (channel.activity.kind !== 'over') redirect(deps.flow, channel, context, exten);
  });
  return { response: 'Success', message: 'Redirect successful' };
}

/** A customer who waits for a lost agent. */
function ringNow({ activity }: Channel): Answer {
  const waiting = activity.kind === 'waiting' && activity.queue instanceof KeptCustomer && activity.queue;
  if (!waiting) return failure('Exten does not exist');
  setImmediate(() => waiting.ringNow());
  return { response: 'Success', message: 'Redirect successful' };
}

function hangUp(deps: ActionDeps, action: AmiAction): Answer {
  const channel = deps.flow.channels.named(action.get('channel') ?? '');
  if (!channel) return NO_CHANNEL;
  const cause = Number(action.get('cause') ?? 16);
  if (!Number.isInteger(cause) || cause < 0 || cause > 127) return failure('Invalid cause');
  setImmediate(() => {
    if (channel.activity.kind !== 'over') deps.flow.hangUp(channel, cause, undefined, false);
  });
  return { response: 'Success', message: 'Channel Hungup' };
}
