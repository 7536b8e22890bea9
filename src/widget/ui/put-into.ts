/** Unless it stands there already: what is moved loses its focus, its scroll position and the click that is under way. */
export function putInto(place: Element | null, element: HTMLElement): void {
  if (place && element.parentElement !== place) place.append(element);
}
