import { createSurface } from '../../../src/widget/ui/surface';
import { createRender, createTwigView, type TwigEngine } from '../../../src/widget/ui/twig-view';
import { HandClock } from './hand-clock';

const render = createRender(jest.requireActual<TwigEngine>('twig'));

const TEMPLATE = `
  {% if note %}<p data-key="note">{{ note|e }}</p>{% endif %}
  <div data-key="form"><input name="number"> <button data-act="call" data-who="{{ who|e }}"><i>{{ who|e }}</i></button></div>
  {% if since %}<time data-since="{{ since }}">{{ time }}</time>{% endif %}`;

function open() {
  const surface = createSurface();
  const clock = new HandClock();
  const act = jest.fn();
  const view = createTwigView(surface.panel, render, clock, act);
  const close = (): void => {
    view.destroy();
    surface.remove();
  };
  return { place: surface.panel, clock, act, view, close };
}

describe('A view over the host’s twig', () => {
  it('keeps the field with its text and focus when a note appears above it', () => {
    const { place, view, close } = open();
    view.paint(TEMPLATE, { who: 'Марина' });
    const field = place.querySelector('input');
    if (!field) throw new Error('no field');
    field.value = '+7 99';
    field.focus();
    field.setSelectionRange(3, 3);

    view.paint(TEMPLATE, { who: 'Марина', note: 'Нет связи' });

    expect(place.querySelector('input')).toBe(field);
    expect(document.activeElement).toBe(field);
    expect([field.value, field.selectionStart]).toEqual(['+7 99', 3]);
    expect(place.firstElementChild?.textContent).toBe('Нет связи');

    view.paint(TEMPLATE, { who: 'Павел' });
    expect(place.querySelector('input')).toBe(field);
    expect(place.querySelector('p')).toBeNull();
    expect(place.querySelector('button')?.dataset['who']).toBe('Павел');
    close();
  });

  it('leaves a click on what stands in its slot to the view that drew it', () => {
    const { place, act, view, close } = open();
    view.paint('<div data-slot></div>', {});
    const inner = document.createElement('div');
    place.querySelector('[data-slot]')?.append(inner);
    const innerAct = jest.fn();
    const guest = createTwigView(inner, render, new HandClock(), innerAct);
    guest.paint(TEMPLATE, { who: 'Марина' });
    inner.querySelector('button')?.click();
    expect(innerAct).toHaveBeenCalledTimes(1);
    expect(act).not.toHaveBeenCalled();
    guest.destroy();
    close();
  });

  it('touches nothing when the same is painted again', () => {
    const { place, view, close } = open();
    view.paint(TEMPLATE, { who: 'Марина' });
    const changes = new MutationObserver(() => undefined);
    changes.observe(place, { subtree: true, childList: true, attributes: true, characterData: true });
    view.paint(TEMPLATE, { who: 'Марина' });
    expect(changes.takeRecords()).toEqual([]);
    close();
  });

  it('shows a hostile name as text', () => {
    const { place, view, close } = open();
    view.paint(TEMPLATE, { who: '"><img src=x onerror=alert(1)>' });
    expect(place.querySelector('img')).toBeNull();
    expect(place.querySelector('i')?.textContent).toBe('"><img src=x onerror=alert(1)>');
    close();
  });

  it('runs nothing of a name that is a template itself', () => {
    const { place, view, close } = open();
    const name = '{{ 7 * 7 }}{% set who = 1 %}${7*7}#{7*7}';
    view.paint(TEMPLATE, { who: name });
    expect(place.querySelector('i')?.textContent).toBe(name);
    close();
  });

  it('hands over what was clicked, wherever inside the button', () => {
    const { place, view, act, close } = open();
    view.paint(TEMPLATE, { who: 'Марина' });
    place.querySelector('i')?.click();
    expect(act).toHaveBeenCalledWith('call', place.querySelector('button'));
    place.querySelector('input')?.click();
    expect(act).toHaveBeenCalledTimes(1);
    close();
  });

  it('turns only the text of its timers, on the full second of the call', () => {
    const { place, view, clock, close } = open();
    view.paint(TEMPLATE, { who: 'Марина', since: clock.now() - 6_400, time: '0:06' });
    clock.turn(599);
    expect(place.querySelector('time')?.textContent).toBe('0:06');
    clock.turn(1);
    expect(place.querySelector('time')?.textContent).toBe('0:07');
    clock.turn(3_600_000);
    expect(place.querySelector('time')?.textContent).toBe('1:00:07');
    view.paint(TEMPLATE, { who: 'Марина' });
    expect(clock.pending).toBe(0);
    close();
  });

  it('leaves the page as it was', () => {
    const before = document.documentElement.outerHTML;
    const { view, clock, act, place, close } = open();
    view.paint(TEMPLATE, { who: 'Марина', since: clock.now(), time: '0:00' });
    close();
    expect(document.documentElement.outerHTML).toBe(before);
    expect(clock.pending).toBe(0);
    place.click();
    expect(act).not.toHaveBeenCalled();
  });
});
