/** Keys repeat (`Variable`, `Output`): values in the order they came. Keys as Asterisk writes them. */
export type AmiFrame = ReadonlyMap<string, readonly string[]>;

/** What bytes from an AMI server turn into. */
export type AmiInput =
  | { readonly kind: 'greeting'; readonly text: string }
  | { readonly kind: 'frame'; readonly frame: AmiFrame }
  /** Skipped; the stream goes on after it. */
  | { readonly kind: 'malformed'; readonly why: 'no-colon' | 'too-long'; readonly sample: string };

/** First value of the key; `''` when it is missing. Asterisk writes `<unknown>` and `<null>` for nothing. */
export function field(frame: AmiFrame, key: string): string {
  const value = frame.get(key)?.[0] ?? '';
  return value === '<unknown>' || value === '<null>' ? '' : value;
}

/** Fields → bytes for the server. A line break inside a value would begin a field of its own, so none survives. */
export function writeFrame(fields: readonly (readonly [string, string])[]): string {
  const lines = fields.map(([key, value]) => `${key}: ${value.replace(/[\r\n]+/g, ' ')}\r\n`);
  return `${lines.join('')}\r\n`;
}

export function parseFrame(text: string): readonly AmiInput[] {
  const fields = new Map<string, string[]>();
  const malformed: AmiInput[] = [];
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) malformed.push({ kind: 'malformed', why: 'no-colon', sample: line.slice(0, 80) });
    else add(fields, line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return fields.size > 0 ? [...malformed, { kind: 'frame', frame: fields }] : malformed;
}

function add(fields: Map<string, string[]>, key: string, value: string): void {
  const values = fields.get(key);
  if (values) values.push(value);
  else fields.set(key, [value]);
}
