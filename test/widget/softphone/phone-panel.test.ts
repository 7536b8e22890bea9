import type { CallId } from '../../../src/call/ids';
import { phrases } from '../../../src/widget/host/phrases';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { createPhonePanel } from '../../../src/widget/softphone/phone-panel';
import { createSurface } from '../../../src/widget/ui/surface';
import { createRender, createTwigView, type TwigEngine } from '../../../src/widget/ui/twig-view';
import en from '../../../i18n/en.json';
import es from '../../../i18n/es.json';
import pt from '../../../i18n/pt.json';
import ru from '../../../i18n/ru.json';
import { HandClock } from '../ui/hand-clock';
import { emptyPanes } from './empty-panes';
import { HandLine } from './hand-line';
import { INCOMING, NOW, own, picture, PICTURES, view } from './panel-pictures';

const render = createRender(jest.requireActual<TwigEngine>('twig'));

function office(langs: unknown = ru) {
  const surface = createSurface();
  const clock = new HandClock(NOW);
  const run = jest.fn(async () => undefined);
  const navigate = jest.fn();
  const line = new HandLine();
  const say = phrases(
    () => langs,
    () => 'ru',
  );
  const panel = createPhonePanel({
    language: 'ru',
    openResult: () => undefined,
    ...emptyPanes(),
    ...{ surface, line, run, navigate, say, clock },
    openView: (place, act) => createTwigView(place, render, clock, act),
  });
  const show = (next: AgentPicture | undefined): void => line.show(next ?? picture());
  const close = (): void => {
    panel.destroy();
    surface.remove();
  };
  return { panel, clock, run, navigate, show, close, surface };
}

const text = (): string => document.querySelector('.tel-panel')?.textContent ?? '';
const button = (act: string): HTMLButtonElement | null => document.querySelector(`[data-act="${act}"]`);
const field = (): HTMLInputElement => {
  const input = document.querySelector<HTMLInputElement>('input[name="number"]');
  if (!input) throw new Error('no field for the number');
  return input;
};
const press = (key: string, on: Element = field()): void => {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
};

