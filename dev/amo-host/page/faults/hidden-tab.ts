/** Makes the page believe that its tab is in the background, as far as scripts can see. */
export function pretendHidden(isHidden: boolean): void {
  const own = (name: string, value: unknown): void => {
    if (isHidden) Object.defineProperty(document, name, { configurable: true, get: () => value });
    else Reflect.deleteProperty(document, name);
  };
  own('hidden', true);
  own('visibilityState', 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
}
