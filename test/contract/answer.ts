/** One answer of the account. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The parsed text; `undefined` when it is empty or no JSON. */
  readonly body: unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the fact that asks for a body says so with the text before its eyes.
    return undefined;
  }
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    text,
    body: parsed(text),
  };
}

/** A value inside a body by its dotted path: `_embedded.contacts.0.id`. */
export const valueAt = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined,
      body,
    );

export const listAt = (body: unknown, path: string): readonly unknown[] => {
  const value = valueAt(body, path);
  return Array.isArray(value) ? value : [];
};