describe('The phone panel', () => {
  it('types by keys on the screen and on the keyboard, and calls by Enter', () => {
    const { panel, show, run, close } = office();
    show(picture());
    panel.toggle();
    expect(button('call')?.disabled).toBe(true);
    document.querySelector<HTMLElement>('[data-digit="8"]')?.click();
    press('0', button('close') ?? undefined);
    expect(field().value).toBe('80');
    expect(button('call')?.disabled).toBe(false);
    press('Enter');
    expect(run).toHaveBeenCalledWith({ command: 'call', number: '80' });
    close();
  });

  it('sends one call for two hurried clicks', () => {
    const { panel, show, run, close } = office();
    run.mockImplementation(() => new Promise(() => undefined));
    show(picture());
    panel.toggle();
    field().value = '102';
    field().dispatchEvent(new Event('input', { bubbles: true }));
    button('call')?.click();
    expect(button('call')?.getAttribute('aria-busy')).toBe('true');
    button('call')?.click();
    expect(run).toHaveBeenCalledTimes(1);
    close();
  });

  it('keeps what is typed while the line changes', () => {
    const { panel, show, close } = office();
    show(picture());
    panel.toggle();
    field().value = '+7 99';
    show(PICTURES['phone-lost']);
    show(picture());
    expect(field().value).toBe('+7 99');
    close();
  });

  it('offers the last number again, as people read it', () => {
    const { panel, show, run, close } = office();
    show(PICTURES['busy-outcome']);
    panel.toggle();
    expect(text()).toContain('Номер занят');
    expect(button('redial')?.textContent).toContain('+7 998 444-55-66');
    button('redial')?.click();
    expect(run).toHaveBeenCalledWith({ command: 'call', number: '+79984445566' });
    close();
  });

  it('names the colleague who did not answer, and searches nothing behind a withheld number', () => {
    const { panel, show, close } = office();
    show(PICTURES['missed-colleague-outcome']);
    panel.toggle();
    expect(document.querySelector('.tel-note')?.textContent).toContain('Игорь Савин, доб.\u00a0203');
    show(PICTURES['talking-withheld']);
    expect(text()).toContain('Номер скрыт');
    expect(text()).not.toContain('amoCRM');
    close();
  });

  it('says for a while how a call ended', () => {
    const { panel, show, clock, close } = office();
    show(PICTURES['busy-outcome']);
    panel.toggle();
    clock.turn(13_000);
    expect(text()).not.toContain('Номер занят');
    close();
  });

  it('says for a while why a number could not be called when only the phone knows', () => {
    const { panel, show, clock, close } = office();
    const lastOutcome = { outcome: 'not-found', number: '777', at: NOW } as const;
    show(picture({ phone: { registration: 'registered', calls: [], lastOutcome } }));
    panel.toggle();
    expect(text()).toContain('Номер не существует');
    expect(text()).toContain('777');
    clock.turn(15_000);
    expect(text()).not.toContain('Номер не существует');
    close();
  });

  it('lets the PBX say how a call ended when both know', () => {
    const { panel, show, close } = office();
    const lastOutcome = { outcome: 'failed', number: '89984445566', at: NOW - 2_500 } as const;
    show({ ...PICTURES['busy-outcome']!, phone: { registration: 'registered', calls: [], lastOutcome } });
    panel.toggle();
    expect(text()).toContain('Номер занят');
    expect(text()).not.toContain('Вызов не прошёл');
    close();
  });

  it('says how the newest of several calls ended', () => {
    const { panel, show, close } = office();
    const ended = (disposition: 'busy' | 'no-answer', at: number, id: string) =>
      view({ phase: 'ended', at, disposition, talkMs: 0 }, { id: id as CallId });
    show(picture({ calls: [ended('busy', NOW - 9_000, 'old'), ended('no-answer', NOW, 'new')] }));
    panel.toggle();
    expect(text()).toContain('Не отвечает');
    close();
  });

  it('counts the talk on the gateway’s clock', () => {
    const { panel, show, clock, close } = office();
    show(PICTURES['talking']);
    panel.toggle();
    expect(document.querySelector('time')?.textContent).toBe('4:18');
    clock.turn(2_000);
    expect(document.querySelector('time')?.textContent).toBe('4:20');
    close();
  });

  it('hangs up and mutes by command only, and hides without hanging up', () => {
    const { panel, show, run, close } = office();
    show(PICTURES['talking']);
    panel.toggle();
    button('mute')?.click();
    expect(run).toHaveBeenLastCalledWith({ command: 'mute', callId: '1763800000.17', muted: true });
    expect(button('mute')?.getAttribute('aria-pressed')).toBe('false');
    button('hangUp')?.click();
    expect(run).toHaveBeenLastCalledWith({ command: 'hangUp', callId: '1763800000.17' });
    press('Escape', button('hangUp') ?? undefined);
    expect(panel.isOpen()).toBe(false);
    expect(run).toHaveBeenCalledTimes(2);
    expect(document.querySelector('.tel-panel')).toBeNull();
    close();
  });

  it('hangs up once, and never the call that comes next under the same hand', async () => {
    const { panel, show, run, clock, close } = office();
    show(PICTURES['talking']);
    panel.toggle();
    button('hangUp')?.click();
    await Promise.resolve();
    button('hangUp')?.click();
    expect(button('hangUp')?.getAttribute('aria-busy')).toBe('true');
    const talk = PICTURES['talking']!;
    const next = { ...talk, calls: talk.calls.map((call) => ({ ...call, id: '1763800000.99' as CallId })) };
    show({ ...next, phone: { ...next.phone, calls: [] } });
    expect(button('hangUp')?.getAttribute('aria-busy')).toBeNull();
    button('hangUp')?.click();
    expect(run).toHaveBeenCalledTimes(1);
    clock.turn(700);
    button('hangUp')?.click();
    expect(run).toHaveBeenLastCalledWith({ command: 'hangUp', callId: '1763800000.99' });
    close();
  });

  it('lets the agent hang up again when it was taken and nothing came of it', async () => {
    const { panel, show, run, clock, close } = office();
    show(PICTURES['talking']);
    panel.toggle();
    button('hangUp')?.click();
    await Promise.resolve();
    await Promise.resolve();
    clock.turn(8_000);
    button('hangUp')?.click();
    expect(run).toHaveBeenCalledTimes(2);
    close();
  });

  it('closes by Esc wherever in it the focus is, in a card that stands beside it too, and never hangs up', () => {
    const { panel, show, run, surface, close } = office();
    show(PICTURES['talking']);
    panel.toggle();
    const beside = surface.root.appendChild(document.createElement('button'));
    press('Escape', beside);
    expect(panel.isOpen()).toBe(false);
    press('Escape', beside);
    expect(panel.isOpen()).toBe(false);
    expect(run).not.toHaveBeenCalled();
    close();
  });

  it('hears Esc and digits after the button that had the focus is gone', () => {
    const { panel, show, close } = office();
    show(PICTURES['ringing-out']);
    panel.toggle();
    button('hangUp')?.focus();
    show(picture());
    expect(document.activeElement?.className).toBe('tel-panel');
    press('5', document.activeElement ?? undefined);
    expect(field().value).toBe('5');
    press('Escape', document.activeElement ?? undefined);
    expect(panel.isOpen()).toBe(false);
    close();
  });

  it('says in a talk without sound what to do, and offers it as the main thing', () => {
    const { panel, show, run, close } = office();
    show({
      ...PICTURES['talking'],
      phone: { ...PICTURES['talking']!.phone, fault: 'sound-blocked' },
    } as AgentPicture);
    panel.toggle();
    expect(text()).toContain('Браузер не даёт включить звук');
    expect(button('retry')?.className).toContain('tel-btn--primary');
    button('retry')?.click();
    expect(run).toHaveBeenCalledWith({ command: 'retryPhone' });
    close();
  });

  it('keeps the microphone’s button when the agent gets a desk phone in the middle of the talk', () => {
    const { panel, show, close } = office();
    const talk = PICTURES['talking']!;
    show({ ...talk, agent: { ...talk.agent!, device: 'desk' } });
    panel.toggle();
    expect(button('mute')).not.toBeNull();
    close();
  });

  it('does not answer, decline or mute a call of the desk phone', () => {
    const { panel, show, close } = office();
    show(PICTURES['talking-desk']);
    panel.toggle();
    expect(button('mute')).toBeNull();
    expect(button('hangUp')).not.toBeNull();
    close();
  });

  it('answers by the phone alone while the gateway is away', () => {
    const { panel, show, run, close } = office();
    show(
      picture({
        link: { link: 'lost' },
        phone: { registration: 'registered', calls: [own('ringing', { direction: 'incoming' })] },
      }),
    );
    panel.toggle();
    button('answer')?.click();
    expect(run).toHaveBeenCalledWith({ command: 'answer', callId: 'own-1' });
    close();
  });

  it('takes the cards in while it is open and gives them back', () => {
    const { panel, show, surface, close } = office();
    show(INCOMING);
    panel.toggle();
    expect(document.querySelector('.tel-panel')?.contains(surface.card)).toBe(true);
    expect(document.querySelector('input[name="number"]')).toBeNull();
    surface.card.innerHTML = '<b>Входящий звонок</b>';
    show(picture());
    expect(surface.card.textContent).toBe('Входящий звонок');
    panel.toggle();
    expect(surface.card.parentElement).toBe(surface.root);
    close();
  });

  it('leaves clicks on a card inside it to the card: declining a second call does not touch the talk', () => {
    const { panel, show, run, surface, navigate, close } = office();
    show(PICTURES['talking-desk']);
    panel.toggle();
    surface.card.innerHTML =
      '<button data-act="decline"></button><a data-act="open" href="/x"></a><button data-act="close"></button>';
    surface.card.querySelectorAll<HTMLElement>('[data-act]').forEach((element) => element.click());
    expect(run).not.toHaveBeenCalled();
    expect(navigate).not.toHaveBeenCalled();
    expect(panel.isOpen()).toBe(true);
    close();
  });

  it('tells how to allow the microphone and asks again', () => {
    const { panel, show, run, close } = office();
    show(PICTURES['microphone-denied']);
    panel.toggle();
    expect(document.querySelectorAll('.tel-steps li')).toHaveLength(3);
    button('retry')?.click();
    expect(run).toHaveBeenCalledWith({ command: 'retryPhone' });
    close();
  });

  it('opens the card in amoCRM', () => {
    const { panel, show, navigate, close } = office();
    show(PICTURES['talking']);
    panel.toggle();
    button('open')?.click();
    expect(navigate).toHaveBeenCalledWith('/leads/detail/17');
    close();
  });

  it('leaves nothing behind', () => {
    const before = document.documentElement.outerHTML;
    const { panel, show, clock, close } = office();
    show(PICTURES['talking']);
    panel.toggle();
    close();
    expect(document.documentElement.outerHTML).toBe(before);
    expect(clock.pending).toBe(0);
  });

  it.each(Object.entries({ ru, en, es, pt }))('has words for every state in %s', (_language, langs) => {
    for (const state of Object.values(PICTURES)) {
      const { panel, show, close } = office(langs);
      show(state);
      panel.toggle();
      expect(document.querySelector('.tel-panel')?.outerHTML).not.toMatch(/\b(panel|card|faults)\.[a-z]/);
      close();
    }
  });
});
