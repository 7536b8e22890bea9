import type { ListId } from '../../call/dial-list';
import type { Clock } from '../../lib/clock';
import type { RowToAdd } from '../../protocol/dial-lists';
import type { AgentLine, CommandTrouble } from '../channel/agent-line';
import type { AmoHost, Selection } from '../host/amo-host';
import { addRows, type Added } from './add-rows';
import { collectRows } from './collect-rows';
import type { Csv } from '../csv/csv';
import { listQuery } from './list-query';
import type { Notice } from './pane-state';

export interface FillingNeeds {
  readonly line: Pick<AgentLine, 'ask'>;
  readonly get: AmoHost['get'];
  readonly doNotCall: string;
  readonly loadCsv: () => Promise<Csv>;
  readonly tell: (fault: CommandTrouble) => void;
  readonly clock: Clock;
  /** The list that is shown, if it may be changed; else the agent's own. */
  readonly into: () => ListId | undefined;
  readonly added: (listId: ListId) => void;
  readonly notice: (notice: Notice | undefined) => void;
}

/** Fills lists: from what is ticked in amoCRM, from all that its list shows, from a file. One thing at a time. */
export interface Filling {
  add(selection: Selection): void;
  /** All rows of the list from which some were ticked. */
  addAll(): void;
  chooseFile(): void;
  /** All names without a phone. */
  showMissing(): void;
  cancel(): void;
}

const NAMED = 5;
const MOST_NAMED = 200;
const LARGEST_FILE = 20_000_000;

interface Sum {
  readonly read: number;
  readonly without: readonly string[];
  readonly spared: number;
  readonly wrong: number;
  readonly added: number;
  readonly known: number;
}

const NOTHING: Sum = { read: 0, without: [], spared: 0, wrong: 0, added: 0, known: 0 };

export function createFilling(needs: FillingNeeds): Filling {
  const { clock, notice } = needs;
  let last: Selection | undefined;
  let missing: readonly string[] = [];
  let running: AbortController | undefined;
  const wait = (ms: number): Promise<void> => new Promise((go) => clock.after(ms, go));

  const begin = (): AbortController => {
    running?.abort();
    return (running = new AbortController());
  };

  const fill = async (selection: Selection): Promise<void> => {
    const own = begin();
    const { signal } = own;
    let sum = NOTHING;
    tellProgress(sum);
    try {
      const target = needs.into();
      let listId = target;
      for await (const batch of collectRows(selection, { ...needs, wait, signal })) {
        const added = await addRows(batch.rows, listId, {
          ask: (query) => needs.line.ask(query),
          wait,
          signal,
        });
        ({ listId } = added);
        sum = {
          ...{ read: sum.read + batch.read, spared: sum.spared + batch.spared },
          without: [...sum.without, ...batch.without],
          ...counted(sum, added),
        };
        if (signal.aborted) break;
        if (added.trouble) return fail(added.trouble, sum);
        tellProgress(sum);
      }
      if (listId !== undefined) needs.added(listId);
      tellDone(sum, selection);
    } catch {
      // amoCRM did not answer, or the agent has cancelled; what was added stays.
      if (signal.aborted) tellDone(sum, selection);
      else notice({ notice: 'failed', values: { added: sum.added }, details: [], buttons: ['close'] });
    }
  };

  const fail = (trouble: CommandTrouble, { added }: Sum): void => {
    needs.tell(trouble);
    notice({ notice: 'failed', values: { added }, details: [], buttons: ['close'] });
  };

  const tellProgress = ({ read, added }: Sum): void =>
    notice({ notice: 'adding', values: { read, added }, details: [], buttons: ['cancel'] });

  const tellDone = (sum: Sum, selection: Selection): void => {
    missing = sum.without;
    const hasMore = selection.ids !== undefined && listQuery(selection.search) !== undefined;
    notice({
      notice: 'added',
      values: {
        added: sum.added,
        read: sum.read,
        known: sum.known,
        without: sum.without.length,
        spared: sum.spared,
        wrong: sum.wrong,
      },
      details: detailsOf(sum.without, NAMED),
      buttons: [
        ...(hasMore ? (['addAll'] as const) : []),
        ...(sum.without.length > NAMED ? (['show'] as const) : []),
        'close',
      ],
    });
  };

  const read = async (file: File): Promise<void> => {
    const { signal } = begin();
    if (file.size > LARGEST_FILE) return wrongFile([file.name]);
    tellProgress(NOTHING);
    const { rows, wrong, lines } = (await needs.loadCsv()).read(await file.text());
    if (rows.length === 0) return wrongFile(wrong.slice(0, NAMED).map(placeOf));
    await addFile(rows, wrong.map(placeOf), lines, signal);
  };

  const addFile = async (
    rows: readonly RowToAdd[],
    wrong: readonly string[],
    lines: number,
    signal: AbortSignal,
  ): Promise<void> => {
    const added = await addRows(rows, needs.into(), { ask: (query) => needs.line.ask(query), wait, signal });
    if (added.trouble) return fail(added.trouble, { ...NOTHING, added: added.added });
    if (added.listId !== undefined) needs.added(added.listId);
    missing = [...wrong, ...added.wrong.map(({ number }) => number)];
    const counts = {
      added: added.added,
      known: added.known,
      read: lines,
      without: 0,
      spared: 0,
      wrong: missing.length,
    };
    notice({
      notice: 'added',
      values: counts,
      details: detailsOf(missing, NAMED),
      buttons: [...(missing.length > NAMED ? (['show'] as const) : []), 'close'],
    });
  };

  const wrongFile = (details: readonly string[]): void =>
    notice({ notice: 'wrong-file', values: {}, details, buttons: ['close'] });

  return {
    add(selection) {
      last = selection;
      void fill(selection);
    },
    addAll() {
      if (!last) return;
      const { kind, search } = last;
      void fill({ kind, search });
    },
    chooseFile() {
      const input = Object.assign(document.createElement('input'), {
        type: 'file',
        accept: '.csv,text/csv,text/plain',
      });
      input.addEventListener('change', () => {
        const [file] = input.files ?? [];
        if (file) void read(file);
      });
      input.click();
    },
    showMissing: () =>
      notice({
        notice: 'added',
        values: { ...NO_COUNTS, without: missing.length },
        details: detailsOf(missing, MOST_NAMED),
        buttons: ['close'],
      }),
    cancel: () => running?.abort(),
  };
}

const NO_COUNTS = { added: 0, read: 0, known: 0, spared: 0, wrong: 0 };

const counted = (sum: Sum, { added, known, wrong }: Added): Pick<Sum, 'added' | 'known' | 'wrong'> => ({
  added: sum.added + added,
  known: sum.known + known,
  wrong: sum.wrong + wrong.length,
});

/** Line and column as a spreadsheet counts them. */
const placeOf = ({
  line,
  column,
  text,
}: {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}): string => `${line}:${column}${text ? ` «${text.slice(0, 30)}»` : ''}`;

const detailsOf = (names: readonly string[], most: number): readonly string[] =>
  names.length > most ? [...names.slice(0, most), '…'] : names;
