import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import { createFaultNotices } from '../../../src/widget/error-notice/fault-notices';
import { toldMemory } from '../../../src/widget/error-notice/told-memory';
import { FakeAmo } from '../support/fake-amo';
import { HandClock } from '../ui/hand-clock';

const UP: AgentPicture = { ...EMPTY_PICTURE, link: { link: 'up', transport: 'websocket' } };
const LOST: AgentPicture = { ...EMPTY_PICTURE, link: { link: 'lost' } };
const CONNECTING: AgentPicture = { ...EMPTY_PICTURE, link: { link: 'connecting' } };
const REFUSED: AgentPicture = { ...EMPTY_PICTURE, link: { link: 'refused', fault: 'token-invalid' } };

beforeEach(() => localStorage.clear());

function notices(supportContact = '') {
  const [amo, clock] = [new FakeAmo(), new HandClock()];
  const { page, say } = amo;
  const memory = toldMemory(localStorage, 'linia:1:w:2');
  let isSeen = true;
  let seen = (): void => undefined;
  const tab = {
    isSeen: () => isSeen,
    onSeen: (listener: () => void) => {
      seen = listener;
      return () => (seen = () => undefined);
    },
  };
  const room = createFaultNotices({ page, say, language: 'ru', supportContact, memory, tab, clock });
  const turn = (front: boolean): void => {
    isSeen = front;
    seen();
  };
  return {
    ...room,
    turn,
    clock,
    shown: amo.shown,
    texts: () => amo.shown.map((shown) => JSON.stringify(shown)),
  };
}

it('tells a lost gateway once, after 5 seconds, and its end', () => {
  const { follow, clock, texts } = notices('+7 495 000-00-00');
  follow(UP);
  follow(LOST);
  clock.turn(4_000);
  expect(texts()).toEqual([]);
  follow(CONNECTING);
  follow(LOST);
  clock.turn(2_000);
  follow(CONNECTING);
  follow(LOST);
  clock.turn(60_000);
  expect(texts()).toHaveLength(1);
  expect(texts()[0]).toMatch(/Линия.*Нет связи с телефонией с \d\d:\d\d\..*Поддержка: \+7 495 000-00-00/);
  follow(UP);
  expect(texts()).toHaveLength(2);
  expect(texts()[1]).toContain('Связь с телефонией восстановлена');
});

it('says nothing of a cut that passes within 5 seconds', () => {
  const { follow, clock, texts } = notices();
  follow(UP);
  follow(LOST);
  clock.turn(3_000);
  follow(UP);
  clock.turn(60_000);
  expect(texts()).toEqual([]);
});

it('tells a refusal at once and keeps it in the centre, once over reloads until it ends', () => {
  const first = notices();
  first.follow(REFUSED);
  first.follow(CONNECTING);
  first.follow(REFUSED);
  expect(first.shown).toEqual([expect.objectContaining({ place: 'centre' })]);
  const reloaded = notices();
  reloaded.follow(REFUSED);
  expect(reloaded.shown).toEqual([]);
  reloaded.follow(UP);
  const later = notices();
  later.follow(REFUSED);
  expect(later.shown).toHaveLength(1);
});

it('tells that the PBX is away and that it is back', () => {
  const { follow, clock, texts } = notices();
  follow({ ...UP, pbx: 'away' });
  clock.turn(5_000);
  follow(UP);
  expect(texts()).toEqual([
    expect.stringContaining('потеряла связь с АТС'),
    expect.stringContaining('Связь с АТС восстановлена'),
  ]);
});

it('tells faults of the browser phone and that it is connected again', () => {
  const { follow, texts } = notices();
  follow({ ...UP, phone: { registration: 'off', fault: 'microphone-denied', calls: [] } });
  follow({ ...UP, phone: { registration: 'connecting', calls: [] } });
  follow({ ...UP, phone: { registration: 'registered', calls: [] } });
  expect(texts()).toEqual([expect.stringContaining('микрофон'), expect.stringContaining('снова на связи')]);
});

it('tells in the tab that is seen, and keeps quiet in the others', () => {
  const [leader, seen] = [notices(), notices()];
  leader.turn(false);
  for (const tab of [leader, seen]) tab.follow({ ...UP, pbx: 'away' });
  for (const tab of [leader, seen]) tab.clock.turn(5_000);
  expect([leader, seen].map(({ texts }) => texts().length)).toEqual([0, 1]);
  seen.turn(false);
  leader.turn(true);
  expect(leader.texts()).toEqual([]);
  for (const tab of [leader, seen]) tab.follow(UP);
  expect(leader.texts()).toEqual([expect.stringContaining('Связь с АТС восстановлена')]);
  expect(seen.texts()).toHaveLength(1);
});

