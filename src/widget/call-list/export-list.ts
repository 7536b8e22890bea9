import { MOST_ROWS_AT_ONCE, type ListNow, type RowNow, type RowsFound } from '../../protocol/dial-lists';
import type { CommandTrouble } from '../channel/agent-line';
import type { Say } from '../host/phrases';
import type { Csv } from '../csv/csv';
import { nameOf } from './list-model';
import { outcomeText } from './row-model';

export interface ExportNeeds {
  readonly list: ListNow;
  readonly load: (from: number, count: number) => Promise<RowsFound | undefined>;
  readonly loadCsv: () => Promise<Csv>;
  readonly say: Say;
  readonly language: string;
  readonly tell: (fault: CommandTrouble) => void;
}

const COLUMNS = ['name', 'company', 'number', 'outcome', 'at', 'tries'] as const;

/** The whole list as a file; what is refused on the way is told and nothing is saved. */
export async function exportList({ list, load, loadCsv, say, language, tell }: ExportNeeds): Promise<void> {
  const csv = await loadCsv();
  const rows: RowNow[] = [];
  for (let from = 0; from < list.total; from += MOST_ROWS_AT_ONCE) {
    const found = await load(from, MOST_ROWS_AT_ONCE);
    if (!found) return tell('gateway-lost');
    rows.push(...found.rows);
  }
  const cells = rows.map(({ name, company, number, outcome, at, tries }) => [
    ...[name, company, number, outcomeText(outcome, say)],
    ...[at === undefined ? '' : new Date(at).toLocaleString(language), tries],
  ]);
  save(
    csv.write(
      COLUMNS.map((column) => say(`dial.csv.${column}`)),
      cells,
    ),
    `${nameOf(list, say)}.csv`,
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), {
    href: url,
    download: name.replace(/[\\/:*?"<>|]/g, '_'),
  });
  link.click();
  URL.revokeObjectURL(url);
}
