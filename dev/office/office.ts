import { amiActions } from './ami/actions';
import { AmiServer } from './ami/ami-server';
import type { OfficeControl } from './office-control';
import { CallFlow, type Endpoints } from './pbx/call-flow';
import { CallReporter } from './pbx/call-reporter';
import { ChannelRegister } from './pbx/channel';
import { hearLeg } from './pbx/leg-events';
import { Customers } from './phones/customers';
import { DeskPhone } from './phones/desk-phone';
import { contactUri, tellContact } from './contact-events';
import { DigestGuard } from './sip/digest';
import { Registrar } from './sip/registrar';
import { SipGate } from './sip/sip-gate';
import { SipServer } from './sip/sip-server';

export interface OfficeExtension {
  readonly extension: string;
  readonly name: string;
  readonly password: string;
  readonly device: 'browser' | 'desk';
}

export interface OfficeLine {
  readonly number: string;
  /** Extensions that ring together. */
  readonly ring: readonly string[];
  readonly timeoutSec: number;
  /** Customers wait in the queue of this name, with music, until one of `ring` answers. */
  readonly queue?: string;
}

export interface OfficeOptions {
  readonly listen?: '127.0.0.1';
  /** 0: any free port. */
  readonly sipPort: number;
  readonly amiPort: number;
  readonly amiUser: string;
  readonly amiSecret: string;
  readonly extensions: readonly OfficeExtension[];
  /** The first line's number is what customers see when agents call. */
  readonly lines: readonly OfficeLine[];
  readonly realm?: string;
  /** A browser phone that sends no sound for so long is hung up (cause 44); default 5 s. */
  readonly rtpTimeoutMs?: number;
  /** The extension that sends back what it hears; none = there is no such. */
  readonly echo?: string;
  /** Customers of browser phones that are lost in a talk wait so long for them; none = the call ends. */
  readonly keepsCustomersMs?: number;
}

export interface Office {
  readonly sipUrl: string;
  readonly ami: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly secret: string;
  };
  readonly control: OfficeControl;
  /** Lifts the receiver of a desk phone that rings; false: it does not ring. */
  deskPhonePickUp(extension: string): boolean;
  /** Puts it down, or refuses; false: no call there. */
  deskPhonePutDown(extension: string): boolean;
  /** Where browser phones can be reached now: one contact for each extension, on one of the sockets. */
  phones(): { readonly contacts: readonly string[]; readonly sockets: number };
  /** What is up now; all zero when every call has ended. */
  load(): { readonly channels: number; readonly sipLegs: number; readonly customers: number };
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

function mistakesIn({ extensions, lines }: OfficeOptions): readonly string[] {
  const numbers = extensions.map(({ extension }) => extension);
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  const strangers = lines.flatMap(({ number, ring }) =>
    ring.filter((extension) => !numbers.includes(extension)).map((extension) => ({ number, extension })),
  );
  return [
    ...twice.map((number) => `Extension ${number} is there twice.`),
    ...strangers.map(({ number, extension }) => `Line ${number} rings ${extension}, which is no extension.`),
  ];
}

