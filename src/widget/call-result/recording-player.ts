import type { Say } from '../host/phrases';
import { drawn } from '../ui/icons';
import { duration } from '../ui/duration';

const PLAY = drawn('<path d="M6.5 4.2v11.6L16 10z"/>');
const PAUSE = drawn('<path d="M7 4.5v11M13 4.5v11"/>');
const DOWNLOAD = drawn('<path d="M10 3v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12"/>');
const SPEEDS = [1, 1.5, 2];

/** Plays and seeks the recording at `url` inside `place`; `talkMs` stands as its length until the browser knows better. Returns the undo. */
export function mountPlayer(place: HTMLElement, url: string, talkMs: number, say: Say): () => void {
  const audio = new Audio();
  audio.preload = 'none';
  audio.src = url;
  const play = button('play', say('result.listen'), PLAY);
  const speed = button('speed', say('result.speed'), '');
  const [passed, whole] = [document.createElement('time'), document.createElement('time')];
  const line = Object.assign(document.createElement('input'), {
    type: 'range',
    min: '0',
    value: '0',
    step: '0.1',
  });
  line.className = 'tel-player__line';
  line.setAttribute('aria-label', say('result.position'));
  const link = Object.assign(document.createElement('a'), { href: url, target: '_blank', rel: 'noopener' });
  link.className = 'tel-btn tel-btn--icon tel-btn--sm tel-btn--ghost';
  link.innerHTML = DOWNLOAD;
  link.setAttribute('aria-label', say('result.download'));
  link.title = say('result.download');
  const trouble = Object.assign(document.createElement('span'), {
    className: 'tel-meta tel-player__trouble',
  });
  trouble.setAttribute('role', 'status');
  const lengthSec = (): number => (Number.isFinite(audio.duration) ? audio.duration : talkMs / 1000);

  const show = (): void => {
    play.innerHTML = audio.paused ? PLAY : PAUSE;
    const label = say(audio.paused ? 'result.listen' : 'result.pause');
    play.setAttribute('aria-label', label);
    play.title = label;
    speed.textContent = `${String(audio.playbackRate).replace('.', ',')}×`;
    line.max = String(lengthSec());
    line.value = String(audio.currentTime);
    line.style.setProperty('--tel-part', `${(audio.currentTime / Math.max(0.1, lengthSec())) * 100}%`);
    passed.textContent = duration(audio.currentTime * 1000);
    whole.textContent = duration(lengthSec() * 1000);
  };
  const listen = (): void => {
    trouble.textContent = '';
    // The browser tells a failure by the event as well.
    if (audio.paused) audio.play().catch(() => undefined);
    else audio.pause();
  };
  play.onclick = listen;
  speed.onclick = () => {
    audio.playbackRate = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length] ?? 1;
  };
  line.oninput = () => {
    audio.currentTime = Number(line.value);
    show();
  };
  audio.onerror = () => (trouble.textContent = say('result.noRecording'));
  for (const event of ['play', 'pause', 'timeupdate', 'durationchange', 'ratechange', 'ended'])
    audio.addEventListener(event, show);
  place.replaceChildren(play, passed, line, whole, speed, link, trouble);
  show();
  return () => {
    audio.pause();
    audio.removeAttribute('src');
    audio.load();
    place.replaceChildren();
  };
}

function button(name: string, label: string, html: string): HTMLButtonElement {
  const made = Object.assign(document.createElement('button'), { type: 'button' as const, innerHTML: html });
  const size = name === 'play' ? 'tel-btn--icon' : 'tel-btn--sm';
  made.className = `tel-btn ${size} tel-btn--ghost`;
  made.setAttribute('aria-label', label);
  made.title = label;
  return made;
}
