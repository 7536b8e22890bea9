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
  const room = createFaultNotices({ page, say, language: 'ru', supportContact, memory, clock });
  return { ...room, clock, shown: amo.shown, texts: () => amo.shown.map((shown) => JSON.stringify(shown)) };
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

it('tells a refused command each time: it is the answer to a click', () => {
  const { tell, texts } = notices();
  tell('invalid-number');
  tell('invalid-number');
  expect(texts()).toHaveLength(2);
});

it('leaves no timer behind', () => {
  const { follow, destroy, clock } = notices();
  follow(LOST);
  expect(clock.pending).toBe(1);
  destroy();
  expect(clock.pending).toBe(0);
});