/** A PBX in one process, for laptops without one: SIP over WebSocket, AMI, and customers with real sound. Loopback only. */
export async function startOffice(options: OfficeOptions): Promise<Office> {
  const mistakes = mistakesIn(options);
  if (mistakes.length > 0) throw new Error(`The office cannot start: ${mistakes.join(' ')}`);
  const byNumber = new Map(options.extensions.map((entry) => [entry.extension, entry]));
  const deskPhones = new Map(
    options.extensions
      .filter(({ device }) => device === 'desk')
      .map(({ extension }) => [extension, new DeskPhone()]),
  );
  const browserPhones = new Set(
    options.extensions.filter(({ device }) => device === 'browser').map(({ extension }) => extension),
  );
  const sip = new SipServer();
  const office = `${HOST}:${await sip.listen(HOST, options.sipPort)}`;

  const ami: AmiServer = new AmiServer({ user: options.amiUser, secret: options.amiSecret }, (action) =>
    act(action),
  );
  const registrar = new Registrar({
    added: (contact, wasReachable) => tellContact(ami, contact, 'NonQualified', !wasReachable),
    removed: (contact) => tellContact(ami, contact, 'Removed', true),
  });
  const channels = new ChannelRegister(Date.now);
  const gate: SipGate = new SipGate({
    office,
    registrar,
    guard: new DigestGuard(options.realm ?? 'office', (username) => {
      const entry = byNumber.get(username);
      return entry?.device === 'browser' ? entry.password : undefined;
    }),
    rtpTimeoutMs: options.rtpTimeoutMs ?? 5000,
    now: Date.now,
    isReachable: (exten) => flow.routeOf('agents', exten) !== undefined,
    called: (leg, exten) => {
      const { extension } = leg;
      const caller = { number: extension, name: byNumber.get(extension)?.name ?? extension };
      flow.callsIn({ endpoint: extension, leg, caller, context: 'agents', exten });
    },
  });
  const customers = new Customers({ callsIn: (channel) => flow.callsIn(channel) });
  const endpointsWith = (liftsItself: boolean): Endpoints => ({
    nameOf: (endpoint) => byNumber.get(endpoint)?.name,
    legTo: ({ endpoint, number }) => {
      if (number !== undefined) return customers.called(number);
      const contact = registrar.contactOf(endpoint);
      return deskPhones.get(endpoint)?.newLeg(liftsItself) ?? (contact && gate.legTo(contact));
    },
  });
  const leftOut = new Set<string>();
  const flow: CallFlow = new CallFlow(
    new CallReporter((event, eventClass, fields) => ami.tell(event, eventClass, fields)),
    channels,
    endpointsWith(false),
    {
      ...{ extensions: new Set(byNumber.keys()), lines: options.lines, leftOut },
      ...(options.echo !== undefined && { echo: options.echo }),
      ...(options.keepsCustomersMs !== undefined && {
        kept: { extensions: browserPhones, forMs: options.keepsCustomersMs },
      }),
    },
    Date.now,
    (channel) => hearLeg(flow, channels, channel),
  );
  const act = amiActions({
    flow,
    originating: endpointsWith(true),
    isExtension: (endpoint) => byNumber.has(endpoint),
    contacts: () => registrar.all(),
    phones: () =>
      options.extensions.map(({ extension, device }) => ({
        extension,
        isReachable: device === 'desk' || registrar.contactOf(extension) !== undefined,
      })),
    contactUri,
    leaveOut: (endpoint, isOut) => void (isOut ? leftOut.add(endpoint) : leftOut.delete(endpoint)),
    keepsCustomers: options.keepsCustomersMs !== undefined,
    now: Date.now,
  });
  sip.serve(gate);
  const amiPort = await ami.listen(HOST, options.amiPort).catch(async (error: unknown) => {
    await sip.close();
    throw error;
  });

  return {
    sipUrl: `ws://${office}/ws`,
    ami: { host: HOST, port: amiPort, user: options.amiUser, secret: options.amiSecret },
    control: customers,
    deskPhonePickUp: (extension) => deskPhones.get(extension)?.pickUp() ?? false,
    deskPhonePutDown: (extension) => deskPhones.get(extension)?.putDown() ?? false,
    phones: () => ({ contacts: registrar.all().map(({ uri }) => uri), sockets: sip.sockets }),
    load: () => ({
      channels: channels.all().length,
      sipLegs: gate.legCount,
      customers: customers.calls().length,
    }),
    close: async () => {
      for (const channel of channels.all()) flow.hangUp(channel, 16, undefined, false);
      gate.close();
      registrar.close();
      await Promise.all([sip.close(), ami.close()]);
    },
  };
}
