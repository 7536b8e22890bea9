import { createPhonePanel } from '../../../src/widget/softphone/phone-panel';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import type { AgentCommand } from '../../../src/widget/channel/agent-command';
import { phrases } from '../../../src/widget/host/phrases';
import { createSurface } from '../../../src/widget/ui/surface';
import { createRender, createTwigView, type TwigEngine } from '../../../src/widget/ui/twig-view';
import ru from '../../../i18n/ru.json';
import { HandClock } from '../ui/hand-clock';
import { emptyPanes } from './empty-panes';
import { HandLine } from './hand-line';
import { NOW, PICTURES, TALKING } from './panel-pictures';

const render = createRender(jest.requireActual<TwigEngine>('twig'));
// jsdom lays nothing out.
HTMLElement.prototype.scrollIntoView = () => undefined;
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((step) => step()));

/** The panel is open and shows `picture`; what it asks for is written down. */
function panelIn(picture: AgentPicture) {
  const surface = createSurface();
  const clock = new HandClock(NOW);
  const asked: AgentCommand[] = [];
  const run = async (command: AgentCommand): Promise<void> => void asked.push(command);
  const line = new HandLine();
  const say = phrases(
    () => ru,
    () => 'ru',
  );
  const panel = createPhonePanel({
    language: 'ru',
    openResult: () => undefined,
    ...emptyPanes(),
    ...{ surface, line, run, say, clock },
    navigate: () => undefined,
    openView: (place, act) => createTwigView(place, render, clock, act),
  });
  line.show(picture);
  panel.toggle();
  undo.push(() => {
    panel.destroy();
    surface.remove();
  });
  return { asked, clock, line };
}

const all = (selector: string): readonly HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(selector),
];
const one = (selector: string): HTMLElement => {
  const [found] = all(selector);
  if (!found) throw new Error(`${selector} is not in the panel`);
  return found;
};
const click = (act: string): void => one(`[data-act="${act}"]`).click();
const press = (key: string, more: KeyboardEventInit = {}, on: Element = one('.tel-panel')): void => {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
};
const search = (): HTMLInputElement => one('input[name="find"]') as HTMLInputElement;
const type = (text: string): void => {
  search().value = text;
  search().dispatchEvent(new Event('input', { bubbles: true }));
};
const chosen = (): string => one('[aria-selected="true"] .tel-row__name').textContent ?? '';
const ID = TALKING.calls[0]?.id;

it('holds and takes up again, as the PBX and the phone say', async () => {
  const { asked, line } = panelIn(TALKING);
  click('hold');
  await Promise.resolve();
  expect(asked).toEqual([{ command: 'hold', callId: ID, held: true }]);
  expect(one('[data-act="hold"]').textContent).toBe('Удержать');
  line.show(PICTURES['held'] as AgentPicture);
  expect(one('[data-act="hold"]').textContent).toBe('Вернуться');
  expect(one('[data-act="hold"]').getAttribute('aria-pressed')).toBe('true');
  expect(one('.tel-call').textContent).toContain('На удержании');
  click('hold');
  expect(asked.at(-1)).toEqual({ command: 'hold', callId: ID, held: false });
});

it('says that the talk is coming back, counts on, and lets the agent end it', () => {
  const { asked, line } = panelIn(TALKING);
  const since = one('.tel-clock').dataset['since'];
  line.show(PICTURES['reconnecting'] as AgentPicture);
  expect(one('.tel-call').textContent).toContain('Возвращаем разговор');
  expect(one('.tel-clock').dataset['since']).toBe(since);
  expect(all('.tel-tile')).toEqual([]);
  click('hangUp');
  expect(asked).toEqual([{ command: 'hangUp', callId: ID }]);
});

it('sends what is pressed as tones, by mouse and keyboard, and shows it', () => {
  const { asked } = panelIn(TALKING);
  press('2');
  press('0');
  one('[data-digit="#"]').click();
  press('+');
  expect(asked.map((command) => 'tones' in command && command.tones)).toEqual(['2', '0', '#']);
  expect(one('.tel-tones').textContent).toBe('20#');
  click('keys');
  expect(all('.tel-tones')).toHaveLength(0);
});

