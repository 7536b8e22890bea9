import {
  answers,
  colleagueRings,
  colleagueStaysAway,
  customerRings,
  dials,
  hangsUp,
  talkingChannels,
} from '../gateway/support/office-calls';
import { USERS, World } from '../gateway/support/gateway-under-test';

let world: World;
afterEach(() => world.stop());

it('shows a call to the agents who ring, who took it, and logs it once', async () => {
  world = await World.start();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  const stranger = await world.seatedAgent(USERS.noPhone);
  world.ami.emit(...customerRings('c1', '101', '102'));
  const ringing = await timur.view('ringing');
  expect(ringing).toMatchObject({
    direction: 'inbound',
    other: { number: '+79984445566', text: '+7 998 444-55-66' },
    line: '+7 495 000-01-01',
    phase: { reason: { kind: 'group', alsoRinging: [{ extension: '101', name: 'Анна' }] } },
  });
  world.ami.emit(...answers('c1', '101'), ...hangsUp('c1', '102').slice(0, 1));
  await anna.view('talking');
  expect((await timur.view('taken')).phase).toMatchObject({ by: { extension: '101', name: 'Анна' } });
  world.ami.emit(...hangsUp('c1', '101'));
  await anna.view('ended');
  expect(await world.amo.logged(1)).toEqual([
    expect.objectContaining({
      uniq: 'c1',
      direction: 'inbound',
      phone: '+79984445566',
      call_status: 4,
      call_responsible: USERS.anna,
      source: 'Linia',
    }),
  ]);
  expect(stranger.views).toEqual([]);
});

it('shows a call of one agent to nobody else', async () => {
  world = await World.start();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  world.ami.emit(...customerRings('c1', '101'), ...hangsUp('c1', '101'));
  expect((await anna.view('missed')).other.number).toBe('+79984445566');
  world.ami.emit(...customerRings('c2', '102'));
  await timur.view('ringing');
  expect(timur.views.map(({ id }) => id)).toEqual(['c2']);
});

it('rings the agent for a click to call, and says at once whom he calls', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  const outcome = (await anna.ask('placeCall', { number: '8 (998) 444-55-66' })) as { value: string };
  expect(outcome).toEqual({ ok: true, value: expect.stringMatching(/^linia-/) as string });
  expect(await anna.view('pick-up')).toMatchObject({
    direction: 'outbound',
    other: { number: '+79984445566' },
  });
  expect(await world.ami.action('Originate')).toMatchObject({
    Channel: 'PJSIP/101',
    ChannelId: outcome.value,
    Exten: '79984445566',
    Context: 'agents',
    Async: 'true',
  });
});

it('gives up a click of which the PBX tells nothing, not even that it took it', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.script = ({ Action }) => (Action === 'Originate' ? [] : undefined);
  expect(await anna.ask('placeCall', { number: '89984445566' })).toEqual({ ok: false, fault: 'timeout' });
  await anna.view('pick-up');
  expect((await anna.view('ended')).phase).toMatchObject({ disposition: 'unreachable' });
}, 10_000);

it('names each to the other when an agent clicks a colleague, and says how it ended for both', async () => {
  world = await World.start();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  const { value: callId } = (await anna.ask('placeCall', { number: '102' })) as { value: string };
  const toTimur = { number: '102', colleague: { extension: '102', name: 'Тимур' } };
  expect(await anna.view('pick-up')).toMatchObject({ direction: 'internal', other: toTimur });
  world.ami.emit(...colleagueRings(callId));
  expect(await timur.view('ringing')).toMatchObject({
    direction: 'internal',
    other: { number: '101', colleague: { extension: '101', name: 'Анна' } },
    phase: { reason: { kind: 'direct' } },
  });
  expect(await anna.view('dialling')).toMatchObject({ direction: 'internal', other: toTimur });
  world.ami.emit(...colleagueStaysAway(callId));
  expect((await anna.view('ended')).phase).toMatchObject({ disposition: 'no-answer' });
  expect(await timur.view('missed')).toMatchObject({ id: callId });
});

it('knows what is dialled for an outside line from the number behind it', async () => {
  world = await World.start((changed) => (changed.dial = { format: 'trunk-8', prefix: '9' }));
  const anna = await world.seatedAgent(USERS.anna);
  expect(anna.states.at(-1)?.dial).toEqual({ format: 'trunk-8', prefix: '9' });
  world.ami.emit(dials('c1', '101', '989984445566'));
  expect((await anna.view('dialling')).other.number).toBe('+79984445566');
  await anna.ask('placeCall', { number: '+7 998 444-55-66' });
  expect(await world.ami.action('Originate')).toMatchObject({ Exten: '989984445566' });
});

