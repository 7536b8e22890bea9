/**
 * Where the keyboard is while the panel is open: at its first useful control, and back where it was when the panel
 * closes. A button that a repaint took away leaves it to the panel itself, so that Esc and digits still arrive.
 */
export function holdFocus(place: HTMLElement): { enter(): void; keep(): void; leave(): void } {
  const before = document.activeElement;
  let last: Element | undefined;
  const remember = ({ target }: FocusEvent): void => void (last = target as Element);
  const focus = (selector: string): boolean => {
    const found = place.querySelector<HTMLElement>(selector);
    found?.focus();
    return found !== null;
  };
  place.addEventListener('focusin', remember);
  return {
    enter: () => void (focus('input[name="number"]') || focus('button')),
    keep() {
      if (document.activeElement === document.body && last?.isConnected === false) focus('.tel-panel');
    },
    leave() {
      place.removeEventListener('focusin', remember);
      if (place.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    },
  };
}
