import type { IndexedKind } from './indexed-entity';
import type { Touched } from './index-keeper';

/** `contacts[update][0][id]`; companies come under `contacts` as well, told apart by `type` (webhooks, amoCRM). */
const ID = /^(contacts|companies|leads|customers)\[\w+\]\[(\d+)\]\[id\]$/;
/** A form that names more is none of amoCRM's. */
const MOST = 500;

/** Which entities a webhook of amoCRM names: only ids are taken from it. */
export function touchedByHook(form: string): Touched {
  const touched: Partial<Record<IndexedKind, number[]>> = {};
  let found = 0;
  for (const [key, value] of new URLSearchParams(form)) {
    const kind = ID.exec(key)?.[1];
    const id = Number(value);
    if (!kind || !Number.isSafeInteger(id) || id <= 0 || (found += 1) > MOST) continue;
    for (const each of kindsOf(kind)) (touched[each] ??= []).push(id);
  }
  return touched;
}

/** Its `type` may be missing at a deletion: both lists are asked. */
function kindsOf(kind: string): readonly IndexedKind[] {
  return kind === 'contacts' ? ['contacts', 'companies'] : [kind as IndexedKind];
}