it('ends the customer’s leg when the agent who talks hangs up', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  await anna.view('talking');
  expect(await anna.ask('hangUp', { callId: 'c1' })).toEqual({ ok: true, value: null });
  expect(await world.ami.action('Hangup')).toMatchObject({ Channel: 'PJSIP/trunk-c1' });
});

it('lets nobody hang up a call that is not his', async () => {
  world = await World.start();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  world.ami.emit(...customerRings('c1', '101'));
  await anna.view('ringing');
  expect(await timur.ask('hangUp', { callId: 'c1' })).toEqual({ ok: false, fault: 'unknown-call' });
  expect(world.ami.count('Hangup')).toBe(0);
});

it('gives the phone’s account to its own agent only', async () => {
  world = await World.start();
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  expect(await anna.ask('phoneAccount', {})).toMatchObject({
    ok: true,
    value: { extension: '101', password: 'pass101' },
  });
  expect(await timur.ask('phoneAccount', {})).toEqual({ ok: false, fault: 'no-extension' });
});

it('gives with it a pass for the relay that ends by itself; the secret stays here', async () => {
  const urls = ['turn:turn.example', 'turns:turn.example'];
  world = await World.start((own) => (own.relay = { urls, secret: 'turn-secret', passMinutes: 60 }));
  const anna = await world.seatedAgent(USERS.anna);
  const answer = await anna.ask('phoneAccount', {});
  const { iceServers } = (answer as { value: { iceServers: Record<string, string>[] } }).value;
  expect(iceServers.map(({ urls: url }) => url)).toEqual(urls);
  const [, until, whose] = /^(\d+):(.+)$/.exec(iceServers[0]?.['username'] ?? '') ?? [];
  expect(whose).toBe('101');
  expect(Number(until) - Date.now() / 1000).toBeGreaterThan(3_590);
  expect(Number(until) - Date.now() / 1000).toBeLessThanOrEqual(3_600);
  expect(JSON.stringify(answer)).not.toContain('turn-secret');
});

it('finds the call again after a restart in the middle of it', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  const before = await anna.view('talking');
  await world.gateway.close();
  world.ami.channels = talkingChannels('c1');
  await world.startGateway();
  const again = await world.seatedAgent(USERS.anna);
  const [view] = (await again.state(({ pbx }) => pbx === 'up')).calls;
  expect(view?.phase).toEqual(before.phase);
  world.ami.emit(...hangsUp('c1', '101'));
  await again.view('ended');
  expect(await world.amo.logged(1)).toEqual([expect.objectContaining({ uniq: 'c1', call_status: 4 })]);
});

it('does not count a night without a gateway as talk', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  const { startedAt } = await anna.view('talking');
  await world.gateway.close();
  await world.startGateway({ aheadMs: 8 * 60 * 60_000 });
  const [record] = await world.amo.logged(1);
  expect(record).toMatchObject({ uniq: 'c1', call_status: 4, created_at: Math.floor(startedAt / 1000) });
  expect(record?.['duration']).toBeLessThanOrEqual(5);
  expect(Number(record?.['updated_at']) - Number(record?.['created_at'])).toBeLessThanOrEqual(5);
});

it('ends what ended while the PBX was away, and tells the agents both times', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  await anna.view('talking');
  const [away, back] = [
    anna.nextState(({ pbx }) => pbx === 'away'),
    anna.nextState(({ pbx }) => pbx === 'up'),
  ];
  world.ami.cut();
  await away;
  await back;
  expect((await anna.view('ended')).id).toBe('c1');
  expect(await world.amo.logged(1)).toHaveLength(1);
});

it('notices a line that went dead without a word', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.isDeaf = true;
  await anna.nextState(({ pbx }) => pbx === 'away');
  expect(await anna.ask('placeCall', { number: '89984445566' })).toEqual({ ok: false, fault: 'pbx-away' });
});

it('says that a wrong password is one, and does not storm', async () => {
  world = await World.start(({ ami }) => (ami.secret = 'another'));
  const anna = await world.agent(USERS.anna);
  expect((await anna.state(() => true)).pbx).toBe('away');
  await world.ami.action('Login');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(world.ami.count('Login')).toBe(1);
  expect(Object.values(world.gateway.health())).toMatchObject([{ pbx: 'refused' }]);
});

it('goes on after frames that nobody understands and endpoints that nobody knows', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.raw(
    'no colon here\r\n\r\n\r\n\r\n: :\r\n\r\nEvent: Newchannel\r\n\r\nEvent: constructor\r\n\r\n',
  );
  world.ami.raw(`Event: ${'x'.repeat(100_000)}\r\n\r\n`);
  world.ami.emit(...customerRings('c0', '999'), ...customerRings('c1', '101'));
  expect((await anna.view('ringing')).id).toBe('c1');
});
