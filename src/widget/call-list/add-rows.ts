import type { ListId } from '../../call/dial-list';
import { MOST_ROWS_AT_ONCE, parseRowsAdded, type RowToAdd } from '../../protocol/dial-lists';
import type { CommandTrouble } from '../channel/agent-line';
import { patientAsk, type PatientNeeds } from '../channel/patient-ask';

export interface Added {
  readonly listId: ListId | undefined;
  readonly added: number;
  readonly known: number;
  /** Rows whose numbers cannot be dialled. */
  readonly wrong: readonly RowToAdd[];
  /** Why it stopped before the end. */
  readonly trouble?: CommandTrouble;
}

/** The gateway takes messages of 16 KiB. */
const MOST_BYTES = 14_000;

/** Brings rows into a list in messages that the gateway takes; what was sent twice is there once. */
export async function addRows(
  rows: readonly RowToAdd[],
  into: ListId | undefined,
  needs: PatientNeeds,
): Promise<Added> {
  let sum: Added = { listId: into, added: 0, known: 0, wrong: [] };
  for (const portion of portionsOf(rows)) {
    if (needs.signal.aborted) return sum;
    const { listId } = sum;
    const answer = await send(portion, listId, needs);
    if (typeof answer === 'string') return { ...sum, trouble: answer };
    sum = {
      listId: answer.listId,
      added: sum.added + answer.added,
      known: sum.known + answer.known,
      wrong: [...sum.wrong, ...answer.wrong.flatMap((index) => portion[index] ?? [])],
    };
  }
  return sum;
}

async function send(rows: readonly RowToAdd[], listId: ListId | undefined, needs: PatientNeeds) {
  const args = { rows, ...(listId !== undefined && { listId }) };
  const answer = await patientAsk({ query: 'dialAdd', args }, needs);
  return answer.ok ? (parseRowsAdded(answer.value) ?? ('malformed' as const)) : answer.fault;
}

function* portionsOf(rows: readonly RowToAdd[]): Generator<readonly RowToAdd[]> {
  let portion: RowToAdd[] = [];
  let bytes = 0;
  for (const row of rows) {
    // Bytes of UTF-8: names are seldom Latin.
    const size = new TextEncoder().encode(JSON.stringify(row)).length + 1;
    if (portion.length === MOST_ROWS_AT_ONCE || (portion.length > 0 && bytes + size > MOST_BYTES)) {
      yield portion;
      [portion, bytes] = [[], 0];
    }
    portion.push(row);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}
