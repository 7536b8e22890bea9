import type { RowId } from '../../call/dial-list';
import type { UserId } from '../../call/ids';
import { parseRowsFound, type RowNow, type RowsFound } from '../../protocol/dial-lists';
import { hourOf } from '../ui/hour';
import { outcomeText } from '../ui/outcome-words';
import type { PartNeeds } from './team-pane';
import { nameOfUser, pagerModel } from './team-words';

const AT_ONCE = 50;
const FIND_AFTER_MS = 250;

export interface RowsPart {
  read(): void;
  reset(): void;
  model(): object;
  /** `false` = not one of its buttons. */
  act(act: string, element: HTMLElement): boolean;
  changed(field: string, value: string): void;
}

/** The numbers of a list, page by page; ticked ones are given to one agent, or to whoever is next. */
export function createRowsPart({ say, language, clock, ask, edit, state, paint }: PartNeeds): RowsPart {
  let found: RowsFound | undefined;
  let [from, find] = [0, ''];
  let ticked: ReadonlySet<RowId> = new Set();
  /** 0 = whoever is next. */
  let to = 0;
  let age = 0;
  let cancelFind = (): void => {};

  const read = async (): Promise<void> => {
    const { list } = state();
    if (!list) return;
    const asking = ++age;
    const answer = await ask({ query: 'dialRows', args: { listId: list.id, from, count: AT_ONCE, find } });
    const rows = answer && parseRowsFound(answer.value);
    if (asking !== age || !rows) return;
    found = rows;
    paint();
  };
  const look = (place: number): void => {
    from = Math.max(0, place);
    ticked = new Set();
    void read();
  };
  const give = async (): Promise<void> => {
    const { list } = state();
    if (!list || ticked.size === 0) return;
    const who = to === 0 ? {} : { userId: to as UserId };
    if (!(await edit('keep', { edit: 'keep', listId: list.id, rowIds: [...ticked], ...who }))) return;
    ticked = new Set();
    await read();
  };
  const tick = (ids: readonly RowId[]): void => {
    const isOff = ids.every((id) => ticked.has(id));
    const rest = [...ticked].filter((id) => !ids.includes(id));
    ticked = new Set(isOff ? rest : [...rest, ...ids]);
    paint();
  };
  const waiting = (): readonly RowId[] =>
    (found?.rows ?? []).filter((row) => row.state === 'waiting').map(({ id }) => id);

  const rowModel = (row: RowNow): object => {
    const { team, skewMs } = state();
    const now = clock.now() + skewMs;
    const isLater = row.state === 'waiting' && row.dueAt > now;
    const again = isLater ? say('dial.again at', { time: hourOf(row.dueAt, language, now) }) : '';
    const word =
      row.state === 'taken' || row.state === 'calling'
        ? say(`team.row.${row.state}`)
        : outcomeText(row.outcome, say);
    return {
      ...{ id: row.id, name: row.name || row.text, sub: row.company, number: row.text },
      ...{ isFree: row.state === 'waiting', isOn: ticked.has(row.id) },
      tickText: say('team.tick', { name: row.name || row.text }),
      outcome: word || say('team.row.waiting'),
      again,
      when: row.at === undefined ? '' : hourOf(row.at, language, now),
      by: row.by === undefined ? '' : nameOfUser(row.by, team),
      kept: row.keptFor === undefined ? '' : nameOfUser(row.keptFor, team),
    };
  };

  return {
    read: () => void read(),
    reset() {
      age += 1;
      [found, from, find, to] = [undefined, 0, '', 0];
      ticked = new Set();
    },
    model() {
      const { team, busy } = state();
      const total = found?.total ?? 0;
      const ids = waiting();
      return {
        find: { label: say('dial.find'), value: find },
        heads: ['name', 'number', 'outcome', 'by', 'kept'].map((head) => say(`team.head.${head}`)),
        all: {
          isOn: ids.length > 0 && ids.every((id) => ticked.has(id)),
          isOff: ids.length === 0,
          text: say('team.tickAll'),
        },
        rows: (found?.rows ?? []).map(rowModel),
        empty: found && total === 0 ? say(find === '' ? 'team.noRows' : 'team.noneFound') : '',
        reading: found ? '' : say('advanced.reading'),
        pager: pagerModel({ from, shown: found?.rows.length ?? 0, total }, say),
        give: {
          text: say('team.give', { n: ticked.size }),
          label: say('team.giveTo'),
          isOff: ticked.size === 0,
          isBusy: busy === 'keep',
          options: [
            { value: 0, text: say('team.anybody'), isOn: to === 0 },
            ...(team?.members ?? []).map(({ userId, name }) => ({
              ...{ value: userId, text: name, isOn: userId === to },
            })),
          ],
        },
        hint: say('team.keptHint'),
      };
    },
    act(act, { dataset }) {
      if (act === 'tick') tick([Number(dataset['id']) as RowId]);
      else if (act === 'tick-all') tick(waiting());
      else if (act === 'give') void give();
      else if (act === 'rows-back') look(from - AT_ONCE);
      else if (act === 'rows-on') look(from + AT_ONCE);
      else return false;
      return true;
    },
    changed(field, value) {
      if (field === 'to') to = Number(value);
      if (field !== 'find') return;
      cancelFind();
      cancelFind = clock.after(FIND_AFTER_MS, () => {
        find = value.trim().slice(0, 60);
        look(0);
      });
    },
  };
}
