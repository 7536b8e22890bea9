import { MOST_ROWS_AT_ONCE, parseRowsFound, type ListNow, type RowNow } from '../../protocol/dial-lists';
import { parsePastCalls, type PastCallNow, type TeamNow } from '../../protocol/dial-team';
import type { CommandTrouble } from '../channel/agent-line';
import { patientAsk, type PatientNeeds } from '../channel/patient-ask';
import type { Csv } from '../csv/csv';
import type { Say } from '../host/phrases';
import { outcomeText } from '../ui/outcome-words';
import { saveCsv } from '../ui/save-file';
import { nameOfUser } from './team-words';

export interface ExportNeeds extends PatientNeeds {
  readonly list: ListNow;
  readonly team: TeamNow | undefined;
  readonly say: Say;
  readonly language: string;
  readonly loadCsv: () => Promise<Csv>;
}

const ROW_COLUMNS = ['name', 'company', 'number', 'outcome', 'at', 'tries', 'by'] as const;
const CALL_COLUMNS = ['at', 'by', 'name', 'number', 'outcome', 'talk'] as const;

/** Each number of the list with what became of it; resolves with the trouble, and then there is no file. */
export async function exportRows(needs: ExportNeeds): Promise<CommandTrouble | undefined> {
  const { list, team, say, language } = needs;
  const rows: RowNow[] = [];
  for (let from = 0; from < list.total && !needs.signal.aborted; from += MOST_ROWS_AT_ONCE) {
    const args = { listId: list.id, from, count: MOST_ROWS_AT_ONCE, find: '' };
    const answer = await patientAsk({ query: 'dialRows', args }, needs);
    const found = answer.ok ? parseRowsFound(answer.value) : undefined;
    if (!found) return answer.ok ? 'malformed' : answer.fault;
    rows.push(...found.rows);
  }
  const cells = rows.map(({ name, company, number, outcome, at, tries, by }) => [
    ...[name, company, number, outcomeText(outcome, say)],
    ...[at === undefined ? '' : new Date(at).toLocaleString(language), tries],
    by === undefined ? '' : nameOfUser(by, team),
  ]);
  return write(ROW_COLUMNS, cells, list.name || say('dial.own'), needs);
}

/** Every call of the list, the newest first. */
export async function exportCalls(needs: ExportNeeds): Promise<CommandTrouble | undefined> {
  const { list, say, language } = needs;
  const calls: PastCallNow[] = [];
  for (let isThere = true; isThere && !needs.signal.aborted;) {
    const last = calls.at(-1);
    const args = { listId: list.id, count: MOST_ROWS_AT_ONCE, ...(last && { before: last.place }) };
    const answer = await patientAsk({ query: 'dialCalls', args }, needs);
    const found = answer.ok ? parsePastCalls(answer.value) : undefined;
    if (!found) return answer.ok ? 'malformed' : answer.fault;
    calls.push(...found);
    isThere = found.length === MOST_ROWS_AT_ONCE;
  }
  const cells = calls.map(({ at, by, name, text, outcome, talkMs }) => [
    ...[new Date(at).toLocaleString(language), by, name, text],
    ...[outcomeText(outcome, say), Math.round(talkMs / 1000)],
  ]);
  return write(CALL_COLUMNS, cells, `${list.name || say('dial.own')} — ${say('team.views.runs')}`, needs);
}

async function write(
  columns: readonly string[],
  cells: readonly (readonly (string | number)[])[],
  name: string,
  { loadCsv, say, signal }: ExportNeeds,
): Promise<CommandTrouble | undefined> {
  if (signal.aborted) return undefined;
  try {
    const csv = await loadCsv();
    const head = columns.map((column) => say(`dial.csv.${column}`));
    saveCsv(csv.write(head, cells), name);
    return undefined;
  } catch {
    // The file csv.js could not be had; the next click asks for it again.
    return 'script-missing';
  }
}