it('hands over to the first free colleague by Enter, and asks first by Shift+Enter', () => {
  const { asked } = panelIn(TALKING);
  click('transfer');
  expect(document.activeElement).toBe(search());
  expect(chosen()).toBe('Игорь Савин');
  press('Enter', {}, search());
  expect(asked).toEqual([
    { command: 'findColleagues', find: '' },
    { command: 'transfer', callId: ID, number: '203' },
  ]);
  expect(all('input[name="find"]')).toHaveLength(0);
  click('transfer');
  press('ArrowDown', {}, search());
  expect(chosen()).toBe('Тимур Галеев');
  press('Enter', { shiftKey: true }, search());
  expect(asked.at(-1)).toEqual({ command: 'consult', number: '204' });
});

it('offers a typed number, and asks the gateway while the agent types and looks', () => {
  const { asked, clock } = panelIn(TALKING);
  click('transfer');
  type('8 911 000-00-00');
  expect(all('.tel-row__name').at(-1)?.textContent).toBe('Номер 8 911 000-00-00');
  clock.turn(2_000);
  const finds = asked.map((command) => 'find' in command && command.find);
  expect(finds).toEqual(['', '8 911 000-00-00', '8 911 000-00-00']);
});

it('hands over to what was typed, though the gateway has not answered to the last letter yet', async () => {
  const { asked } = panelIn(TALKING);
  click('transfer');
  type('999');
  expect(all('.tel-row__name').map((name) => name.textContent)).toEqual(['Номер 999']);
  press('Enter', {}, search());
  expect(asked.at(-1)).toEqual({ command: 'transfer', callId: ID, number: '999' });
  await Promise.resolve();
  await Promise.resolve();
  click('transfer');
  type('гал');
  press('Enter', {}, search());
  expect(asked.at(-1)).toEqual({ command: 'transfer', callId: ID, number: '204' });
});

it('never loses the customer to a phone that is not connected: the colleague is asked first', () => {
  const { asked } = panelIn(TALKING);
  click('transfer');
  type('денис');
  expect(all('[data-act="blind"]')).toHaveLength(0);
  press('Enter', {}, search());
  expect(asked.at(-1)).toEqual({ command: 'consult', number: '206' });
});

it('says minutes of a colleague’s talk, and that nobody was found', () => {
  const { line } = panelIn(TALKING);
  click('transfer');
  expect(all('.tel-row__sub').map((sub) => sub.textContent)).toEqual([
    'Свободен',
    'Разговаривает 6 минут',
    'Звонит',
    'Телефон не на связи',
  ]);
  type('яя');
  line.show({ ...TALKING, colleagues: { find: 'яя', list: [] } });
  expect(one('.tel-panel').textContent).toContain('Никого не нашлось');
});

it('closes the search by Esc, then the panel, and never the call', () => {
  const { asked } = panelIn(TALKING);
  click('transfer');
  press('Escape', {}, search());
  expect(all('input[name="find"]')).toHaveLength(0);
  expect(all('.tel-panel')).toHaveLength(1);
  press('Escape');
  expect(all('.tel-panel')).toHaveLength(0);
  expect(asked.map(({ command }) => command)).toEqual(['findColleagues']);
});

it('closes what was opened for a call when that call is over', () => {
  const { line } = panelIn(TALKING);
  click('keys');
  line.show(PICTURES['idle'] as AgentPicture);
  line.show(TALKING);
  expect(all('.tel-tones')).toHaveLength(0);
});

it('puts customer and colleague together, or goes back to the customer', async () => {
  const consult = PICTURES['consult'] as AgentPicture;
  const [customer, colleague] = consult.calls.map(({ id }) => id);
  const { asked, line } = panelIn(PICTURES['consult-dialling'] as AgentPicture);
  expect(one('.tel-who').textContent).toBe('Игорь Савин');
  expect((one('[data-act="connect"]') as HTMLButtonElement).disabled).toBe(true);
  line.show(consult);
  expect(one('.tel-held').textContent).toContain('Марина Ковалёва');
  click('connect');
  click('back');
  await Promise.resolve();
  await Promise.resolve();
  expect(asked).toEqual([
    { command: 'connect', callId: customer, otherId: colleague },
    { command: 'hangUp', callId: colleague },
    { command: 'hold', callId: customer, held: false },
  ]);
});

it('swaps two customers by a click on the one who waits', () => {
  const two = PICTURES['two-customers'] as AgentPicture;
  const { asked } = panelIn(two);
  expect(all('[data-act="connect"]')).toHaveLength(0);
  click('swap');
  expect(asked).toEqual([{ command: 'hold', callId: two.calls[0]?.id, held: false }]);
});
