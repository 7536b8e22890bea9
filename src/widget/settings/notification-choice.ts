import type { Say } from '../host/phrases';
import { element } from './element';

/** As the gateway reads the setting; `card` = nothing but our card. */
const MODES = ['card', 'server'] as const;

/** Two radio buttons in place of the host's text input, which keeps the value and tells the host of a change. */
export function notificationChoice(input: HTMLInputElement, say: Say): void {
  const group = element('div', 'tel tel-setup');
  group.setAttribute('role', 'radiogroup');
  group.setAttribute('aria-label', say('settings.notification_mode'));
  const now = input.value.trim() === 'server' ? 'server' : 'card';
  for (const mode of MODES) {
    const radio = element('input', '');
    Object.assign(radio, { type: 'radio', name: 'linia-notification', checked: mode === now });
    radio.addEventListener('change', () => {
      input.value = mode;
      // "Save" wakes up by this event alone (amoCRM: "custom settings").
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    const words = element('span', '', say(`setup.mode.${mode}`));
    words.append(element('span', 'tel-setup__hint', say(`setup.modeHint.${mode}`)));
    const line = element('label', 'tel-setup__radio');
    line.append(radio, words);
    group.append(line);
  }
  input.style.display = 'none';
  input.after(group);
}
