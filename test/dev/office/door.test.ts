import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { startOffice, type Office } from '../../../dev/office/office';
import { amiClient } from './support/ami-client';
import { nodeAgent } from './support/node-agent';
import { AMI_SECRET, LINE_101, officeForTest } from './support/office-for-test';

let office: Office;
beforeEach(async () => {
  office = await officeForTest();
});
afterEach(() => office.close());

/** A phone that speaks SIP by hand. */
interface RawPhone {
  send(text: string | Buffer): void;
  /** The next frame that the office sends. */
  answer(): Promise<string>;
  close(): void;
}

async function rawPhone(): Promise<RawPhone> {
  const socket = new WebSocket(office.sipUrl, 'sip');
  const frames: string[] = [];
  const waiting: ((frame: string) => void)[] = [];
  socket.on('message', (bytes: Buffer) => {
    const next = waiting.shift();
    if (next) next(bytes.toString());
    else frames.push(bytes.toString());
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    send: (text) => socket.send(text),
    answer: async () => frames.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    close: () => socket.terminate(),
  };
}

function request(
  method: string,
  changes: Readonly<Record<string, string>> = {},
  uri = 'sip:102@office',
): string {
  const headers = {
    Via: 'SIP/2.0/WS x.invalid;branch=z9hG4bK1',
    From: '<sip:101@office>;tag=mine',
    To: '<sip:102@office>',
    'Call-ID': 'call-1',
    CSeq: `1 ${method}`,
    Contact: '<sip:me@x.invalid;transport=ws>',
    ...changes,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${uri} SIP/2.0\r\n${lines.join('\r\n')}\r\n\r\n`;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Answers a challenge for one user (RFC 7616, qop=auth). */
function authorization(challenge: string, method: string, username: string, password: string): string {
  const realm = /realm="([^"]*)"/.exec(challenge)?.[1] ?? '';
  const nonce = /nonce="([^"]*)"/.exec(challenge)?.[1] ?? '';
  const uri = 'sip:office';
  const proof = md5(
    `${md5(`${username}:${realm}:${password}`)}:${nonce}:00000001:c:auth:${md5(`${method}:${uri}`)}`,
  );
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${proof}", algorithm=MD5, cnonce="c", qop=auth, nc=00000001`;
}

const statusOf = (frame: string): number => Number(frame.slice(8, 11));

it('does not start with a line that rings nobody, or on a port that is taken, and says so', async () => {
  const options = { sipPort: 0, amiPort: 0, amiUser: 'crm', amiSecret: 'secret', extensions: [] };
  const lines = [{ number: '5550101', ring: ['777'], timeoutSec: 5 }];
  await expect(startOffice({ ...options, lines })).rejects.toThrow(
    'The office cannot start: Line 5550101 rings 777, which is no extension.',
  );
  await expect(startOffice({ ...options, lines: [], amiPort: office.ami.port })).rejects.toThrow(
    'EADDRINUSE',
  );
});

describe('the door for phones', () => {
  it('refuses a wrong password after the challenge', async () => {
    await expect(nodeAgent(office.sipUrl, '101', 'guess')).rejects.toThrow(
      'The office refused the registration.',
    );
    const phone = await rawPhone();
    phone.send(request('REGISTER'));
    const challenge = await phone.answer();
    phone.send(request('REGISTER', { Authorization: authorization(challenge, 'REGISTER', '101', 'guess') }));
    expect(statusOf(await phone.answer())).toBe(403);
    phone.close();
  });

  it('lets nobody speak in the name of another extension', async () => {
    const phone = await rawPhone();
    phone.send(request('REGISTER', { From: '<sip:102@office>;tag=mine' }));
    const challenge = await phone.answer();
    const proof = authorization(challenge, 'REGISTER', '101', 'pass101');
    phone.send(request('REGISTER', { From: '<sip:102@office>;tag=mine', Authorization: proof }));
    expect(statusOf(await phone.answer())).toBe(403);
    phone.close();
  });

  it.each(['REGISTER', 'INVITE', 'BYE', 'REFER', 'INFO', 'NOTIFY', 'MESSAGE', 'OPTIONS'])(
    'asks for the digest of a %s whose To tag is made up',
    async (method) => {
      const phone = await rawPhone();
      phone.send(request(method, { To: '<sip:102@office>;tag=invented' }));
      expect(statusOf(await phone.answer())).toBe(401);
      phone.close();
    },
  );

  it('takes a nonce of its own only', async () => {
    const phone = await rawPhone();
    phone.send(
      request('REGISTER', {
        Authorization: authorization('realm="office", nonce="abc.def"', 'REGISTER', '101', 'pass101'),
      }),
    );
    const answer = await phone.answer();
    expect(statusOf(answer)).toBe(401);
    expect(answer).toContain('stale=true');
    phone.close();
  });

  it('does not let a stranger end a call whose ids he knows', async () => {
    const agent = await nodeAgent(office.sipUrl, '101', 'pass101');
    await office.control.customerCalls({ number: '4155550123', line: LINE_101 });
    const invitation = await agent.nextInvitation();
    await invitation.accept();
    const { callId, from, to } = invitation.request;
    const phone = await rawPhone();
    // The tags of the agent's real call, as somebody would send them who has read the traffic.
    const localTag = invitation.dialog?.localTag;
    phone.send(
      request('BYE', {
        'Call-ID': callId,
        From: `<${to.uri.toString()}>;tag=${localTag}`,
        To: `<${from.uri.toString()}>;tag=${invitation.request.fromTag}`,
      }),
    );
    expect(statusOf(await phone.answer())).toBe(401);
    expect(office.load().channels).toBe(2);
    phone.close();
    await agent.close();
  });

  it('answers a keep-alive and outlives whatever else comes', async () => {
    const phone = await rawPhone();
    const hostile: readonly (string | Buffer)[] = [
      '',
      '\r\n',
      'INVITE',
      'INVITE sip:101@office SIP/2.0\r\n',
      'INVITE sip:101@office SIP/2.0\r\nnonsense\r\n\r\n',
      'SIP/2.0 200 OK\r\n\r\n',
      'SIP/2.0 999 OK\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: x\r\n\r\n',
      request('REGISTER', { Authorization: 'Digest ' }).slice(0, 150),
      request('CANCEL'),
      request('ACK'),
      Buffer.from([0, 255, 254, 1, 2, 3, 0xed, 0xa0, 0x80]),
      'x'.repeat(60_000),
      request('INVITE', { Authorization: `Digest ${'a="b",'.repeat(5000)}` }),
    ];
    hostile.forEach((bytes) => phone.send(bytes));
    phone.send('\r\n\r\n');
    let frame = await phone.answer();
    while (frame !== '\r\n') frame = await phone.answer();
    phone.close();
    await (await nodeAgent(office.sipUrl, '101', 'pass101')).close();
  });

  it('closes a socket that sends too much and stays open for the others', async () => {
    const phone = new WebSocket(office.sipUrl, 'sip');
    await new Promise((resolve) => phone.once('open', resolve));
    phone.send('x'.repeat(200_000));
    const code = await new Promise((resolve) => phone.once('close', resolve));
    expect(code).toBe(1009);
    await (await nodeAgent(office.sipUrl, '101', 'pass101')).close();
  });

  it('refuses an offer that it does not understand', async () => {
    const phone = await rawPhone();
    phone.send(request('INVITE', {}, 'sip:79980000001@office'));
    const proof = authorization(await phone.answer(), 'INVITE', '101', 'pass101');
    phone.send(`${request('INVITE', { Authorization: proof }, 'sip:79980000001@office')}v=nonsense`);
    expect(statusOf(await phone.answer())).toBe(100);
    expect(statusOf(await phone.answer())).toBe(488);
    expect(office.load()).toEqual({ channels: 0, sipLegs: 0, customers: 0 });
    phone.close();
  });
});

describe('the door for the gateway', () => {
  const login = (secret: string): [string, string][] => [
    ['Action', 'Login'],
    ['Username', 'crm'],
    ['Secret', secret],
  ];

  it('refuses a wrong secret in words', async () => {
    const ami = await amiClient(office, false);
    expect(await ami.action(login('guess'))).toMatchObject({
      Response: 'Error',
      Message: 'Authentication failed',
    });
    ami.close();
  });

  it('takes the answer to a challenge', async () => {
    const ami = await amiClient(office, false);
    const challenge =
      (
        await ami.action([
          ['Action', 'Challenge'],
          ['AuthType', 'MD5'],
        ])
      )['Challenge'] ?? '';
    const answer = await ami.action([
      ['Action', 'Login'],
      ['AuthType', 'MD5'],
      ['Username', 'crm'],
      ['Key', md5(challenge + AMI_SECRET)],
    ]);
    expect(answer).toMatchObject({ Response: 'Success', Message: 'Authentication accepted' });
    ami.close();
  });

  it('does nothing for who did not sign in', async () => {
    const ami = await amiClient(office, false);
    expect(await ami.action([['Action', 'CoreShowChannels']])).toMatchObject({
      Response: 'Error',
      Message: 'Permission denied',
    });
    ami.close();
  });

  it('says so when it does not know an action, a channel, an extension', async () => {
    const ami = await amiClient(office);
    const refusals = await Promise.all([
      ami.action([['Action', 'Constructor']]),
      ami.action([
        ['Action', 'Hangup'],
        ['Channel', 'PJSIP/101-ffffffff'],
      ]),
      ami.action([
        ['Action', 'Originate'],
        ['Channel', 'PJSIP/101'],
        ['Exten', '12'],
        ['Context', 'agents'],
      ]),
    ]);
    expect(refusals.map((answer) => `${answer['Response']}: ${answer['Message']}`)).toEqual([
      'Error: Invalid/unknown command',
      'Error: No such channel',
      'Error: Extension does not exist.',
    ]);
    ami.close();
  });

  it('tells only the classes and events that were asked for', async () => {
    const ami = await amiClient(office);
    await ami.action([
      ['Action', 'Events'],
      ['EventMask', 'call,cdr'],
    ]);
    await ami.action([
      ['Action', 'Filter'],
      ['Operation', 'Add'],
      ['Filter', '!Event: Newstate'],
    ]);
    await office.control.customerCalls({ number: '4155550123', line: LINE_101 });
    await ami.event((event) => event['Event'] === 'Hangup');
    const names = new Set(ami.events.map((event) => event['Event']));
    expect(names).toEqual(new Set(['FullyBooted', 'Newchannel', 'SoftHangupRequest', 'Cdr', 'Hangup']));
    ami.close();
  });

  it('shows what is up to who comes later', async () => {
    const agent = await nodeAgent(office.sipUrl, '101', 'pass101', 'page-one');
    await office.control.customerCalls({
      number: '4155550123',
      name: 'Jane\r\nEvent: Forged',
      line: LINE_101,
    });
    await (await agent.nextInvitation()).accept();
    const ami = await amiClient(office);
    await ami.action([['Action', 'CoreShowChannels']]);
    const complete = await ami.event((event) => event['Event'] === 'CoreShowChannelsComplete');
    expect(complete['ListItems']).toBe('2');
    const shown = ami.events.filter((event) => event['Event'] === 'CoreShowChannel');
    expect(new Set(shown.map((event) => event['Linkedid'])).size).toBe(1);
    expect(new Set(shown.map((event) => event['BridgeId'])).size).toBe(1);
    expect(shown[0]?.['CallerIDName']).toBe('Jane Event: Forged');
    await ami.action([['Action', 'PJSIPShowContacts']]);
    const contact = await ami.event((event) => event['Event'] === 'ContactList');
    expect(contact['Uri']).toMatch(/^sip:page-one@/);
    ami.close();
    await agent.close();
  });

  it('hangs up with the cause that was asked for, without a HangupRequest', async () => {
    const agent = await nodeAgent(office.sipUrl, '101', 'pass101');
    const ami = await amiClient(office);
    await office.control.customerCalls({ number: '4155550123', line: LINE_101 });
    await (await agent.nextInvitation()).accept();
    const entered = await ami.event((event) => event['Event'] === 'BridgeEnter');
    await ami.action([
      ['Action', 'Hangup'],
      ['Channel', entered['Channel'] ?? ''],
      ['Cause', '41'],
    ]);
    await ami.event(
      (event) =>
        event['Event'] === 'Hangup' && event['Channel'] === entered['Channel'] && event['Cause'] === '41',
    );
    expect(ami.events.some((event) => event['Event'] === 'HangupRequest')).toBe(false);
    ami.close();
    await agent.close();
  });

  it('outlives bytes that are no AMI', async () => {
    const socket = connect(office.ami.port, office.ami.host);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(Buffer.from([0, 255, 13, 10, 13, 10, 58, 58, 58, 13, 10, 13, 10]));
    socket.write('x'.repeat(300_000));
    await closed;
    const ami = await amiClient(office);
    expect((await ami.action([['Action', 'Ping']]))['Ping']).toBe('Pong');
    ami.close();
  });
});
