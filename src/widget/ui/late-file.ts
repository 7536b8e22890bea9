/** A file of the archive that comes when it is first wanted. What keeps it away is told, and the next want asks again. */
export function lateFile<Value>(
  load: () => Promise<Value>,
  failed: (error: unknown) => void,
): () => Promise<Value | undefined> {
  let coming: Promise<Value | undefined> | undefined;
  return () =>
    (coming ??= load().catch((error: unknown) => {
      coming = undefined;
      failed(error);
      return undefined;
    }));
}
