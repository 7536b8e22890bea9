/** A number for those who may not know it: `+7 998 •••-••-38`. Beginning and end stay, so that a call is recognised. */
export function masked(text: string): string {
  const digits = text.replace(/\D/g, '').length;
  // Of a short one nothing could be hidden so that something is left.
  const from = Math.min(4, Math.max(0, digits - 2));
  let seen = 0;
  return text.replace(/\d/g, (digit) => {
    const place = seen++;
    return place < from || place >= digits - 2 ? digit : '•';
  });
}
