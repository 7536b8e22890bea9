import template from '../../../templates/recording-player.twig';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { drawn } from '../ui/icons';
import type { Act, TwigView } from '../ui/twig-view';

export interface PlayerNeeds {
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  readonly say: Say;
  readonly language: string;
}

const PLAY = drawn('<path d="M6.5 4.2v11.6L16 10z"/>');
const PAUSE = drawn('<path d="M7 4.5v11M13 4.5v11"/>');
const DOWNLOAD = drawn('<path d="M10 3v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12"/>');
const SPEEDS = [1, 1.5, 2];
const CHANGES = ['play', 'pause', 'timeupdate', 'durationchange', 'ratechange', 'ended', 'error'];

/** Plays and seeks the recording at `url` inside `slot`; `talkMs` stands as its length until the browser knows better. Returns the undo. */
export function mountPlayer(slot: HTMLElement, url: string, talkMs: number, needs: PlayerNeeds): () => void {
  const { say, language } = needs;
  const place = document.createElement('div');
  place.className = 'tel-player';
  slot.replaceChildren(place);
  const audio = new Audio();
  audio.preload = 'none';
  audio.src = url;
  const view = needs.openView(place, (act) => {
    if (act === 'listen') listen();
    if (act === 'speed') audio.playbackRate = SPEEDS[SPEEDS.indexOf(audio.playbackRate) + 1] ?? 1;
  });
  const listen = (): void => {
    // The browser tells a failure by the event `error` as well.
    if (audio.paused) audio.play().catch(() => undefined);
    else audio.pause();
  };
  const line = (): HTMLInputElement | null => place.querySelector('input');
  const words = Object.fromEntries(
    ['position', 'speed', 'download'].map((name) => [name, say(`result.${name}`)]),
  );

  const show = (): void => {
    const whole = Number.isFinite(audio.duration) ? audio.duration : talkMs / 1000;
    view.paint(template, {
      ...{ words, url, whole, downloadIcon: DOWNLOAD },
      listen: say(audio.paused ? 'result.listen' : 'result.pause'),
      listenIcon: audio.paused ? PLAY : PAUSE,
      passed: duration(audio.currentTime * 1000),
      wholeText: duration(whole * 1000),
      speed: `${audio.playbackRate.toLocaleString(language)}×`,
      trouble: audio.error ? say('result.noRecording') : '',
    });
    const position = line();
    if (position) position.value = String(audio.currentTime);
  };
  const seek = ({ target }: Event): void => {
    if (target === line()) audio.currentTime = Number((target as HTMLInputElement).value);
  };
  for (const event of CHANGES) audio.addEventListener(event, show);
  place.addEventListener('input', seek);
  show();
  return () => {
    for (const event of CHANGES) audio.removeEventListener(event, show);
    audio.pause();
    audio.removeAttribute('src');
    audio.load();
    place.removeEventListener('input', seek);
    view.destroy();
    place.remove();
  };
}