it('tells when the agent comes back to the tab, if it is not over by then', () => {
  const { follow, turn, clock, texts } = notices();
  turn(false);
  follow(LOST);
  clock.turn(60_000);
  follow(UP);
  turn(true);
  expect(texts()).toEqual([]);
  turn(false);
  follow(LOST);
  clock.turn(60_000);
  turn(true);
  expect(texts()).toEqual([expect.stringContaining('Нет связи с телефонией')]);
});

it('does not repeat itself when another tab takes the lead and its phone is not started yet', () => {
  const agent = { userId: 1, name: 'Анна Белова', extension: '201', device: 'browser' } as never;
  const { follow, texts } = notices();
  follow({ ...UP, agent, phone: { registration: 'refused', fault: 'registration-refused', calls: [] } });
  follow({ ...UP, agent });
  follow({ ...UP, agent, phone: { registration: 'refused', fault: 'registration-refused', calls: [] } });
  expect(texts()).toHaveLength(1);
});

it('does not say that a phone is back which the agent has no more', () => {
  const agent = { userId: 1, name: 'Анна Белова', extension: '201', device: 'desk' } as never;
  const { follow, texts } = notices();
  follow({ ...UP, phone: { registration: 'off', fault: 'microphone-denied', calls: [] } });
  follow({ ...UP, agent });
  expect(texts()).toHaveLength(1);
});

it('tells a wrong address once over reloads, and says nothing of it when the right one connects', () => {
  notices().refuse('gateway-address');
  const reloaded = notices();
  reloaded.refuse('gateway-address');
  expect(reloaded.shown).toEqual([]);
  const corrected = notices();
  corrected.follow(CONNECTING);
  corrected.follow(UP);
  expect(corrected.shown).toEqual([]);
  expect(localStorage).toHaveLength(0);
});

it('keeps what the gateway finds wrong in the centre, each fault once over reloads, and names what ended', () => {
  const first = notices('+7 495 000-00-00');
  first.follow({ ...UP, faults: ['calls-refused'] });
  first.follow({ ...UP, faults: ['calls-refused', 'store-full'] });
  first.follow({ ...UP, faults: ['calls-refused', 'store-full'] });
  expect(first.shown).toEqual([
    expect.objectContaining({
      place: 'centre',
      text: expect.stringContaining('Доставка в amoCRM') as string,
    }),
    expect.objectContaining({ place: 'centre', text: expect.stringMatching(/Диск.*Поддержка/) as string }),
  ]);
  const reloaded = notices();
  reloaded.follow(EMPTY_PICTURE);
  reloaded.follow(LOST);
  reloaded.follow({ ...UP, faults: ['store-full'] });
  expect(reloaded.texts()).toEqual([
    expect.stringContaining('Устранено: «amoCRM не принимает часть звонков как есть».'),
  ]);
  reloaded.follow(UP);
  expect(reloaded.texts()).toHaveLength(2);
  expect(localStorage).toHaveLength(0);
});

it('passes over a fault that only a newer widget knows', () => {
  const { follow, texts } = notices();
  follow({ ...UP, faults: ['of-tomorrow'] });
  follow(UP);
  expect(texts()).toEqual([]);
});

it('tells a refused command each time: it is the answer to a click', () => {
  const { tell, texts } = notices();
  tell('invalid-number');
  tell('invalid-number');
  expect(texts()).toHaveLength(2);
});

it('tells a denied microphone once when it refuses a command and lasts, whichever comes first', () => {
  const denied: AgentPicture = {
    ...UP,
    phone: { registration: 'registered', fault: 'microphone-denied', calls: [] },
  };
  const first = notices();
  first.follow(denied);
  first.tell('microphone-denied');
  expect(first.texts()).toHaveLength(1);
  first.clock.turn(5_000);
  first.tell('microphone-denied');
  expect(first.texts()).toHaveLength(2);
  localStorage.clear();
  const second = notices();
  second.tell('microphone-denied');
  second.follow(denied);
  expect(second.texts()).toHaveLength(1);
});

it('leaves no timer behind', () => {
  const { follow, destroy, clock } = notices();
  follow(LOST);
  expect(clock.pending).toBe(1);
  destroy();
  expect(clock.pending).toBe(0);
});
