import type { CallView } from '../../../src/call/call-view';
import type { Extension } from '../../../src/call/ids';
import { showCallCards } from '../../../src/widget/call-notification/call-cards';
import type { AgentCommand } from '../../../src/widget/channel/agent-command';
import type { CommandTrouble } from '../../../src/widget/channel/agent-line';
import type { AgentPicture, Caller, LinkedEntity } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import type { PhoneCall } from '../../../src/widget/softphone/softphone';
import { createRender, type TwigEngine } from '../../../src/widget/ui/twig-view';
import { callId, callView, colleague, missed, talking } from '../../support/call-view-builder';
import { sayIn } from '../support/words';
import { HandClock } from '../ui/hand-clock';

const MARINA_CARD: LinkedEntity = {
  type: 'contact',
  id: 7,
  name: 'Марина Ковалёва',
  url: '/contacts/detail/7',
  details: 'Контакт',
};
const LEAD: LinkedEntity = {
  type: 'lead',
  id: 9,
  name: 'Окна для коттеджа, 3 этажа',
  url: '/leads/detail/9',
  details: 'Сделка · Согласование КП · 184 000 ₽',
};
const KNOWN: Caller & { caller: 'found' } = {
  caller: 'found',
  who: MARINA_CARD,
  company: 'ООО «Северный свет»',
  entity: LEAD,
  topics: [],
  others: [],
};

let close = (): void => undefined;
afterEach(() => close());

function desk(device: 'browser' | 'desk' = 'browser') {
  const clock = new HandClock();
  const place = document.body.appendChild(document.createElement('div'));
  const commands: AgentCommand[] = [];
  const opened: string[] = [];
  let picture: AgentPicture = {
    ...EMPTY_PICTURE,
    agent: {
      userId: 1 as never,
      name: 'Анна Белова',
      extension: '201' as Extension,
      device,
      role: 'agent',
      status: 'ready',
    },
    phone: { registration: device === 'browser' ? 'registered' : 'off', calls: [] },
  };
  let show = (_picture: AgentPicture): void => undefined;
  let finish = (_trouble?: CommandTrouble): void => undefined;
  const undo = showCallCards({
    place,
    line: {
      watch(listener) {
        show = listener;
        listener(picture);
        return () => (show = () => undefined);
      },
    },
    run: (command) => {
      commands.push(command);
      return new Promise((resolve) => (finish = resolve));
    },
    navigate: (path) => opened.push(path),
    say: sayIn('ru'),
    language: 'ru',
    render: createRender(jest.requireActual<TwigEngine>('twig')),
    clock,
  });
  close = () => {
    undo();
    place.remove();
  };
  const put = (change: Partial<AgentPicture>): void => show((picture = { ...picture, ...change }));
  return {
    ...{ clock, place, commands, opened, put },
    finishCommand: (trouble?: CommandTrouble) => finish(trouble),
    rings: (call: Partial<CallView> = {}, caller?: Caller) =>
      put({
        calls: [callView({ startedAt: clock.now(), ...call })],
        callers: caller ? { [callId('call-1')]: caller } : {},
      }),
    cards: () => [...place.querySelectorAll('article')],
    text: () => place.querySelector('article')?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
    announced: () => place.querySelector('[aria-live]')?.textContent ?? '',
    button: (act: string) => place.querySelector<HTMLElement>(`[data-act="${act}"]`),
    link: () => place.querySelector<HTMLAnchorElement>('a.tel-entity'),
  };
}

it('names a known caller, his company and the lead', () => {
  const { rings, text, link } = desk();
  rings({}, KNOWN);
  expect(text()).toContain('Марина Ковалёва');
  expect(text()).toContain('+7 998 444-55-66 · ООО «Северный свет»');
  expect(link()?.getAttribute('href')).toBe('/leads/detail/9');
  expect(link()?.textContent).toContain('Сделка · Согласование КП · 184 000 ₽');
});

it('offers to create a contact with the number of an unknown caller', () => {
  const { rings, text, link, opened } = desk();
  rings({}, { caller: 'unknown' });
  expect(text()).toContain('+7 998 444-55-66');
  expect(link()?.getAttribute('href')).toBe('/contacts/add/?phone=%2B79984445566');
  link()?.click();
  expect(opened).toEqual(['/contacts/add/?phone=%2B79984445566']);
});

it('shows the number at once while amoCRM is slow, and keeps the buttons when the name comes', () => {
  const { rings, text, button } = desk();
  rings({}, { caller: 'searching' });
  expect(text()).toContain('Ищем в amoCRM');
  const before = button('answer');
  rings({}, KNOWN);
  expect(text()).toContain('Марина Ковалёва');
  expect(button('answer')).toBe(before);
});

