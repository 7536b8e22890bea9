import { MOST_ROWS_AT_ONCE, parseRowsFound, type ListNow, type RowNow } from '../../protocol/dial-lists';
import type { CommandTrouble } from '../channel/agent-line';
import { patientAsk, type PatientNeeds } from '../channel/patient-ask';
import type { Csv } from '../csv/csv';
import type { Say } from '../host/phrases';
import { outcomeText } from '../ui/outcome-words';
import { saveCsv } from '../ui/save-file';

export interface ExportNeeds extends PatientNeeds {
  readonly list: ListNow;
  readonly loadCsv: () => Promise<Csv>;
  readonly say: Say;
  readonly language: string;
  readonly tell: (fault: CommandTrouble) => void;
}

const COLUMNS = ['name', 'company', 'number', 'outcome', 'at', 'tries'] as const;

/** The whole list as a file; what is refused on the way is told and nothing is saved. */
export async function exportList(needs: ExportNeeds): Promise<void> {
  const { list, loadCsv, say, language, tell } = needs;
  const csv = await loadCsv();
  const rows: RowNow[] = [];
  for (let from = 0; from < list.total && !needs.signal.aborted; from += MOST_ROWS_AT_ONCE) {
    const args = { listId: list.id, from, count: MOST_ROWS_AT_ONCE, find: '' };
    const answer = await patientAsk({ query: 'dialRows', args }, needs);
    const found = answer.ok ? parseRowsFound(answer.value) : undefined;
    if (!found) return tell(answer.ok ? 'malformed' : answer.fault);
    rows.push(...found.rows);
  }
  const cells = rows.map(({ name, company, number, outcome, at, tries }) => [
    ...[name, company, number, outcomeText(outcome, say)],
    ...[at === undefined ? '' : new Date(at).toLocaleString(language), tries],
  ]);
  const head = COLUMNS.map((column) => say(`dial.csv.${column}`));
  if (!needs.signal.aborted) saveCsv(csv.write(head, cells), list.name || say('dial.own'));
}
