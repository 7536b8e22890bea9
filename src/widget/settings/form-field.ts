import type { Say } from '../host/phrases';
import { element } from './element';
import type { FieldFault } from './field-faults';

/** One input of the host's form, with our words below it. */
export interface FormField {
  readonly input: HTMLInputElement;
  show(fault: FieldFault | undefined): void;
}

let count = 0;

/** Below the host's input: `hint` (may be missing) and the place of a fault, both of which a screen reader tells with it. */
export function formField(input: HTMLInputElement, say: Say, hint?: string): FormField {
  const id = `linia-setup-${++count}`;
  const fault = element('p', 'tel-setup__fault');
  fault.id = id;
  fault.setAttribute('role', 'alert');
  const note = element('div', 'tel tel-setup');
  if (hint !== undefined) {
    const text = element('p', 'tel-setup__hint', hint);
    text.id = `${id}-hint`;
    note.append(text);
  }
  note.append(fault);
  input.after(note);
  input.setAttribute('aria-describedby', hint === undefined ? id : `${id}-hint ${id}`);
  return {
    input,
    show(wrong) {
      const text = wrong ? say(`setup.wrong.${wrong}`) : '';
      if (fault.textContent !== text) fault.textContent = text;
      input.classList.toggle('tel-setup-wrong', wrong !== undefined);
      input.setAttribute('aria-invalid', String(wrong !== undefined));
    },
  };
}