it('says nothing wrong when amoCRM is down', () => {
  const { rings, text, link } = desk();
  rings({}, { caller: 'unavailable' });
  expect(text()).toContain('amoCRM не отвечает');
  expect(link()).toBeNull();
});

it('shows a withheld number as such', () => {
  const { rings, text, link } = desk();
  rings({ other: { number: '', text: '' } });
  expect(text()).toContain('Номер скрыт');
  expect(link()).toBeNull();
});

it('prints hostile names as text', () => {
  const { rings, place } = desk();
  const hostile = {
    ...MARINA_CARD,
    name: '<img src=x onerror="alert(1)">',
    url: '/contacts/detail/7"><script>',
  };
  rings(
    {
      line: '<b>',
      phase: { phase: 'ringing', reason: { kind: 'group', alsoRinging: [colleague('1', '<s>')] } },
    },
    {
      caller: 'found',
      who: hostile,
      company: '<u>',
      entity: { ...LEAD, name: '</a><img src=x>' },
      topics: [hostile, LEAD],
      others: [],
    },
  );
  expect(place.querySelector('img, script, b, s, u')).toBeNull();
  expect(place.querySelector('h2')?.textContent).toBe('<img src=x onerror="alert(1)">');
});

it('offers the other cards with this number, four at most', () => {
  const { rings, place, text } = desk();
  const others = [1, 2, 3, 4, 5, 6].map((id) => ({ ...MARINA_CARD, id, url: `/contacts/detail/${id}` }));
  rings({}, { ...KNOWN, others });
  expect(place.querySelectorAll('.tel-pick a')).toHaveLength(4);
  expect(text()).toContain('Ещё 2 карточки');
});

it('takes the one that the agent opens for the caller’s card', () => {
  const { rings, commands, opened, place } = desk();
  const other = { ...MARINA_CARD, id: 9, url: '/contacts/detail/9' };
  rings({}, { ...KNOWN, others: [other] });
  place.querySelector<HTMLElement>('.tel-pick a')?.click();
  expect(opened).toEqual(['/contacts/detail/9']);
  expect(commands).toEqual([{ command: 'chooseOwner', callId: 'call-1', owner: { type: 'contact', id: 9 } }]);
});

it('asks what the call is about when there are several leads, and passes the answer on', () => {
  const { rings, commands, place, text } = desk();
  const second = { ...LEAD, id: 10, name: 'Москитные сетки', url: '/leads/detail/10' };
  const doubtful = { ...KNOWN, entity: MARINA_CARD, topics: [LEAD, second] };
  rings({}, doubtful);
  const rows = (): HTMLElement[] => [...place.querySelectorAll<HTMLElement>('[role=radio]')];
  const chosen = (): string[] =>
    rows()
      .filter((row) => row.ariaChecked === 'true' || row.getAttribute('aria-checked') === 'true')
      .map((row) => row.textContent ?? '');
  expect(text()).toContain('По какому поводу звонок?');
  expect(chosen()).toEqual(['Пока не ясноЗапишем в контакт']);
  rows()[2]?.click();
  const owner = { type: 'contact', id: 7 };
  expect(commands).toEqual([
    { command: 'chooseOwner', callId: 'call-1', owner, about: { type: 'lead', id: 10 } },
  ]);
  rings({}, { ...doubtful, entity: second });
  expect(chosen()).toEqual(['Москитные сетки' + second.details]);
  rows()[0]?.click();
  expect(commands[1]).toEqual({ command: 'chooseOwner', callId: 'call-1', owner });
});

it('says who else of the group is ringing', () => {
  const { rings, text } = desk();
  const alsoRinging = [colleague('102', 'Тимур Галеев'), colleague('103', 'Ольга Мирская')];
  rings({ phase: { phase: 'ringing', reason: { kind: 'group', alsoRinging } } }, KNOWN);
  expect(text()).toContain('Также звонит: Тимур Галеев, Ольга Мирская');
});

it('turns to "connecting" at the click and to nothing else before the PBX says so', () => {
  const { rings, commands, button, place, put, clock } = desk();
  rings({}, KNOWN);
  button('answer')?.click();
  expect(commands).toEqual([{ command: 'answer', callId: 'call-1' }]);
  expect(button('answer')?.textContent).toBe('Соединяем…');
  button('answer')?.click();
  expect(commands).toHaveLength(1);
  put({ calls: [callView({ revision: 2, phase: talking(clock.now()) })] });
  expect(place.querySelector('article')).toBeNull();
});

