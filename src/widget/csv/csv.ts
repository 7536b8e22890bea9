import Papa from 'papaparse';
import { LONGEST_TEXT, type RowToAdd } from '../../protocol/dial-lists';

/** The value of the AMD file `csv.js`. */
export interface Csv {
  /** Cells that a spreadsheet would run as formulas are made texts. */
  write(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string;
  read(text: string): ReadFile;
}

export interface ReadFile {
  readonly rows: readonly RowToAdd[];
  /** Line and column (from 1) of what cannot be taken, and what stands there. */
  readonly wrong: readonly { readonly line: number; readonly column: number; readonly text: string }[];
  /** Lines with something in them, the head apart. */
  readonly lines: number;
}

/** Spreadsheets of Europe read it as UTF-8 only with this mark. */
const BOM = '\uFEFF';
const PHONE_HEAD = /phone|телефон|номер|tel|number|móvil|telef/i;
const NAME_HEAD = /name|имя|контакт|фио|nombre|nome|клиент/i;
const COMPANY_HEAD = /company|компания|организация|empresa/i;
const DIGITS = 5;

const hasPhone = (text: string): boolean => text.replace(/\D/g, '').length >= DIGITS;

const csv: Csv = {
  write: (head, rows) =>
    BOM +
    Papa.unparse(
      { fields: [...head], data: rows.map((row) => [...row]) },
      { escapeFormulae: true, delimiter: ';', newline: '\r\n' },
    ),

  read(text) {
    const { data } = Papa.parse<readonly string[]>(text.replace(BOM, ''), { skipEmptyLines: false });
    const lines = data.map((cells, index) => ({ line: index + 1, cells: cells.map((cell) => cell.trim()) }));
    const filled = lines.filter(({ cells }) => cells.some((cell) => cell !== ''));
    const [first] = filled;
    const hasHead = first !== undefined && !first.cells.some(hasPhone);
    const body = hasHead ? filled.slice(1) : filled;
    const columns = columnsOf(hasHead ? first.cells : [], body[0]?.cells ?? []);
    const rows: RowToAdd[] = [];
    const wrong: { line: number; column: number; text: string }[] = [];
    for (const { line, cells } of body) {
      const number = cells[columns.phone] ?? '';
      if (hasPhone(number))
        rows.push({
          number: number.slice(0, 64),
          name: cellOf(cells, columns.name),
          company: cellOf(cells, columns.company),
          links: [],
        });
      else wrong.push({ line, column: columns.phone + 1, text: number });
    }
    return { rows, wrong, lines: body.length };
  },
};

interface Columns {
  readonly phone: number;
  readonly name: number;
  readonly company: number;
}

/** By the words of the head; without one the first cell that looks like a number, and the texts in their order. */
function columnsOf(head: readonly string[], first: readonly string[]): Columns {
  const by = (words: RegExp): number => head.findIndex((cell) => words.test(cell));
  const phone = by(PHONE_HEAD) >= 0 ? by(PHONE_HEAD) : Math.max(0, first.findIndex(hasPhone));
  if (head.length > 0) return { phone, name: by(NAME_HEAD), company: by(COMPANY_HEAD) };
  const texts = first.map((_, index) => index).filter((index) => index !== phone);
  return { phone, name: texts[0] ?? -1, company: texts[1] ?? -1 };
}

const cellOf = (cells: readonly string[], column: number): string =>
  (cells[column] ?? '').slice(0, LONGEST_TEXT);

export default csv;