it('offers to answer again when the command failed', async () => {
  const { rings, button, finishCommand } = desk();
  rings({}, KNOWN);
  button('answer')?.click();
  finishCommand('unknown-call');
  await Promise.resolve();
  await Promise.resolve();
  expect(button('answer')?.textContent).toBe('Ответить');
});

it('does not offer to answer a second call while the agent talks or dials', () => {
  const { put, text, button, commands, clock } = desk();
  const second = callView({ id: callId('call-2'), startedAt: clock.now() });
  put({ calls: [callView({ phase: talking(clock.now()) }), second] });
  expect(button('answer')).toBeNull();
  expect(text()).toContain('сначала завершите текущий звонок');
  button('decline')?.click();
  expect(commands).toEqual([{ command: 'decline', callId: 'call-2' }]);
  put({ calls: [second] });
  expect(button('answer')?.textContent).toBe('Ответить');
});

it('offers no answer for a call that rang before the phone was connected, until its INVITE comes', () => {
  const { rings, put, text, button, clock } = desk();
  rings({}, KNOWN);
  clock.turn(2_900);
  expect(button('answer')).not.toBeNull();
  clock.turn(200);
  expect(button('answer')).toBeNull();
  expect(text()).toContain('Ответьте с другого телефона или перезвоните');
  const invite = {
    id: 'sip-1',
    direction: 'incoming',
    number: '79984445566',
    state: 'ringing',
    muted: false,
  };
  put({ phone: { registration: 'registered', calls: [invite as PhoneCall] } });
  expect(button('answer')?.textContent).toBe('Ответить');
});

it('counts the wait for the INVITE from when the phone was connected', () => {
  const { rings, put, button, clock } = desk();
  put({ phone: { registration: 'connecting', calls: [] } });
  rings({}, KNOWN);
  clock.turn(10_000);
  put({ phone: { registration: 'registered', calls: [] } });
  clock.turn(2_900);
  expect(button('answer')).not.toBeNull();
});

it('says that a call may be over while gateway or PBX are away, and goes when they are back without it', () => {
  const { rings, put, text, button, place, cards } = desk();
  rings({}, KNOWN);
  for (const away of [{ pbx: 'away' }, { pbx: 'up', link: { link: 'lost' } }] as const) {
    put(away);
    expect(text()).toContain('звонок мог уже закончиться');
    expect(place.querySelector('[data-since]')).toBeNull();
    expect(button('answer')).toBeNull();
  }
  put({ link: { link: 'connecting' } });
  expect(text()).toContain('звонок мог уже закончиться');
  put({ link: { link: 'up', transport: 'websocket' } });
  expect(button('answer')).not.toBeNull();
  put({ link: { link: 'lost' } });
  put({ link: { link: 'up', transport: 'websocket' }, calls: [] });
  expect(cards()).toHaveLength(0);
});

it('can answer by the phone alone while the gateway is away', () => {
  const { rings, put, button } = desk();
  const invite = {
    id: 'sip-1',
    direction: 'incoming',
    number: '79984445566',
    state: 'ringing',
    muted: false,
  };
  put({ phone: { registration: 'registered', calls: [invite as PhoneCall] } });
  rings({}, KNOWN);
  put({ link: { link: 'lost' } });
  expect(button('answer')).not.toBeNull();
});

it('declines', () => {
  const { rings, button, commands } = desk();
  rings();
  button('decline')?.click();
  expect(commands).toEqual([{ command: 'decline', callId: 'call-1' }]);
});

it('tells to pick up the desk phone instead of offering buttons', () => {
  const { rings, text, button } = desk('desk');
  rings({}, KNOWN);
  expect(text()).toContain('Снимите трубку настольного телефона, доб. 201');
  expect(button('answer')).toBeNull();
});

it('tells that the browser phone cannot answer when it is not connected', () => {
  const { rings, put, text, button } = desk();
  put({ phone: { registration: 'lost', fault: 'microphone-denied', calls: [] } });
  rings({}, KNOWN);
  expect(button('answer')).toBeNull();
  expect(text()).toContain('телефон не подключён');
});

it('shows for 5 seconds who took the call', () => {
  const { rings, text, cards, clock } = desk();
  rings({ phase: { phase: 'taken', by: colleague('102', 'Тимур Галеев'), at: clock.now() } }, KNOWN);
  expect(text()).toContain('Разговаривает Тимур Галеев');
  clock.turn(4_900);
  expect(cards()).toHaveLength(1);
  clock.turn(200);
  expect(cards()).toHaveLength(0);
});

it('keeps a missed call for 20 seconds, with a way to call back', () => {
  const { rings, text, cards, clock, button, commands } = desk();
  rings({ phase: missed(clock.now()) }, KNOWN);
  expect(text()).toContain('Пропущенный звонок');
  expect(text()).toContain('звонили 24 секунды');
  clock.turn(19_900);
  button('callBack')?.click();
  expect(commands).toEqual([{ command: 'call', number: '+79984445566' }]);
  expect(cards()).toHaveLength(0);
});

it('says of a missed call how long it rang, in a line that reads well whoever called', () => {
  const { rings, place, clock } = desk();
  const sub = () => place.querySelector('.tel-card__sub')?.textContent?.replace(/\s+/g, ' ');
  rings({ phase: missed(clock.now()) }, KNOWN);
  expect(sub()).toBe('+7 998 444-55-66 · звонили 24 секунды');
  rings({ phase: missed(clock.now()) }, { caller: 'unknown' });
  expect(sub()).toBe('Звонили 24 секунды');
  rings({ phase: missed(clock.now()), other: { number: '', text: '' } });
  expect(sub()).toBe('Звонили 24 секунды');
  const igor = { number: '203', text: '203', colleague: colleague('203', 'Игорь Савин') };
  rings({ phase: missed(clock.now()), direction: 'internal', other: igor });
  expect(sub()).toBe('доб. 203 · звонили 24 секунды');
});

it('measures the 20 seconds by the clock of the gateway', () => {
  const { rings, put, cards, clock } = desk();
  put({ clockSkewMs: 3_600_000 });
  rings({ phase: missed(clock.now() + 3_600_000) }, KNOWN);
  expect(cards()).toHaveLength(1);
  clock.turn(20_001);
  expect(cards()).toHaveLength(0);
});

it('counts from the first ring on this computer, whatever its clock says', () => {
  const { rings, put, place, clock } = desk();
  put({ clockSkewMs: -5_000 });
  rings({ startedAt: clock.now() - 12_000 });
  expect(place.querySelector('time')?.textContent).toBe('0:07');
  clock.turn(1_000);
  expect(place.querySelector('time')?.textContent).toBe('0:08');
});

it('puts the newest of several calls on top and makes room by leaving out the links of the others', () => {
  const { put, cards, clock } = desk();
  put({
    calls: [
      callView({ startedAt: clock.now() - 9_000 }),
      callView({
        id: callId('call-2'),
        startedAt: clock.now(),
        other: { number: '+79982104407', text: '210' },
      }),
    ],
    callers: { [callId('call-1')]: KNOWN, [callId('call-2')]: { caller: 'unknown' } },
  });
  expect(cards().map((card) => card.dataset['key'])).toEqual(['call-2', 'call-1']);
  expect(cards().map((card) => card.querySelectorAll('a').length)).toEqual([1, 0]);
  expect(cards().map((card) => card.querySelectorAll('button').length)).toEqual([2, 2]);
});

it('announces each call once, when it is known who calls', () => {
  const { rings, announced, clock } = desk();
  rings({}, { caller: 'searching' });
  expect(announced()).toBe('');
  rings({}, KNOWN);
  expect(announced()).toBe('Входящий звонок: Марина Ковалёва, Окна для коттеджа, 3 этажа');
  clock.turn(5_000);
  rings({ revision: 2 }, { caller: 'unknown' });
  expect(announced()).toBe('Входящий звонок: Марина Ковалёва, Окна для коттеджа, 3 этажа');
});

it('announces nothing but the number of an unknown caller', () => {
  const { rings, announced } = desk();
  rings({}, { caller: 'unknown' });
  expect(announced()).toBe('Входящий звонок: +7\u00a0998\u00a0444-55-66');
});

it('looks like searching until the search has said anything', () => {
  const { rings, text, announced } = desk();
  rings();
  expect(text()).toContain('Ищем в amoCRM');
  expect(announced()).toBe('');
});

it('never takes the focus from where the agent is typing', () => {
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  const { rings } = desk();
  rings({}, KNOWN);
  expect(document.activeElement).toBe(field);
  field.remove();
});

it('leaves no timer and no element behind', () => {
  const { rings, place, clock } = desk();
  rings({}, KNOWN);
  expect(clock.pending).toBeGreaterThan(0);
  close();
  expect(clock.pending).toBe(0);
  expect(place.innerHTML).toBe('');
});
